namespace ModelData.Console.Files;

/// <summary>A place in the layout: some of the seven names of an address, or all of them with a year, a month and a day. Immutable.</summary>
/// <param name="Segments">The segments, as blob names have them.</param>
public sealed record FolderPath(IReadOnlyList<string> Segments)
{
    /// <summary>How many segments name an address.</summary>
    public const int OfAddress = 7;

    /// <summary>How many segments name the folder of a day.</summary>
    public const int OfDay = OfAddress + 3;

    /// <summary>What lies in a folder of each depth.</summary>
    private static readonly string[] Levels =
    [
        "Subscriptions",
        "Resource groups",
        "Workspaces",
        "Web services",
        "Models",
        "Versions",
        "Identifiers",
        "Days",
        "Days",
        "Days",
        "Files",
    ];

    /// <summary>The root.</summary>
    public static FolderPath Root { get; } = new([]);

    /// <summary>What lies in it.</summary>
    public string Contents => Levels[Segments.Count];

    /// <summary>What the names of blobs in it begin with.</summary>
    public string Prefix => Segments.Count == 0 ? "" : $"{this}/";

    /// <summary>The folder of a name in it.</summary>
    public FolderPath In(string segment) => new([.. Segments, segment]);

    /// <summary>The folder above it that has so many segments.</summary>
    public FolderPath Up(int segments) => new([.. Segments.Take(segments)]);

    /// <summary>A segment as it was named.</summary>
    public string Name(int segment) =>
        PathSegment.TryUnescape(Segments[segment], out string? name) ? name : Segments[segment];

    /// <summary>The path, as blob names have it.</summary>
    public override string ToString() => string.Join('/', Segments);

    /// <summary>Reads a path.</summary>
    /// <exception cref="CommandFailedException">It is none of the layout.</exception>
    internal static FolderPath Parse(string? text)
    {
        string[] segments = (text ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isOurs =
            segments.Length <= OfDay
            && segments.Take(OfAddress).All(it => PathSegment.TryUnescape(it, out _))
            && segments.Skip(OfAddress).All(it => it.Length <= 4 && it.All(char.IsAsciiDigit));
        return isOurs
            ? new FolderPath(segments)
            : throw new CommandFailedException(
                "There is no such folder: begin at the top, and choose one that is listed."
            );
    }
}
