namespace ModelData.Ingestion.Model;

/// <summary>Events whose rows for some files are dead letters, since storage took them in no file.</summary>
/// <param name="Files">The files of one schema in one folder: see <see cref="Buffering.BlobKey.Id"/>.</param>
/// <param name="First">The first sequence number.</param>
/// <param name="Last">The last sequence number.</param>
internal sealed record RefusedRange(string Files, long First, long Last);
