using System.Text;

namespace ModelData.Cli.Files;

/// <summary>
/// The folder that files are copied to. Each keeps its whole path below it, and none gets out of it. A segment that the file system does not take, since
/// it is too long or differs from another by case alone, has a mapped name (<see cref="LocalName"/>), which <see cref="LocalNames"/> explains.
/// </summary>
internal sealed class LocalFolder
{
    // Behind the folder: a slash, the longest name of a file, and what a copy that is not whole is called by.
    private const int FileReserve = 1 + EventLimits.MaxFileNameLength + 5;

    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _owners;
    private readonly HashSet<string> _taken;
    private readonly LocalRules _rules;
    private readonly string _root;

    /// <summary>A folder on a file system with these rules.</summary>
    public LocalFolder(string path, LocalRules rules)
    {
        (_root, _rules) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), rules);
        StringComparer names = rules.IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        (_owners, _taken) = (new(names), new(names));
        Names = LocalNames.Read(_root);
    }

    /// <summary>What the mapped names stand for.</summary>
    public LocalNames Names { get; }

    /// <summary>Creates a folder where there is none, and opens it.</summary>
    /// <exception cref="CommandFailedException">It holds a file of a stranger in place of <see cref="LocalNames.FileName"/>.</exception>
    public static LocalFolder Open(string path)
    {
        string root = Directory.CreateDirectory(path).FullName;
        return new LocalFolder(root, LocalRules.Of(root));
    }

    /// <summary>Where a blob goes.</summary>
    /// <exception cref="CommandFailedException">The name is not one of the layout, or would leave the folder, or is taken.</exception>
    public string PathOf(string blobName)
    {
        if (!IsOfLayout(blobName))
        {
            throw NotOfLayout(blobName);
        }
        int slash = blobName.LastIndexOf('/');
        string folder = FolderOf(blobName[..slash]);
        // The layout's names have no empty, dotted or absolute parts, no backslash, no device name. Checked twice, since a
        // mistake here would write anywhere.
        string path = Path.GetFullPath(Path.Combine(_root, Path.Combine(folder.Split('/')), blobName[(slash + 1)..]));
        string inside = _root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        if (!path.StartsWith(inside, StringComparison.Ordinal))
        {
            throw NotOfLayout(blobName);
        }
        return _taken.Add(path)
            ? path
            : throw new CommandFailedException(
                $"{blobName} would be written over another file at {path}: copy it to another folder."
            );
    }

    private string FolderOf(string container)
    {
        if (_folders.TryGetValue(container, out string? known))
        {
            return known;
        }
        string[] segments = container.Split('/');
        string[] local = Shorten(container, segments);
        for (int i = 0; i < local.Length; i++)
        {
            string parent = string.Join('/', local[..i]);
            string path = string.Join('/', segments[..(i + 1)]);
            if (IsOfAnother(parent, local[i], path))
            {
                local[i] = LocalName.Mapped(segments[i]);
            }
            string here = Below(parent, local[i]);
            if (_owners.TryAdd(here, path) && local[i] != segments[i])
            {
                Names.Add(here, path);
            }
        }
        return _folders[container] = string.Join('/', local);
    }

    private string[] Shorten(string container, string[] segments)
    {
        string[] local = [.. segments.Select(it => it.Length > LocalName.MaxBytes ? LocalName.Mapped(it) : it)];
        int most = _rules.MaxPathBytes - FileReserve - Encoding.UTF8.GetByteCount(_root);
        // The longest first, the first of those of one length: the same for all files of a folder.
        foreach (int i in Enumerable.Range(0, local.Length).OrderByDescending(i => local[i].Length).ToArray())
        {
            if (local.Sum(it => it.Length + 1) <= most)
            {
                return local;
            }
            local[i] = local[i].Length > LocalName.MinBytes ? LocalName.Shortest(segments[i]) : local[i];
        }
        return local.Sum(it => it.Length + 1) <= most
            ? local
            : throw new CommandFailedException(
                $"{container} is too long below {_root}, even with shortened names: copy it to a folder with a shorter path."
            );
    }

    // In this copy, or in one that was made before.
    private bool IsOfAnother(string parent, string name, string path)
    {
        if (_owners.TryGetValue(Below(parent, name), out string? owner))
        {
            return owner != path;
        }
        string folder = Path.Combine(_root, Path.Combine(parent.Split('/')));
        return _rules.IgnoresCase
            && Directory.Exists(folder)
            && Directory
                .EnumerateFileSystemEntries(folder)
                .Select(it => Path.GetFileName(it))
                .Any(it => it != name && it.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static string Below(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";

    private static CommandFailedException NotOfLayout(string blobName) =>
        new($"{blobName} is not a path of the layout: it is not copied.");

    private static bool IsOfLayout(string blobName) =>
        BlobLayout.TryParse(blobName, out BlobLocation? location)
        && (
            DataFileName.TryParse(location.FileName, out _)
            || location.FileName is FolderManifest.FileName or FolderSchemas.FileName
        );
}
