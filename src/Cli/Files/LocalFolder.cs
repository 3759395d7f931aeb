namespace ModelData.Cli.Files;

/// <summary>The folder that files are copied to. Each keeps its whole path below it, and none gets out of it.</summary>
internal sealed class LocalFolder
{
    // A file system that ignores case would put two blobs into one file.
    private readonly HashSet<string> _taken = new(
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal
    );

    private readonly string _root;

    public LocalFolder(string path) => _root = Path.GetFullPath(path);

    /// <summary>Where a blob goes.</summary>
    /// <exception cref="CommandFailedException">The name is not one of the layout, or would leave the folder, or is taken.</exception>
    public string PathOf(string blobName)
    {
        if (!IsOfLayout(blobName))
        {
            throw NotOfLayout(blobName);
        }
        // The layout's names have no empty, dotted or absolute parts, no backslash, no device name. Checked twice, since a
        // mistake here would write anywhere.
        string path = Path.GetFullPath(Path.Combine(_root, Path.Combine(blobName.Split('/'))));
        string inside = Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar;
        if (!path.StartsWith(inside, StringComparison.Ordinal))
        {
            throw NotOfLayout(blobName);
        }
        return _taken.Add(path)
            ? path
            : throw new CommandFailedException(
                $"{blobName} differs from another file by case alone, which this file system does not keep apart: copy it to another folder."
            );
    }

    private static CommandFailedException NotOfLayout(string blobName) =>
        new($"{blobName} is not a path of the layout: it is not copied.");

    private static bool IsOfLayout(string blobName) =>
        BlobLayout.TryParse(blobName, out BlobLocation? location)
        && (
            DataFileName.TryParse(location.FileName, out _)
            || location.FileName is FolderManifest.FileName or FolderSchemas.FileName
        );
}
