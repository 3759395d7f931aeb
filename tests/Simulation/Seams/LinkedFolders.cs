using Azure;
using ModelData.Ingestion.Completing;

namespace ModelData.Simulation.Seams;

/// <summary>The markers of open folders as one worker reaches them.</summary>
internal sealed class LinkedFolders(IOpenFolders folders, Link link) : IOpenFolders
{
    public Task<OpenFolder?> ReadAsync(string folder, DateOnly day, CancellationToken cancellationToken) =>
        link.AskStorageAsync(
            "read-marker",
            folder,
            () => folders.ReadAsync(folder, day, default),
            found => $"{found?.ETag}",
            cancellationToken
        );

    public Task<OpenFolder?> TryWriteAsync(
        string folder,
        DateOnly day,
        DateTimeOffset until,
        ETag? ifMatch,
        CancellationToken cancellationToken
    ) =>
        link.AskStorageAsync(
            "write-marker",
            $"{folder} {until:O} if {ifMatch}",
            () => folders.TryWriteAsync(folder, day, until, ifMatch, default),
            written => $"{written?.ETag}",
            cancellationToken
        );

    public async IAsyncEnumerable<OpenFolder> ListAsync(
        DateOnly lastDay,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var found = await link.AskStorageAsync(
            "list-markers",
            $"{lastDay:O}",
            async () => await folders.ListAsync(lastDay, default).ToListAsync(),
            found => $"{found.Count}",
            cancellationToken
        );
        foreach (var folder in found)
        {
            yield return folder;
        }
    }

    public Task<bool> TryCloseAsync(OpenFolder folder, CancellationToken cancellationToken) =>
        link.AskStorageAsync(
            "close-marker",
            $"{folder.Folder} if {folder.ETag}",
            () => folders.TryCloseAsync(folder, default),
            isClosed => $"{isClosed}",
            cancellationToken
        );
}
