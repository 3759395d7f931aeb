using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files.Csv;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// Writes the letters of one partition into its packs, each exactly once: they come in the order of their sequence numbers, and the same
/// atomic call that makes them visible says up to which number they are in. Who reads the partition again, or has lost it, leaves out what
/// is in. The rules are those of data files, see <see cref="BlobCommitter"/>. Not thread-safe.
/// </summary>
internal sealed partial class LetterPackWriter(
    HubIncarnation incarnation,
    string partitionId,
    SourcePartition source,
    IDataBlobs blobs,
    IBlockIds blockIds,
    ILogger logger
)
{
    private const int TinyBytes = 16 * 1024;

    private LetterPack? _pack;
    private string? _attempt;
    private long _attemptedFrom;

    /// <summary>One attempt to bring letters in. After a failure, whatever it is, the next one reads the pack first.</summary>
    /// <param name="letters">Letters of one pack, in their order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that this writer brought in, also by an attempt before, whose answer was lost; the others were there.</returns>
    public async Task<IReadOnlyList<EncodedLetter>> WriteAsync(
        IReadOnlyList<EncodedLetter> letters,
        CancellationToken cancellationToken
    )
    {
        long first = LetterPackName.FirstOf(letters[0].SequenceNumber);
        try
        {
            if (_pack?.Name.First != first)
            {
                _pack = await LocateAsync(first, cancellationToken);
            }

            var pack = _pack;
            var rest = letters.Where(letter => letter.SequenceNumber > pack.Highest).ToList();
            bool isOwnCommit = _attempt is not null && _attempt == pack.Metadata?.Commit;
            var written = letters
                .Where(it => isOwnCommit && it.SequenceNumber >= _attemptedFrom && it.SequenceNumber <= pack.Highest)
                .ToList();
            _attempt = null;
            if (rest.Count > 0)
            {
                _pack = await AppendAsync(pack, rest, cancellationToken);
                written.AddRange(rest);
            }

            return written;
        }
        catch
        {
            _pack = null;
            throw;
        }
    }

    private async Task<LetterPack> LocateAsync(long first, CancellationToken cancellationToken)
    {
        long highest = -1;
        for (int ordinal = 1; ; ordinal++)
        {
            var name = new LetterPackName(incarnation.Text, partitionId, first, ordinal);
            var loaded = await blobs.LoadAsync(name.ToString(), cancellationToken);
            if (loaded is null)
            {
                return LetterPack.Absent(name, highest);
            }

            var metadata = PackMetadata.TryRead(loaded.Metadata);
            highest = Math.Max(highest, metadata?.Sequences.Highest(source) ?? -1);
            if (LetterPack.TryOpen(name, loaded, metadata, highest) is { } pack)
            {
                return pack;
            }

            LogChanged(name.ToString());
        }
    }

    private async Task<LetterPack> AppendAsync(
        LetterPack pack,
        List<EncodedLetter> letters,
        CancellationToken cancellationToken
    )
    {
        var index = await StageAsync(pack, 0, pack.Index, letters.Select(it => it.IndexLine), cancellationToken);
        long indexBytes = pack.Metadata?.IndexBytes ?? 0;
        var content = await StageAsync(
            pack,
            indexBytes,
            pack.Letters,
            letters.Select(it => it.Line),
            cancellationToken
        );

        long highest = letters[^1].SequenceNumber;
        var metadata = Describe(pack, letters, index.Sum(block => block.Length));
        (_attempt, _attemptedFrom) = (metadata.Commit, letters[0].SequenceNumber);
        var receipt = await blobs.CommitAsync(
            pack.Name.ToString(),
            index.Concat(content).Select(block => block.Id),
            metadata.ToDictionary(),
            pack.ETag,
            cancellationToken
        );
        _attempt = null;
        return pack.Grown(receipt.ETag, index, content, metadata, highest);
    }

    // Small blocks at the end become one with what is new: they are read back, since a pack that grows slowly is forgotten in between.
    private async Task<List<CommittedBlock>> StageAsync(
        LetterPack pack,
        long start,
        IReadOnlyList<CommittedBlock> blocks,
        IEnumerable<byte[]> lines,
        CancellationToken cancellationToken
    )
    {
        var parts = lines.Select(line => new ReadOnlyMemory<byte>(line)).ToList();
        long added = parts.Sum(part => (long)part.Length);
        int kept = BlockTiers.CountKept(blocks, added, TinyBytes, blocks.Count);
        kept = BlockTiers.CountKept(blocks, added, BlockTiers.SmallBytes, kept);
        long offset = start + blocks.Take(kept).Sum(block => block.Length);
        byte[] merged = new byte[blocks.Skip(kept).Sum(block => block.Length)];
        if (merged.Length > 0)
        {
            await blobs.ReadAsync(pack.Name.ToString(), offset, merged, pack.ETag!.Value, cancellationToken);
            parts.Insert(0, merged);
        }

        string id = blockIds.Next(kept);
        await using var stream = new MemoryPartsStream(parts);
        await blobs.StageAsync(pack.Name.ToString(), id, stream, cancellationToken);
        return [.. blocks.Take(kept), new CommittedBlock(id, added + merged.Length)];
    }

    private PackMetadata Describe(LetterPack pack, List<EncodedLetter> letters, long indexBytes)
    {
        var before = pack.Metadata;
        var sequences = new CommittedSequences();
        sequences.Raise(source, letters[^1].SequenceNumber);
        var from = letters.Min(letter => letter.EnqueuedTime);
        var to = letters.Max(letter => letter.EnqueuedTime);
        return new PackMetadata(sequences, RandomNumberGenerator.GetHexString(16, lowercase: true))
        {
            IndexBytes = indexBytes,
            Letters = (before?.Letters ?? 0) + letters.Count,
            From = before?.From < from ? before.From : from,
            To = before?.To > to ? before.To : to,
        };
    }

    [LoggerMessage(
        EventIds.PackChanged,
        LogLevel.Critical,
        "{Pack} is not what was written: it was changed by somebody else. Letters of its events go on in the next one beside it"
    )]
    private partial void LogChanged(string pack);
}
