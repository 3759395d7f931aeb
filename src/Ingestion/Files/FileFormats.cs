using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files;

/// <summary>The formats by kind. Thread-safe.</summary>
internal sealed class FileFormats(params IFileFormat[] formats)
{
    private readonly IFileFormat[] _byKind = [.. formats.OrderBy(format => format.Kind)];

    public IFileFormat this[FileKind kind] => _byKind[(int)kind];

    /// <summary>The format of an extension, or <see langword="null"/>.</summary>
    public IFileFormat? Find(string extension) => Array.Find(_byKind, format => format.Extension == extension);
}
