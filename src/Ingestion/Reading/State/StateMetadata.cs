using System.Globalization;

namespace ModelData.Ingestion.Reading.State;

/// <summary>
/// What stands in the metadata of a state blob as well, written with the body in one request: every worker asks for the watermark of every partition every
/// few minutes, and the duplicate memory in the body may be megabytes. The body decides; metadata that say nothing are no loss.
/// </summary>
internal static class StateMetadata
{
    private const string Watermark = "watermark";
    private const string Partition = "partition";

    /// <summary>That no watermark is known is known, too.</summary>
    private const string None = "none";

    public static Dictionary<string, string> Create(PartitionState state) =>
        new()
        {
            [Watermark] = state.Watermark is { } known
                ? known.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
                : None,
            [Partition] = state.Partition ?? "",
        };

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
        bool isCopy = metadata.TryGetValue(Partition, out string? partition) && partition != partitionId;
        if (isCopy || !metadata.TryGetValue(Watermark, out string? text))
        {
            return false;
        }

        if (
            DateTimeOffset.TryParseExact(
                text,
                "O",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var known
            )
        )
        {
            watermark = known;
            return true;
        }

        return text == None;
    }
}
