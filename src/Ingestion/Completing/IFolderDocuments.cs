using Azure;

namespace ModelData.Ingestion.Completing;

/// <summary>The small documents beside the data files. Thread-safe.</summary>
internal interface IFolderDocuments
{
    /// <summary>Reads a document, or <see langword="null"/> when there is none.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="maxBytes">One that is longer is cut there, and so can be told from a legal one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<(ReadOnlyMemory<byte> Content, ETag ETag)?> ReadAsync(
        string name,
        int maxBytes,
        CancellationToken cancellationToken
    );

    /// <summary>Writes a document over the version that was read; <see langword="null"/> demands that there is none.</summary>
    /// <returns>Whether no other writer was there.</returns>
    Task<bool> TryWriteAsync(
        string name,
        ReadOnlyMemory<byte> content,
        ETag? ifMatch,
        CancellationToken cancellationToken
    );
}
