using Azure;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Blobs;

/// <summary>What a writer knows of its blob: the base of the next commit. Not thread-safe.</summary>
internal sealed class BlobState
{
    private readonly List<CommittedBlock> _blocks;

    private BlobState(
        string folder,
        DataFileName file,
        ETag? etag,
        long length,
        List<CommittedBlock> blocks,
        long rows,
        CommittedSequences own,
        CommittedSequences siblings
    )
    {
        File = file;
        Name = $"{folder}/{file}";
        ETag = etag;
        Length = length;
        _blocks = blocks;
        Rows = rows;
        Sequences = own;
        Siblings = siblings;
    }

    public DataFileName File { get; }

    public string Name { get; }

    /// <summary>The version, or <see langword="null"/> when the blob does not exist.</summary>
    public ETag? ETag { get; private set; }

    public long Length { get; private set; }

    public IReadOnlyList<CommittedBlock> Blocks => _blocks;

    /// <summary>The rows in it.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of the rows files of another format count.</summary>
    public long Copies { get; set; }

    /// <summary>The rows by the rates at which they were collected.</summary>
    public RowsPerRate Rates { get; set; } = RowsPerRate.None;

    /// <summary>When the hub got the latest event whose rows are in it, as far as that is known.</summary>
    public DateTimeOffset? Last { get; set; }

    /// <summary>The columns in the order of the file; <see langword="null"/> while it does not exist or its start was not read.</summary>
    public FeatureSchema? Schema { get; set; }

    /// <summary>Whether it keeps the types of its columns, and learns those that it does not know.</summary>
    public bool KeepsTypes { get; set; }

    /// <summary>What this blob contains.</summary>
    public CommittedSequences Sequences { get; private set; }

    /// <summary>What the other files of the same schema in the folder contain.</summary>
    public CommittedSequences Siblings { get; }

    public static BlobState Absent(string folder, DataFileName file, CommittedSequences siblings) =>
        new(folder, file, null, 0, [], 0, new CommittedSequences(), siblings);

    public static BlobState Existing(
        string folder,
        DataFileName file,
        LoadedBlob blob,
        CommittedSequences own,
        CommittedSequences siblings,
        FeatureSchema? schema = null
    ) =>
        new(folder, file, blob.ETag, blob.Length, [.. blob.Blocks], BlobMetadata.ReadRows(blob.Metadata), own, siblings)
        {
            Copies = BlobMetadata.ReadCopies(blob.Metadata),
            Rates = BlobMetadata.ReadRates(blob.Metadata),
            Last = BlobMetadata.ReadLast(blob.Metadata),
            Schema = schema,
            KeepsTypes = blob.Metadata.ContainsKey(BlobMetadata.Types),
        };

    /// <summary>Whether an event's rows are already in this blob or a sibling.</summary>
    public bool Contains(SourcePartition source, long sequenceNumber) =>
        Sequences.Contains(source, sequenceNumber) || Siblings.Contains(source, sequenceNumber);

    /// <summary>
    /// Whether a growing file of ours stands there. A user's upload over it leaves no committed blocks, or blocks whose sizes or ids
    /// are not ours; a commit on top of that, under a valid ETag, would leave only our rows.
    /// </summary>
    public static bool IsIntact(LoadedBlob blob)
    {
        long sum = 0;
        foreach (var block in blob.Blocks)
        {
            if (block.Id.Length != EpochBlockIds.Length)
            {
                return false;
            }

            sum += block.Length;
        }

        return blob.Blocks.Count > 0 && sum == blob.Length;
    }

    /// <summary>Takes note of a commit.</summary>
    /// <param name="kept">How many of the blocks stayed where they were.</param>
    /// <param name="rest">The blocks behind them.</param>
    /// <param name="addedRows">The rows that were added.</param>
    /// <param name="etag">The version that the commit made.</param>
    /// <param name="sequences">What the blob contains now.</param>
    public void Committed(
        int kept,
        IReadOnlyList<CommittedBlock> rest,
        int addedRows,
        ETag etag,
        CommittedSequences sequences
    )
    {
        _blocks.RemoveRange(kept, _blocks.Count - kept);
        _blocks.AddRange(rest);
        Length = 0;
        foreach (var block in _blocks)
        {
            Length += block.Length;
        }

        Rows += addedRows;
        ETag = etag;
        Sequences = sequences;
    }
}
