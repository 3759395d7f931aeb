using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Formats.Csv;
using ModelData.Ingestor.Formats.Parquet;

namespace ModelData.Ingestor.Formats;

/// <summary>The formats by kind. Thread-safe.</summary>
internal sealed class FileFormats(ILogger<ParquetFormat> logger)
{
    private readonly IFileFormat[] _formats = [new CsvFormat(), new ParquetFormat(logger)];

    public IFileFormat this[FileKind kind] => _formats[(int)kind];

    /// <summary>The format of an extension, or <see langword="null"/>.</summary>
    public IFileFormat? Find(string extension) => Array.Find(_formats, format => format.Extension == extension);
}
