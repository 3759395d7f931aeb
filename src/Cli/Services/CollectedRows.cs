using System.Globalization;

namespace ModelData.Cli.Services;

/// <summary>What was collected of a web service, as its files of today and yesterday (UTC) say.</summary>
/// <param name="LastRow">When the hub got the last row; null when it got none since yesterday, or the files do not say.</param>
/// <param name="Today">How many rows the files of today have; null when a file does not say.</param>
/// <param name="HasFiles">Whether there are files of the two days.</param>
internal sealed record CollectedRows(DateTimeOffset? LastRow, long? Today, bool HasFiles)
{
    /// <summary>When the last row came, for a person.</summary>
    public string LastRowText =>
        LastRow is { } time ? time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)
        : HasFiles ? "unknown"
        : "none since yesterday";
}
