using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Formats.Csv;
using ModelData.Ingestor.Formats.Parquet;

namespace ModelData.Ingestor.Formats;

/// <summary>The formats by kind. Thread-safe.</summary>
/// <param name="logger">Hears of Parquet files.</param>
/// <param name="parquetPlaces">Bounds how many commits of Parquet files there are at once. Unset: no bound.</param>
internal sealed class FileFormats(ILogger<ParquetFormat> logger, SemaphoreSlim? parquetPlaces = null)
{
    private readonly IFileFormat[] _formats = [new CsvFormat(), new ParquetFormat(parquetPlaces, logger)];

    /// <summary>
    /// A place for each processor, which writing row groups is work for, and one more to keep them busy while blocks are sent.
    /// </summary>
    public static SemaphoreSlim CreateParquetPlaces() => new(Environment.ProcessorCount + 1);

    public IFileFormat this[FileKind kind] => _formats[(int)kind];

    /// <summary>The format of an extension, or <see langword="null"/>.</summary>
    public IFileFormat? Find(string extension) => Array.Find(_formats, format => format.Extension == extension);
}
