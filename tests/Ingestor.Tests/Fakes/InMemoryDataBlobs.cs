using Azure;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestor.Committing;

namespace ModelData.Ingestor.Tests.Fakes;

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

    public int Reads { get; private set; }

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
                            b.Value.Content().LongLength,
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
                        blob.Content().LongLength,
                        blob.Metadata,
                        [.. blob.Committed.Select(b => new CommittedBlock(b.Id, b.Content.Length))]
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
                if (!_blobs.TryGetValue(name, out var blob) || blob.ETag != ifMatch)
                {
                    throw Failure(412, BlobErrorCode.ConditionNotMet);
                }

                Reads++;
                blob.Content().AsSpan((int)offset, destination.Length).CopyTo(destination.Span);
                return 0;
            }
        );

    public Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken) =>
        Run(
            "length",
            name,
            () =>
                _blobs.TryGetValue(name, out var blob) && blob.ETag is { } etag
                    ? (etag, blob.Content().LongLength)
                    : throw Failure(404, BlobErrorCode.BlobNotFound)
        );

    public string Text(string name)
    {
        lock (_lock)
        {
            return System.Text.Encoding.UTF8.GetString(_blobs[name].Content());
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
            _blobs[name] = new Blob { ETag = NextETag(), Uploaded = System.Text.Encoding.UTF8.GetBytes(content) };
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

        var blocks = new List<(string Id, byte[] Content)>();
        foreach (string id in ids)
        {
            // As the service's <Latest>: a staged block replaces a committed one of the same id.
            if (blob!.Staged.TryGetValue(id, out byte[]? staged))
            {
                blocks.Add((id, staged));
            }
            else if (blob.Committed.FirstOrDefault(b => b.Id == id) is { Content: not null } committed)
            {
                blocks.Add(committed);
            }
            else
            {
                throw Failure(400, BlobErrorCode.InvalidBlockList);
            }
        }

        blob!.Committed = blocks;
        blob.Staged.Clear();
        blob.Uploaded = null;
        blob.Metadata = new Dictionary<string, string>(metadata);
        blob.ETag = NextETag();
        Commits++;
        return new CommitReceipt(blob.ETag.Value, null);
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
        public ETag? ETag { get; set; }

        public List<(string Id, byte[] Content)> Committed { get; set; } = [];

        public Dictionary<string, byte[]> Staged { get; } = [];

        public byte[]? Uploaded { get; set; }

        public Dictionary<string, string> Metadata { get; set; } = [];

        public byte[] Content() => Uploaded ?? [.. Committed.SelectMany(b => b.Content)];
    }
}
