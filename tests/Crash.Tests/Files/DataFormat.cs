namespace ModelData.Crash.Tests.Files;

/// <summary>The formats of data files.</summary>
internal enum DataFormat
{
    Csv,
    Parquet,
}

internal static class DataFormats
{
    public static IReadOnlyList<DataFormat> Both { get; } = [DataFormat.Csv, DataFormat.Parquet];

    /// <summary>The name in settings, and the extension of files.</summary>
    public static string Name(this DataFormat format) => format == DataFormat.Csv ? "csv" : "parquet";

    public static bool IsFormatOf(this DataFormat format, string blob) =>
        blob.EndsWith($".{format.Name()}", StringComparison.Ordinal);
}
