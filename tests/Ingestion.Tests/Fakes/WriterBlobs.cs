using Azure;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>The storage calls of one writer: counts what it stages in vain, and can hide from it that others write as well. Not thread-safe.</summary>
internal sealed class WriterBlobs(IDataBlobs inner, bool hidesOthers) : IDataBlobs
{
    private long _staged;
    private ETag _known;
    private bool _isVerifying;

    /// <summary>The bytes of blocks whose commit failed.</summary>
    public long WastedBytes { get; private set; }

    /// <summary>The bytes of blocks that were committed.</summary>
    public long CommittedBytes { get; private set; }

    /// <summary>Commits that failed.</summary>
    public int Conflicts { get; private set; }

    public Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public async Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var blob = await inner.LoadAsync(name, cancellationToken);
        _known = blob?.ETag ?? default;
        _isVerifying = false;
        return blob;
    }

    public async Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken)
    {
        _staged += content.Length;
        await inner.StageAsync(name, blockId, content, cancellationToken);
    }

    public async Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        long staged = _staged;
        _staged = 0;
        try
        {
            var receipt = await inner.CommitAsync(name, blockIds, metadata, ifMatch, cancellationToken);
            CommittedBytes += staged;
            _known = receipt.ETag;
            _isVerifying = true;
            return receipt;
        }
        catch (RequestFailedException)
        {
            WastedBytes += staged;
            Conflicts++;
            throw;
        }
    }

    public Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    ) => inner.ReadAsync(name, offset, destination, ifMatch, cancellationToken);

    /// <summary>Behind a commit it tells the truth; a look before staging finds what the writer knows, when others are hidden.</summary>
    public async Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken)
    {
        bool isLook = !_isVerifying;
        _isVerifying = false;
        return isLook && hidesOthers ? (_known, 0) : await inner.ReadLengthAsync(name, cancellationToken);
    }
}
