using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files;

/// <summary>The formats by kind. Thread-safe.</summary>
internal sealed class FileFormats(params IFileFormat[] formats)
{
    public IFileFormat this[FileKind kind] => Array.Find(formats, format => format.Kind == kind)!;

    /// <summary>The format of an extension, or <see langword="null"/>.</summary>
    public IFileFormat? Find(string extension) => Array.Find(formats, format => format.Extension == extension);
}
