using System.Text.Json.Serialization;

namespace ModelData.Ingestion.Model;

/// <summary>Events whose rows for some files are dead letters, since storage took them in no file.</summary>
/// <param name="Files">The files of which none took them: see <see cref="Files.BlobKey.Id"/>.</param>
/// <param name="First">The first sequence number.</param>
/// <param name="Last">The last sequence number.</param>
/// <param name="Columns">
/// The columns of those events, see <see cref="ColumnClass"/>, where files learn types: events of other columns in between may be in siblings. Unset: all.
/// </param>
internal sealed record RefusedRange(
    string Files,
    long First,
    long Last,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Columns = null
)
{
    /// <summary>Whether an event is among them.</summary>
    public bool Contains(string files, long sequenceNumber, FeatureSchema schema) =>
        Files == files
        && First <= sequenceNumber
        && sequenceNumber <= Last
        && Columns?.Contains(ColumnClass.Of(schema), StringComparison.Ordinal) != false;
}
