using System.Collections.Concurrent;
using Azure;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestor.Variants;

/// <summary>
/// Storage that takes everything at once and keeps only what a commit needs: names, lengths of blocks, metadata, and the blocks of Parquet
/// files that came last, since their row groups are merged.
/// </summary>
internal sealed class NullDataBlobs : IDataBlobs
{
    private readonly ConcurrentDictionary<string, LoadedBlob> _blobs = new();
    private readonly ConcurrentDictionary<string, long> _staged = new();
    private readonly BlockCache _parquet = new(512 * 1024 * 1024);
    private long _version;

    public Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BlobListing>>([
            .. _blobs
                .Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(blob => new BlobListing(
                    blob.Key,
                    blob.Value.Metadata,
                    blob.Value.ETag,
                    blob.Value.Length,
                    DateTimeOffset.UnixEpoch
                )),
        ]);

    public Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(_blobs.GetValueOrDefault(name));

    /// <summary>Reads the content once, as a network card would.</summary>
    public async Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken)
    {
        if (name.EndsWith(".parquet", StringComparison.Ordinal))
        {
            byte[] copy = new byte[content.Length];
            await content.ReadExactlyAsync(copy, cancellationToken);
            _parquet.Put(blockId, copy);
        }
        else
        {
            await content.CopyToAsync(Stream.Null, cancellationToken);
        }

        _staged[blockId] = content.Length;
    }

    public Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var etag = new ETag($"\"{Interlocked.Increment(ref _version)}\"");
        var known = _blobs.GetValueOrDefault(name);
        var lengths = (known?.Blocks ?? []).ToDictionary(block => block.Id, block => block.Length);
        var blocks = new List<CommittedBlock>();
        foreach (string id in blockIds)
        {
            blocks.Add(new CommittedBlock(id, _staged.TryRemove(id, out long staged) ? staged : lengths[id]));
        }

        _blobs[name] = new LoadedBlob(etag, blocks.Sum(block => block.Length), metadata.AsReadOnly(), blocks);
        return Task.FromResult(new CommitReceipt(etag, null));
    }

    /// <summary>What is not kept is zeros.</summary>
    public Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    )
    {
        destination.Span.Clear();
        long position = 0;
        foreach (var block in _blobs[name].Blocks)
        {
            long start = Math.Max(position, offset);
            long end = Math.Min(position + block.Length, offset + destination.Length);
            if (start < end && _parquet.TryGet(block.Id, out byte[]? content))
            {
                content
                    .AsSpan((int)(start - position), (int)(end - start))
                    .CopyTo(destination.Span[(int)(start - offset)..]);
            }

            position += block.Length;
        }

        return Task.CompletedTask;
    }

    public Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult((_blobs[name].ETag, _blobs[name].Length));
}
