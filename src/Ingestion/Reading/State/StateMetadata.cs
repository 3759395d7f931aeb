using System.Globalization;

namespace ModelData.Ingestion.Reading.State;

/// <summary>
/// What stands in the metadata of a state blob as well, written with the body in one request: every worker asks for the watermark of every partition every
/// few minutes, whoever looks at the fleet asks for all positions at once, and the duplicate memory in the body may be megabytes. The body decides; metadata
/// that say nothing are no loss.
/// </summary>
internal static class StateMetadata
{
    private const string Watermark = "watermark";
    private const string Partition = "partition";
    private const string Position = "position";
    private const string Enqueued = "enqueued";
    private const string Incarnation = "incarnation";

    /// <summary>That no watermark is known is known, too.</summary>
    private const string None = "none";

    // A hash has 16 characters. The service takes 8 KB in all.
    private const int LongestIncarnation = 128;

    /// <summary>The metadata of a state: a few hundred bytes of ASCII, whatever is in it.</summary>
    public static Dictionary<string, string> Create(PartitionState state)
    {
        var metadata = new Dictionary<string, string>
        {
            [Watermark] = state.Watermark is { } known ? Write(known) : None,
            [Partition] = state.Partition ?? "",
            [Position] = state.Position.ToString(CultureInfo.InvariantCulture),
            [Enqueued] = Write(state.EnqueuedTime),
        };
        // What cannot be a header must not keep the state from being saved.
        if (IsIncarnation(state.Incarnation))
        {
            metadata[Incarnation] = state.Incarnation;
        }

        return metadata;
    }

    /// <summary>Reads the watermark.</summary>
    /// <param name="metadata">The metadata, which a former version wrote without, and anybody may have edited.</param>
    /// <param name="partitionId">The partition: those that were copied from another one say nothing of it.</param>
    /// <param name="watermark">The watermark, or that there is none.</param>
    /// <returns>Whether they say it.</returns>
    public static bool TryReadWatermark(
        IDictionary<string, string> metadata,
        string partitionId,
        out DateTimeOffset? watermark
    )
    {
        watermark = null;
        bool isCopy = Find(metadata, Partition) is { } partition && partition != partitionId;
        if (isCopy || Find(metadata, Watermark) is not { } text)
        {
            return false;
        }

        watermark = ReadTime(text);
        return watermark is not null || text == None;
    }

    /// <summary>Reads all that they say. Never throws, whatever they are.</summary>
    /// <param name="metadata">The metadata, which a former release wrote without, and anybody may have edited.</param>
    /// <param name="partitionId">The partition: those that were copied from another one say nothing of it.</param>
    /// <returns><see langword="null"/> when they do not say all of it, or mean nothing.</returns>
    public static StateFacts? TryRead(IDictionary<string, string> metadata, string partitionId) =>
        Find(metadata, Partition) == partitionId
        && TryReadWatermark(metadata, partitionId, out var watermark)
        && ReadPosition(Find(metadata, Position)) is { } position
        && ReadTime(Find(metadata, Enqueued)) is { } enqueued
        && Find(metadata, Incarnation) is { } incarnation
        && IsIncarnation(incarnation)
            ? new StateFacts(position, enqueued, watermark, incarnation)
            : null;

    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParseExact(
            text,
            "O",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    private static long? ReadPosition(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long position)
        && position >= -1
            ? position
            : null;

    private static bool IsIncarnation(string text) =>
        text.Length is > 0 and <= LongestIncarnation && text.All(char.IsAsciiLetterOrDigit);

    // Some tools do not keep the case of names. Two that differ in it alone say nothing.
    private static string? Find(IDictionary<string, string> metadata, string name)
    {
        string? found = null;
        foreach (var (key, value) in metadata)
        {
            if (!key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (found is not null)
            {
                return null;
            }

            found = value;
        }

        return found;
    }
}
