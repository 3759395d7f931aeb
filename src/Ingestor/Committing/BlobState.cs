using Azure;

namespace ModelData.Ingestor.Committing;

/// <summary>What a writer knows of its blob: the base of the next commit. Not thread-safe.</summary>
internal sealed class BlobState
{
    private readonly List<string> _blockIds;

    private BlobState(
        string folder,
        DataFileName file,
        ETag? etag,
        long length,
        List<string> blockIds,
        CommittedSequences own,
        CommittedSequences siblings
    )
    {
        File = file;
        Name = $"{folder}/{file}";
        ETag = etag;
        Length = length;
        _blockIds = blockIds;
        Sequences = own;
        Siblings = siblings;
    }

    public DataFileName File { get; }

    public string Name { get; }

    /// <summary>The version, or <see langword="null"/> when the blob does not exist.</summary>
    public ETag? ETag { get; private set; }

    public long Length { get; private set; }

    public IReadOnlyList<string> BlockIds => _blockIds;

    /// <summary>What this blob contains.</summary>
    public CommittedSequences Sequences { get; private set; }

    /// <summary>What the other files of the same schema in the folder contain.</summary>
    public CommittedSequences Siblings { get; }

    public static BlobState Absent(string folder, DataFileName file, CommittedSequences siblings) =>
        new(folder, file, null, 0, [], new CommittedSequences(), siblings);

    public static BlobState Existing(
        string folder,
        DataFileName file,
        LoadedBlob blob,
        CommittedSequences own,
        CommittedSequences siblings
    )
    {
        var ids = new List<string>(blob.Blocks.Count + 1);
        foreach (var block in blob.Blocks)
        {
            ids.Add(block.Id);
        }

        return new(folder, file, blob.ETag, blob.Length, ids, own, siblings);
    }

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

    public void Committed(string blockId, long addedBytes, ETag etag, CommittedSequences sequences)
    {
        _blockIds.Add(blockId);
        Length += addedBytes;
        ETag = etag;
        Sequences = sequences;
    }
}
