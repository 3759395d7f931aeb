using System.Globalization;
using Azure;

namespace ModelData.Ingestion.Completing;

/// <summary>A folder that rows may still come to, as a marker in the state container says.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Day">Its day.</param>
/// <param name="Until">Events up to this time may be on their way into it: it is complete only beyond.</param>
/// <param name="ETag">The version of the marker.</param>
internal sealed record OpenFolder(string Folder, DateOnly Day, DateTimeOffset Until, ETag ETag)
{
    private const string FolderKey = "folder";
    private const string UntilKey = "until";

    /// <summary>Reads a marker; <see langword="null"/> when it says nothing. Such a one is written anew by the next writer, and never closed before.</summary>
    public static OpenFolder? FromMetadata(IDictionary<string, string> metadata, DateOnly day, ETag etag) =>
        metadata.TryGetValue(FolderKey, out string? folder)
        && metadata.TryGetValue(UntilKey, out string? text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            ? new OpenFolder(folder, day, until, etag)
            : null;

    public static Dictionary<string, string> ToMetadata(string folder, DateTimeOffset until) =>
        new() { [FolderKey] = folder, [UntilKey] = until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) };
}
