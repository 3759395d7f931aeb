using Azure;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Holds every request until the test lets one through, so that a seed alone decides how writers interleave.</summary>
internal sealed class InterleavedDataBlobs(IDataBlobs inner, bool hidesSequences) : IDataBlobs
{
    private readonly Queue<TaskCompletionSource> _waiting = new();

    /// <summary>Lets one request through; what follows runs on this thread until the next request.</summary>
    public bool Release()
    {
        if (!_waiting.TryDequeue(out var gate))
        {
            return false;
        }

        gate.SetResult();
        return true;
    }

    public async Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await Wait();
        var listings = await inner.ListAsync(prefix, cancellationToken);
        return [.. listings.Select(l => l with { Metadata = Hide(l.Metadata) })];
    }

    public async Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        await Wait();
        var blob = await inner.LoadAsync(name, cancellationToken);
        return blob is null ? null : blob with { Metadata = Hide(blob.Metadata) };
    }

    public async Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken)
    {
        await Wait();
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
        await Wait();
        return await inner.CommitAsync(name, blockIds, metadata, ifMatch, cancellationToken);
    }

    public async Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    )
    {
        await Wait();
        await inner.ReadAsync(name, offset, destination, ifMatch, cancellationToken);
    }

    public async Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken)
    {
        await Wait();
        return await inner.ReadLengthAsync(name, cancellationToken);
    }

    private IReadOnlyDictionary<string, string> Hide(IReadOnlyDictionary<string, string> metadata) =>
        hidesSequences && metadata.ContainsKey(BlobMetadata.Sequences)
            ? new Dictionary<string, string>(metadata) { [BlobMetadata.Sequences] = new CommittedSequences().Pack() }
            : metadata;

    private Task Wait()
    {
        var gate = new TaskCompletionSource();
        _waiting.Enqueue(gate);
        return gate.Task;
    }
}
