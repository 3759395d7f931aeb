using ModelData.Ingestor.Committing;

namespace ModelData.Ingestor.Buffering;

/// <summary>Where rows go that no file takes.</summary>
internal interface IRefusedRows
{
    /// <summary>Makes the rows durable, event by event.</summary>
    Task WriteAsync(BlobCommitter committer, RowBuffer buffer, CancellationToken cancellationToken);
}
