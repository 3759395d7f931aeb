using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Formats.Csv;
using ModelData.Ingestor.Formats.Parquet;

namespace ModelData.Ingestor.Formats;

/// <summary>The formats by kind. Thread-safe.</summary>
/// <param name="logger">Hears of Parquet files.</param>
/// <param name="places">
/// Bounds how many row groups are written at once: that is work for a processor and takes several times their size. Unset: no bound.
/// </param>
internal sealed class FileFormats(ILogger<ParquetFormat> logger, SemaphoreSlim? places = null)
{
    private readonly IFileFormat[] _formats = [new CsvFormat(), new ParquetFormat(places, logger)];

    public IFileFormat this[FileKind kind] => _formats[(int)kind];

    /// <summary>The format of an extension, or <see langword="null"/>.</summary>
    public IFileFormat? Find(string extension) => Array.Find(_formats, format => format.Extension == extension);
}
