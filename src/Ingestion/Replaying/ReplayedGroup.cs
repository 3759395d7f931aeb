using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Replaying;

/// <summary>What was read for the files of one schema, format and share in one folder. Not thread-safe.</summary>
internal sealed class ReplayedGroup(BlobKey key, FeatureSchema schema, CollectionAddress address, DateOnly day)
{
    private readonly HashSet<FeatureSchema> _schemas = [schema];

    public BlobKey Key => key;

    /// <summary>The columns, in the order of the first batch.</summary>
    public FeatureSchema Schema => schema;

    /// <summary>The columns as each batch has them: in other orders perhaps, and in what the files do not say of them.</summary>
    public IReadOnlyCollection<FeatureSchema> Schemas => _schemas;

    public CollectionAddress Address => address;

    public DateOnly Day => day;

    public long Rows { get; private set; }

    /// <summary>For each partition that contributed the highest sequence number.</summary>
    public CommittedSequences Sequences { get; } = new();

    public void Saw(FeatureSchema other) => _schemas.Add(other);

    public void Add(SourcePartition source, long sequenceNumber, int rows)
    {
        Rows += rows;
        Sequences.Raise(source, sequenceNumber);
    }
}
