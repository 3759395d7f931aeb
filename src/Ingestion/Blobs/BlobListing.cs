using Azure;

namespace ModelData.Ingestion.Blobs;

/// <summary>A data blob as a listing shows it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Metadata">The metadata.</param>
/// <param name="ETag">The version.</param>
/// <param name="Length">The content length in bytes.</param>
/// <param name="LastModified">When the version was made.</param>
internal sealed record BlobListing(
    string Name,
    IReadOnlyDictionary<string, string> Metadata,
    ETag ETag,
    long Length,
    DateTimeOffset LastModified
);

/// <summary>A data blob at one ETag: properties and block list agree.</summary>
/// <param name="ETag">The version.</param>
/// <param name="Length">The content length in bytes.</param>
/// <param name="Metadata">The metadata.</param>
/// <param name="Blocks">The committed blocks in order.</param>
internal sealed record LoadedBlob(
    ETag ETag,
    long Length,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<CommittedBlock> Blocks
);

/// <summary>A committed block.</summary>
internal readonly record struct CommittedBlock(string Id, long Length);

/// <summary>The answer to a commit.</summary>
/// <param name="ETag">The version that the commit made.</param>
/// <param name="VersionId">Set when the account keeps versions, which every commit then adds one to.</param>
internal readonly record struct CommitReceipt(ETag ETag, string? VersionId);
