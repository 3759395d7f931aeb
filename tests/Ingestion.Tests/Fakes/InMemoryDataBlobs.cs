using Azure;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>
/// Block blobs in memory, under the same contract tests as Azurite. <see cref="Before"/> and <see cref="After"/> let a test lose a
/// request or its answer. Thread-safe.
/// </summary>
internal sealed class InMemoryDataBlobs : IDataBlobs
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Blob> _blobs = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Runs before a request takes effect; throwing loses the request. Arguments: operation and blob.</summary>
    public Action<string, string> Before { get; set; } = (_, _) => { };

    /// <summary>Runs after a request took effect; throwing loses the answer.</summary>
    public Action<string, string> After { get; set; } = (_, _) => { };

    /// <summary>A mistake: commits without If-Match.</summary>
    public bool IgnoresConditions { get; init; }

    public int Commits { get; private set; }

    /// <summary>The blocks of the blob that was committed last.</summary>
    public int LastCommittedBlocks { get; private set; }

    public int Reads { get; private set; }

    public long ReadBytes { get; private set; }

    /// <summary>All bytes that were staged.</summary>
    public long StagedBytes { get; private set; }

    public Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<BlobListing>>(
            "list",
            prefix,
            () =>
                [
                    .. _blobs
                        .Where(b => b.Key.StartsWith(prefix, StringComparison.Ordinal) && b.Value.ETag is not null)
                        .Select(b => new BlobListing(
                            b.Key,
                            b.Value.Metadata,
                            b.Value.ETag!.Value,
                            b.Value.Length,
                            DateTimeOffset.UnixEpoch
                        )),
                ]
        );

    public Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken) =>
        Run(
            "load",
            name,
            () =>
                _blobs.TryGetValue(name, out var blob) && blob.ETag is { } etag
                    ? new LoadedBlob(
                        etag,
                        blob.Length,
                        blob.Metadata,
                        [.. blob.Blocks.Select(b => new CommittedBlock(b.Id, b.Content.Length))]
                    )
                    : null
        );

    public async Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        await Run(
            "stage",
            name,
            () =>
            {
                if (!_blobs.TryGetValue(name, out var blob))
                {
                    _blobs[name] = blob = new Blob();
                }

                blob.Staged[blockId] = copy.ToArray();
                StagedBytes += copy.Length;
                return 0;
            }
        );
    }

    public Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) => Run("commit", name, () => Commit(name, [.. blockIds], metadata, ifMatch));

    public Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    ) =>
        Run(
            "read",
            name,
            () =>
            {
                if (!_blobs.TryGetValue(name, out var blob) || blob.ETag is null)
                {
                    throw Failure(404, BlobErrorCode.BlobNotFound);
                }

                if (blob.ETag != ifMatch)
                {
                    throw Failure(412, BlobErrorCode.ConditionNotMet);
                }

                Reads++;
                ReadBytes += destination.Length;
                return blob.TryRead(offset, destination.Span) ? 0 : throw Failure(416, BlobErrorCode.InvalidRange);
            }
        );

    public Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken) =>
        Run(
            "length",
            name,
            () =>
                _blobs.TryGetValue(name, out var blob) && blob.ETag is { } etag
                    ? (etag, blob.Length)
                    : throw Failure(404, BlobErrorCode.BlobNotFound)
        );

    public string Text(string name) => System.Text.Encoding.UTF8.GetString(Bytes(name));

    public byte[] Bytes(string name)
    {
        lock (_lock)
        {
            var blob = _blobs[name];
            byte[] content = new byte[blob.Length];
            return blob.TryRead(0, content) ? content : throw new InvalidOperationException();
        }
    }

    public IReadOnlyDictionary<string, string> Metadata(string name)
    {
        lock (_lock)
        {
            return _blobs[name].Metadata;
        }
    }

    public IReadOnlyList<string> Names()
    {
        lock (_lock)
        {
            return [.. _blobs.Where(b => b.Value.ETag is not null).Select(b => b.Key)];
        }
    }

    /// <summary>What a person does who uploads a file over ours: metadata and blocks are gone.</summary>
    public void Upload(string name, string content)
    {
        lock (_lock)
        {
            var blob = new Blob();
            blob.Replace([], System.Text.Encoding.UTF8.GetBytes(content), [], NextETag());
            _blobs[name] = blob;
        }
    }

    public void Delete(string name)
    {
        lock (_lock)
        {
            _blobs.Remove(name);
        }
    }

    public static RequestFailedException Failure(int status, BlobErrorCode code) =>
        new(status, code.ToString(), code.ToString(), null);

    private CommitReceipt Commit(string name, List<string> ids, IDictionary<string, string> metadata, ETag? ifMatch)
    {
        _blobs.TryGetValue(name, out var blob);
        if (!IgnoresConditions && ifMatch is null && blob?.ETag is not null)
        {
            throw Failure(409, BlobErrorCode.BlobAlreadyExists);
        }

        if (!IgnoresConditions && ifMatch is not null && blob?.ETag != ifMatch)
        {
            throw Failure(412, BlobErrorCode.ConditionNotMet);
        }

        if (blob is null || blob.Find(ids) is not { } blocks)
        {
            throw Failure(400, BlobErrorCode.InvalidBlockList);
        }

        var etag = NextETag();
        blob.Replace(blocks, [], new Dictionary<string, string>(metadata), etag);
        Commits++;
        LastCommittedBlocks = blocks.Count;
        return new CommitReceipt(etag, null);
    }

    private ETag NextETag() => new($"\"{++_version}\"");

    private Task<T> Run<T>(string operation, string name, Func<T> action)
    {
        try
        {
            Before(operation, name);
            T result;
            lock (_lock)
            {
                result = action();
            }

            After(operation, name);
            return Task.FromResult(result);
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    private sealed class Blob
    {
        // What is committed, by id: a day of flushes must not search lists.
        private Dictionary<string, byte[]> _committed = [];
        private byte[] _uploaded = [];

        public ETag? ETag { get; private set; }

        public List<(string Id, byte[] Content)> Blocks { get; private set; } = [];

        public Dictionary<string, byte[]> Staged { get; } = [];

        public Dictionary<string, string> Metadata { get; private set; } = [];

        public long Length { get; private set; }

        /// <summary>Finds blocks as the service's list of latest ones does: a staged block goes before a committed one of the same id.</summary>
        public List<(string Id, byte[] Content)>? Find(List<string> ids)
        {
            var blocks = new List<(string Id, byte[] Content)>(ids.Count);
            foreach (string id in ids)
            {
                if (!Staged.TryGetValue(id, out byte[]? content) && !_committed.TryGetValue(id, out content))
                {
                    return null;
                }

                blocks.Add((id, content));
            }

            return blocks;
        }

        /// <summary>A commit or an upload: whatever else was there or staged is gone.</summary>
        public void Replace(
            List<(string Id, byte[] Content)> blocks,
            byte[] uploaded,
            Dictionary<string, string> metadata,
            ETag etag
        )
        {
            Blocks = blocks;
            _committed = blocks.ToDictionary(block => block.Id, block => block.Content);
            _uploaded = uploaded;
            Staged.Clear();
            Metadata = metadata;
            ETag = etag;
            Length = uploaded.Length + blocks.Sum(block => (long)block.Content.Length);
        }

        public bool TryRead(long offset, Span<byte> destination)
        {
            if (offset + destination.Length > Length)
            {
                return false;
            }

            long start = 0;
            foreach (byte[] content in Blocks.Select(block => block.Content).Prepend(_uploaded))
            {
                if (destination.IsEmpty)
                {
                    break;
                }

                long skipped = Math.Max(0, offset - start);
                if (skipped < content.Length)
                {
                    int count = (int)Math.Min(destination.Length, content.Length - skipped);
                    content.AsSpan((int)skipped, count).CopyTo(destination);
                    destination = destination[count..];
                    offset += count;
                }

                start += content.Length;
            }

            return true;
        }
    }
}
