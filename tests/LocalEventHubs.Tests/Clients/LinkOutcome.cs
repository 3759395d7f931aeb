using Amqp;
using Amqp.Framing;

namespace ModelData.LocalEventHubs.Clients;

/// <summary>Waits for what becomes of a link.</summary>
internal static class LinkOutcome
{
    /// <summary>The error that the link is closed with.</summary>
    public static async Task<Error> GetErrorAsync(this AmqpObject link)
    {
        var closed = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        link.AddClosedCallback((_, error) => closed.TrySetResult(error ?? link.Error));
        Error reason = await closed.Task.WaitAsync(AmqpClient.Deadline);
        Assert.NotNull(reason);
        Assert.False(string.IsNullOrEmpty(reason.Description));
        return reason;
    }

    /// <summary>The error that an action fails with.</summary>
    public static async Task<Error> GetErrorAsync(Func<Task> action) =>
        (await Assert.ThrowsAsync<AmqpException>(action)).Error;
}
