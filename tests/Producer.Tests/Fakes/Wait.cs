namespace ModelData.Producer.Tests;

/// <summary>Waits for conditions with a deadline.</summary>
internal static class Wait
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    public static async Task UntilAsync(Func<bool> condition, string what, Action? meanwhile = null)
    {
        using CancellationTokenSource deadline = new(Deadline);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"Not within {Deadline}: {what}");
            meanwhile?.Invoke();
            await Task.Delay(Step, TestContext.Current.CancellationToken);
        }
    }

    public static Task UntilAsync(Task task, Action? meanwhile = null) =>
        UntilAsync(() => task.IsCompleted, "the task ends", meanwhile);
}
