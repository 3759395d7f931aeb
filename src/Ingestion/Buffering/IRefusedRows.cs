using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Buffering;

/// <summary>Where rows go that no file takes.</summary>
internal interface IRefusedRows
{
    /// <summary>Makes the rows durable, event by event.</summary>
    Task WriteAsync(BlobCommitter committer, RowBuffer buffer, CancellationToken cancellationToken);
}
