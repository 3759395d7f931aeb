namespace ModelData.Ingestion.Model;

/// <summary>A file that storage refused, and that a partition has left for good.</summary>
/// <param name="Files">The files of one schema in one folder, of which it is one: see <see cref="Buffering.BlobKey.Id"/>.</param>
/// <param name="Name">Its blob.</param>
internal sealed record FileLeft(string Files, string Name);
