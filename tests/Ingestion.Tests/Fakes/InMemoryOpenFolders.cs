using Azure;
using ModelData.Ingestion.Completing;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Markers in memory. Thread-safe.</summary>
internal sealed class InMemoryOpenFolders : IOpenFolders
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, OpenFolder> _folders = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>A mistake: deletes a marker that was written again.</summary>
    public bool ClosesWithoutCondition { get; init; }

    public IReadOnlyList<OpenFolder> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _folders.Values];
            }
        }
    }

    public int Writes { get; private set; }

    public Task<OpenFolder?> ReadAsync(string folder, DateOnly day, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_folders.GetValueOrDefault(folder));
        }
    }

    public Task<OpenFolder?> TryWriteAsync(
        string folder,
        DateOnly day,
        DateTimeOffset until,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            if (_folders.GetValueOrDefault(folder)?.ETag != ifMatch)
            {
                return Task.FromResult<OpenFolder?>(null);
            }

            Writes++;
            _folders[folder] = new OpenFolder(folder, day, until, new ETag($"\"{++_version}\""));
            return Task.FromResult<OpenFolder?>(_folders[folder]);
        }
    }

    public IAsyncEnumerable<OpenFolder> ListAsync(DateOnly lastDay, CancellationToken cancellationToken) =>
        All.Where(folder => folder.Day <= lastDay).ToAsyncEnumerable();

    public Task<bool> TryCloseAsync(OpenFolder folder, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            bool isSame = _folders.GetValueOrDefault(folder.Folder)?.ETag == folder.ETag;
            return Task.FromResult((isSame || ClosesWithoutCondition) && _folders.Remove(folder.Folder));
        }
    }
}
