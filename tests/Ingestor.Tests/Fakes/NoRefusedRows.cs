using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;

namespace ModelData.Ingestor.Tests.Fakes;

/// <summary>Where every row finds a file.</summary>
internal sealed class NoRefusedRows : IRefusedRows
{
    public Task WriteAsync(BlobCommitter committer, RowBuffer buffer, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("No row is refused here.");
}
