using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Where every row finds a file.</summary>
internal sealed class NoRefusedRows : IRefusedRows
{
    public Task WriteAsync(BlobCommitter committer, RowBuffer buffer, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("No row is refused here.");
}
