using System.Globalization;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// The metadata of a pack: <c>seq</c> as that of a data file, which alone decides what is in; the length of the index in front; the
/// number of letters, and the times between which their events were stored.
/// </summary>
public sealed record PackMetadata
{
    private const string Index = "index";
    private const string Count = "letters";
    private const string Oldest = "from";
    private const string Newest = "to";

    internal PackMetadata(CommittedSequences sequences, string commit) => (Sequences, Commit) = (sequences, commit);

    /// <summary>The length of the index.</summary>
    public required long IndexBytes { get; init; }

    /// <summary>The number of letters.</summary>
    public required int Letters { get; init; }

    /// <summary>When the oldest of their events was stored.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the newest was.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The highest sequence number that is in.</summary>
    internal CommittedSequences Sequences { get; }

    /// <summary>An id of the last commit.</summary>
    internal string Commit { get; }

    internal Dictionary<string, string> ToDictionary() =>
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
        var texts = BlobMetadata.InAnyCase(metadata);
        return
            BlobMetadata.IsOurs(texts)
            && CommittedSequences.TryUnpack(texts.GetValueOrDefault(BlobMetadata.Sequences)) is { } sequences
            && long.TryParse(texts.GetValueOrDefault(Index), CultureInfo.InvariantCulture, out long index)
            && int.TryParse(texts.GetValueOrDefault(Count), CultureInfo.InvariantCulture, out int letters)
            && TryReadTime(texts.GetValueOrDefault(Oldest), out var from)
            && TryReadTime(texts.GetValueOrDefault(Newest), out var to)
            && index >= 0
            ? new PackMetadata(sequences, texts.GetValueOrDefault(BlobMetadata.Commit, ""))
            {
                IndexBytes = index,
                Letters = letters,
                From = from,
                To = to,
            }
            : null;
    }

    private static bool TryReadTime(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
