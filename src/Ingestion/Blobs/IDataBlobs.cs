using Azure;

namespace ModelData.Ingestion.Blobs;

/// <summary>
/// The storage calls of the commit, one request each and never retried inside: after a failure the caller reads the blob to learn
/// what is true. Failures surface as <see cref="RequestFailedException"/>. Thread-safe.
/// </summary>
internal interface IDataBlobs
{
    /// <summary>Lists the blobs of a folder whose names start with a prefix.</summary>
    Task<IReadOnlyList<BlobListing>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Reads properties and block list of the same version, or <see langword="null"/> when the blob does not exist.</summary>
    Task<LoadedBlob?> LoadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stages a block.</summary>
    Task StageAsync(string name, string blockId, Stream content, CancellationToken cancellationToken);

    /// <summary>Commits a block list with metadata.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="blockIds">All blocks, the new ones last.</param>
    /// <param name="metadata">All metadata: what is not named is cleared.</param>
    /// <param name="ifMatch">The version that the list was built on; <see langword="null"/> demands that the blob does not exist.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    Task<CommitReceipt> CommitAsync(
        string name,
        IEnumerable<string> blockIds,
        IDictionary<string, string> metadata,
        ETag? ifMatch,
        CancellationToken cancellationToken
    );

    /// <summary>Reads a range of one version: as many bytes as <paramref name="destination"/> has.</summary>
    /// <exception cref="RequestFailedException">The blob is gone, shorter, or has another version.</exception>
    Task ReadAsync(
        string name,
        long offset,
        Memory<byte> destination,
        ETag ifMatch,
        CancellationToken cancellationToken
    );

    /// <summary>Reads version and length.</summary>
    Task<(ETag ETag, long Length)> ReadLengthAsync(string name, CancellationToken cancellationToken);
}
