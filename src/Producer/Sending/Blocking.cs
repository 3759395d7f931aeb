namespace ModelData.Producer.Sending;

/// <summary>Closing where nobody can await: in a synchronous dispose, and when the process ends.</summary>
internal static class Blocking
{
    /// <summary>Runs on the thread pool, so that it needs neither the caller's synchronization context nor its scheduler, and waits.</summary>
    /// <param name="close">What never throws.</param>
    /// <param name="timeout">For how long at most.</param>
    public static void Run(Func<Task> close, TimeSpan timeout)
    {
        Task closing = Task.Run(close);
#pragma warning disable VSTHRD002 // That is the point; and nothing in there comes back to this thread.
        closing.Wait(timeout);
#pragma warning restore VSTHRD002
    }
}
