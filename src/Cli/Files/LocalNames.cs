using System.Text.Json;

namespace ModelData.Cli.Files;

/// <summary>The document <c>_names.json</c> of a copy: which folder of the container each folder with a mapped name stands for.</summary>
internal sealed class LocalNames
{
    /// <summary>No segment of the layout begins with an underscore.</summary>
    public const string FileName = "_names.json";

    private const int Version = 1;
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    private readonly SortedDictionary<string, string> _paths = new(StringComparer.Ordinal);

    private LocalNames(string filePath) => FilePath = filePath;

    /// <summary>The document's path.</summary>
    public string FilePath { get; }

    /// <summary>How many folders were added.</summary>
    public int Added { get; private set; }

    /// <summary>Reads the document of a folder, which an earlier copy may have left.</summary>
    /// <exception cref="CommandFailedException">There is a file of that name that this tool did not write.</exception>
    public static LocalNames Read(string root)
    {
        var names = new LocalNames(Path.Combine(root, FileName));
        if (File.Exists(names.FilePath))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(names.FilePath));
                names.Read(document.RootElement);
            }
            catch (Exception e)
                when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new CommandFailedException(
                    $"{names.FilePath} is not what this tool writes, and says which folder of a copy is which: move it away, or copy to another folder.",
                    e
                );
            }
        }
        return names;
    }

    /// <summary>Says what a folder stands for.</summary>
    /// <param name="local">The folder of the copy, from its root, with slashes.</param>
    /// <param name="path">The folder of the container.</param>
    public void Add(string local, string path)
    {
        _paths[local] = path;
        Added++;
    }

    /// <summary>Writes the document: whole or not at all.</summary>
    public void Write()
    {
        string partial = FilePath + ".part";
        using (FileStream stream = File.Create(partial))
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("folders");
            foreach ((string local, string path) in _paths)
            {
                json.WriteStartObject();
                json.WriteString("local", local);
                json.WriteString("path", path);
                json.WriteString("name", NameOf(path));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        File.Move(partial, FilePath, overwrite: true);
    }

    private void Read(JsonElement document)
    {
        if (document.GetProperty("version").GetInt32() != Version)
        {
            throw new InvalidOperationException("Another version.");
        }
        foreach (JsonElement folder in document.GetProperty("folders").EnumerateArray())
        {
            string? local = folder.GetProperty("local").GetString();
            string? path = folder.GetProperty("path").GetString();
            if (local is null || path is null)
            {
                throw new InvalidOperationException("A folder without a name.");
            }
            _paths[local] = path;
        }
    }

    private static string? NameOf(string path) =>
        PathSegment.TryUnescape(path.AsSpan(path.LastIndexOf('/') + 1), out string? name) ? name : null;
}
