using Azure;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>Data blobs as one worker reaches them.</summary>
internal sealed class LinkedBlobs(IDataBlobs blobs, Link link, History history) : IDataBlobs
{
    /// <summary>A mistake: what the files say of their positions is not seen.</summary>
    public bool HidesSequences { get; init; }

    /// <summary>The files that refuse whoever writes to them.</summary>
    public Func<string, bool> IsRefused { get; init; } = _ => false;

    public async Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var listings = await link.AskStorageAsync(
            "list",
            prefix,
            () => blobs.ListAsync(prefix, default),
            found => $"{found.Count}",
            cancellationToken
        );
        return [.. listings.Select(listing => listing with { Metadata = Hide(listing.Metadata) })];
    }

    public async Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var blob = await link.AskStorageAsync(
            "load",
            name,
            () => blobs.LoadAsync(name, default),
            found => $"{found?.ETag}",
            cancellationToken
        );
        return blob is null ? null : blob with { Metadata = Hide(blob.Metadata) };
    }

    public async Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken)
    {
        // What is sent later must not change meanwhile.
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        byte[] bytes = copy.ToArray();
        await link.AskStorageAsync(
            "stage",
            $"{name} {blockId} {bytes.Length}",
            async () =>
            {
                await blobs.StageAsync(name, blockId, new MemoryStream(bytes), default);
                return 0;
            },
            _ => "done",
            cancellationToken
        );
    }

    public Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        List<string> ids = [.. blockIds];
        var copy = new Dictionary<string, string>(metadata);
        var commit = history.BeginCommit(link.Process, name, copy);
        return link.AskStorageAsync(
            "commit",
            $"{name} {ids.Count} blocks if {ifMatch}: {commit}",
            async () =>
            {
                if (IsRefused(name))
                {
                    throw new RequestFailedException(412, "a lease", "LeaseIdMissing", null);
                }

                var receipt = await blobs.CommitAsync(name, ids, copy, ifMatch, default);
                history.Committed(commit);
                return receipt;
            },
            receipt => $"{receipt.ETag}",
            cancellationToken
        );
    }

    public async Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    )
    {
        byte[] bytes = new byte[destination.Length];
        await link.AskStorageAsync(
            "read",
            $"{name} {offset}+{bytes.Length}",
            async () =>
            {
                await blobs.ReadAsync(name, offset, bytes, ifMatch, default);
                return 0;
            },
            _ => "done",
            cancellationToken
        );
        bytes.CopyTo(destination);
    }

    public Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken) =>
        link.AskStorageAsync(
            "length",
            name,
            () => blobs.ReadLengthAsync(name, default),
            found => $"{found.Length}",
            cancellationToken
        );

    private IReadOnlyDictionary<string, string> Hide(IReadOnlyDictionary<string, string> metadata) =>
        HidesSequences && metadata.ContainsKey(BlobMetadata.Sequences)
            ? new Dictionary<string, string>(metadata) { [BlobMetadata.Sequences] = new CommittedSequences().Pack() }
            : metadata;
}
