namespace ModelData;

/// <summary>A schema that rows of a folder have or had.</summary>
/// <param name="Schema">The columns.</param>
/// <param name="FirstSeen">When rows of it were first written (UTC).</param>
/// <param name="LastSeen">When rows of it were last written (UTC), as far as the document was kept up; not before <paramref name="FirstSeen"/>.</param>
public sealed record FolderSchema(FeatureSchema Schema, DateTimeOffset FirstSeen, DateTimeOffset LastSeen);
