using System.Globalization;
using ModelData.Ingestor.Committing;

namespace ModelData.Ingestor.DeadLetters;

/// <summary>
/// The metadata of a pack: <c>seq</c> as that of a data file, which alone decides what is in; the length of the index in front; the
/// number of letters, and the times between which their events were stored.
/// </summary>
/// <param name="Sequences">The highest sequence number that is in.</param>
/// <param name="Commit">An id of the last commit.</param>
/// <param name="IndexBytes">The length of the index.</param>
/// <param name="Letters">The number of letters.</param>
/// <param name="From">When the oldest of their events was stored.</param>
/// <param name="To">When the newest was.</param>
internal sealed record PackMetadata(
    CommittedSequences Sequences,
    string Commit,
    long IndexBytes,
    int Letters,
    DateTimeOffset From,
    DateTimeOffset To
)
{
    private const string Index = "index";
    private const string Count = "letters";
    private const string Oldest = "from";
    private const string Newest = "to";

    public Dictionary<string, string> ToDictionary() =>
        new()
        {
            [BlobMetadata.Format] = BlobMetadata.FormatVersion,
            [BlobMetadata.Sequences] = Sequences.Pack(),
            [BlobMetadata.Commit] = Commit,
            [Index] = IndexBytes.ToString(CultureInfo.InvariantCulture),
            [Count] = Letters.ToString(CultureInfo.InvariantCulture),
            [Oldest] = From.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            [Newest] = To.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        };

    /// <summary>Reads metadata; that of a blob that is not a pack of ours yields <see langword="null"/>.</summary>
    public static PackMetadata? TryRead(IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        // Some tools do not keep the case of names.
        var texts = new Dictionary<string, string>(metadata ?? [], StringComparer.OrdinalIgnoreCase);
        return
            BlobMetadata.IsOurs(texts)
            && CommittedSequences.TryUnpack(texts.GetValueOrDefault(BlobMetadata.Sequences)) is { } sequences
            && long.TryParse(texts.GetValueOrDefault(Index), CultureInfo.InvariantCulture, out long index)
            && int.TryParse(texts.GetValueOrDefault(Count), CultureInfo.InvariantCulture, out int letters)
            && TryReadTime(texts.GetValueOrDefault(Oldest), out var from)
            && TryReadTime(texts.GetValueOrDefault(Newest), out var to)
            && index >= 0
            ? new PackMetadata(sequences, texts.GetValueOrDefault(BlobMetadata.Commit, ""), index, letters, from, to)
            : null;
    }

    private static bool TryReadTime(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
