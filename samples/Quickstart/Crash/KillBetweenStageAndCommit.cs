using ModelData.Testing;

namespace Quickstart.Crash;

/// <summary>
/// Kills the worker at the worst moment: its block is staged, the request that would make it part of the file has left the worker,
/// and never arrives.
/// </summary>
internal sealed class KillBetweenStageAndCommit(BlobFaultProxy proxy, string container)
{
    private readonly StagedRows _staged = new();

    /// <summary>Starts to watch what is staged.</summary>
    public void Watch()
    {
        _staged.Watch(proxy, IsData);
        proxy.Arm(
            request => request.Operation == BlobOperation.CommitBlockList && IsData(request),
            new BlobFault
            {
                AfterAnswer = (request, _) =>
                {
                    _staged.Clear(request.BlobName);
                    return Task.CompletedTask;
                },
            },
            times: int.MaxValue
        );
    }

    /// <summary>Waits for the next commit and kills the worker in front of it.</summary>
    /// <returns>The blob and the rows that are staged for it and not committed.</returns>
    public async Task<(string BlobName, int UncommittedRows)> StrikeAsync(WorkerProcess worker, TimeSpan deadline)
    {
        var struck = new TaskCompletionSource<(string, int)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var armed = proxy.Arm(
            request =>
                request.Operation == BlobOperation.CommitBlockList
                && IsData(request)
                && _staged.Of(request.BlobName) > 0,
            new BlobFault
            {
                IsRequestLost = true,
                BeforeForward = request =>
                {
                    worker.Kill();
                    struck.TrySetResult((request.BlobName, _staged.Of(request.BlobName)));
                    _staged.Clear(request.BlobName);
                    return Task.CompletedTask;
                },
            }
        );
        return await Eventually.CompletesAsync(
            struck.Task,
            deadline,
            () => $"the worker committed nothing:\n{worker.Process.OutputTail}"
        );
    }

    private bool IsData(BlobRequest request) => request.Container == container;
}
