using ModelData.Ingestor.Formats.Csv;

namespace ModelData.Ingestor.Formats;

/// <summary>The formats by kind. Thread-safe.</summary>
internal sealed class FileFormats
{
    private readonly IFileFormat[] _formats = [new CsvFormat()];

    public IFileFormat this[FileKind kind] => _formats[(int)kind];
}
