using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>The file that rows go to, and which of them.</summary>
/// <param name="key">What decides the file.</param>
/// <param name="blob">The file; unset when all rows go to siblings.</param>
/// <param name="shared">How it is shared, where it is one that learns types.</param>
internal sealed class FoundFile(BlobKey key, BlobState? blob, SharedFile? shared)
{
    public BlobState? Blob => blob;

    /// <summary>The columns of the file, in its order, when it has taken all rows of a buffer that go there.</summary>
    /// <param name="buffer">The rows.</param>
    /// <param name="schema">The columns in the order of a new file whose rows all have one schema hash.</param>
    /// <param name="others">The columns of rows that do not, or of which that is not known yet.</param>
    public FeatureSchema? Take(RowBuffer buffer, FeatureSchema schema, out OtherRows others)
    {
        if (key.Placement != Placement.ByNames)
        {
            others = OtherRows.None;
            return blob!.Schema ??= schema;
        }

        var file = blob?.Schema;
        var (elsewhere, undecided) = (new List<FeatureSchema>(), new List<FeatureSchema>());
        var seen = new HashSet<FeatureSchema>();
        foreach (var segment in buffer.Segments)
        {
            if (!seen.Add(segment.Schema))
            {
                continue;
            }

            if (shared?.TryTake(blob!.Schema, segment.Schema) is null)
            {
                elsewhere.Add(segment.Schema);
            }
            else if (shared.TryTake(file, segment.Schema) is { } taken)
            {
                file = taken;
            }
            else
            {
                // The file does not contradict it, only rows that are not in it yet: another worker may be there before them.
                undecided.Add(segment.Schema);
            }
        }

        others = new OtherRows(elsewhere, undecided);
        return file;
    }

    /// <summary>Whether rows that go to the file are in it already, or in one that takes its place or took it.</summary>
    public bool Contains(RowBuffer.Segment segment) =>
        blob?.Contains(segment.Event.Source, segment.Event.SequenceNumber) == true
        || shared?.IsInSibling(segment.Schema, segment.Event.Source, segment.Event.SequenceNumber) == true;

    /// <summary>Adds to the metadata of a commit how its rows are placed, and what the file knows of types.</summary>
    /// <param name="metadata">The rest.</param>
    /// <param name="file">The columns in the order of the file.</param>
    public void AddPlacement(Dictionary<string, string> metadata, FeatureSchema file)
    {
        if (key.Placement == Placement.ByHash)
        {
            return;
        }

        metadata[BlobMetadata.Format] = BlobMetadata.LearningVersion;
        if (key.Placement == Placement.ByNames)
        {
            metadata[BlobMetadata.Names] = key.SchemaHash;
            if (blob is { ETag: not null } ? blob.KeepsTypes : TypesTaken.IsKept(file))
            {
                metadata[BlobMetadata.Types] = file.KnownTypes;
            }
        }
    }
}
