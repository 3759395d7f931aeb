using Azure;

namespace ModelData.Ingestor.Completing;

/// <summary>A folder that rows may still come to, as a marker in the state container says.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Day">Its day.</param>
/// <param name="Until">Events up to this time may be on their way into it: it is complete only beyond.</param>
/// <param name="ETag">The version of the marker.</param>
internal sealed record OpenFolder(string Folder, DateOnly Day, DateTimeOffset Until, ETag ETag);
