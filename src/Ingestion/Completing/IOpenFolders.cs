using Azure;

namespace ModelData.Ingestion.Completing;

/// <summary>The markers of the folders that rows may still come to. Thread-safe.</summary>
internal interface IOpenFolders
{
    /// <summary>Reads the marker of a folder, or <see langword="null"/> when there is none.</summary>
    Task<OpenFolder?> ReadAsync(string folder, DateOnly day, CancellationToken cancellationToken);

    /// <summary>Writes the marker of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="day">Its day.</param>
    /// <param name="until">Up to when events may be on their way into it.</param>
    /// <param name="ifMatch">The version that was read; <see langword="null"/> demands that there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new marker, or <see langword="null"/> when another writer was there.</returns>
    Task<OpenFolder?> TryWriteAsync(
        string folder,
        DateOnly day,
        DateTimeOffset until,
        ETag? ifMatch,
        CancellationToken cancellationToken
    );

    /// <summary>The open folders up to a day, the oldest day first.</summary>
    IAsyncEnumerable<OpenFolder> ListAsync(DateOnly lastDay, CancellationToken cancellationToken);

    /// <summary>Deletes a marker, unless it was written again.</summary>
    Task<bool> TryCloseAsync(OpenFolder folder, CancellationToken cancellationToken);
}
