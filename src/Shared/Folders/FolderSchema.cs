namespace ModelData;

/// <summary>A schema that rows of a folder have or had.</summary>
/// <param name="Schema">The columns.</param>
/// <param name="FirstSeen">When rows of it were first written (UTC).</param>
/// <param name="LastSeen">When rows of it were last written (UTC), as far as the document was kept up; not before <paramref name="FirstSeen"/>.</param>
public sealed record FolderSchema(FeatureSchema Schema, DateTimeOffset FirstSeen, DateTimeOffset LastSeen)
{
    /// <summary>
    /// The data files whose rows have this schema, each once. A file is named before its first row is written. Empty when the document was last
    /// written by a version that did not name them.
    /// </summary>
    public IReadOnlyList<DataFileName> Files { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(FolderSchema? other) =>
        other is not null
        && Schema.Equals(other.Schema)
        && (FirstSeen, LastSeen) == (other.FirstSeen, other.LastSeen)
        && Files.SequenceEqual(other.Files);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schema, FirstSeen, LastSeen, Files.Count);
}
