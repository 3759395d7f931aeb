namespace ModelData.Ingestor.Committing;

/// <summary>The metadata of a data blob. Names are lower case: some tools do not keep the case.</summary>
internal static class BlobMetadata
{
    /// <summary>The format of the other entries; a blob without it is not ours.</summary>
    public const string Format = "modeldata";

    /// <summary>The present format.</summary>
    public const string FormatVersion = "1";

    /// <summary>What is in the blob: <see cref="CommittedSequences"/>.</summary>
    public const string Sequences = "seq";

    /// <summary>An id of the last commit. Explains a blob in logs; decides nothing.</summary>
    public const string Commit = "commit";

    /// <summary>The hash of the schema.</summary>
    public const string Schema = "schema";

    /// <summary>
    /// The service limits metadata to 8 KB. Above this length of <see cref="Sequences"/> a writer goes on in a sibling.
    /// </summary>
    public const int MaxSequencesLength = 6 * 1024;

    public static Dictionary<string, string> Create(CommittedSequences sequences, string commitId, string schemaHash) =>
        new()
        {
            [Format] = FormatVersion,
            [Sequences] = sequences.Pack(),
            [Commit] = commitId,
            [Schema] = schemaHash,
        };

    public static bool IsOurs(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Format, out string? version) && version == FormatVersion;

    public static bool IsOurs(IReadOnlyDictionary<string, string> metadata, string schemaHash) =>
        IsOurs(metadata) && metadata.TryGetValue(Schema, out string? hash) && hash == schemaHash;
}
