using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Replaying;

/// <summary>Rows that storage does not take end a replay: they are still in the hub, and nothing else needs to be kept.</summary>
internal sealed class FailingRefusedRows : IRefusedRows
{
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails when rows were refused, and never ends otherwise.</summary>
    public Task Failure => _failure.Task;

    /// <summary>Ends the replay for another reason.</summary>
    public void Fail(string problem) => _failure.TrySetException(new ReplayException(problem));

    public Task WriteAsync(BlobCommitter committer, RowBuffer buffer, CancellationToken cancellationToken)
    {
        var failure = new ReplayException(
            $"Storage refuses to write {committer.Folder}/data*.{committer.Format.Extension}: a lease, a policy or missing rights."
        );
        _failure.TrySetException(failure);
        return Task.FromException(failure);
    }
}
