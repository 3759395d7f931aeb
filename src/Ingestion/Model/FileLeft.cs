using System.Text.Json.Serialization;

namespace ModelData.Ingestion.Model;

/// <summary>A file that storage refused, and that a partition has left for good.</summary>
/// <param name="Files">The files of which it is one: see <see cref="Files.BlobKey.Id"/>.</param>
/// <param name="Name">Its blob.</param>
/// <param name="Types">
/// The types that it had then, as <see cref="FeatureSchema.KnownTypes"/> has them, where files learn types: which rows are in it, and which went to
/// siblings, must not change for the partition any more, whatever the file learns later. Unset where it did not exist, or does not learn.
/// </param>
internal sealed record FileLeft(
    string Files,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Types = null
);
