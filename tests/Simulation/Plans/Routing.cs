namespace ModelData.Simulation.Plans;

/// <summary>Settings that decide to which files rows go.</summary>
internal sealed record Routing(
    string Formats = "csv",
    bool IsPadded = true,
    bool IsSpread = false,
    bool Learns = true,
    bool Redacts = true
)
{
    public static readonly Routing Csv = new();
    public static readonly Routing Parquet = new("parquet");
    public static readonly Routing Both = new("csv,parquet");
    public static readonly Routing Unpadded = new(IsPadded: false);
    public static readonly Routing Spread = new(IsSpread: true);

    public static readonly Routing ByHash = new(Learns: false);
    public static readonly Routing ParquetByHash = new("parquet", Learns: false);

    public static readonly Routing Unredacted = new(Redacts: false);
    public static readonly Routing ParquetUnredacted = new("parquet", Redacts: false);
    public static readonly Routing UnredactedByHash = new(Learns: false, Redacts: false);

    public static IReadOnlyList<Routing> All { get; } =
    [Csv, Parquet, Both, Unpadded, Spread, ByHash, ParquetByHash, Unredacted, ParquetUnredacted, UnredactedByHash];

    /// <summary>The settings by their names.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("Output:Formats", Formats),
            new("Output:Services:svc:Spread", $"{IsSpread}"),
            new("Layout:Padded", $"{IsPadded}"),
            new("Output:UntypedColumns", $"{Learns}"),
            new("Output:RedactedColumns", $"{Redacts}"),
        ];

    /// <summary>Whether these files, by day and name, are exactly where a row belongs.</summary>
    public bool Holds(IReadOnlyList<string> files)
    {
        string[] extensions = Formats.Split(',');
        return files.Count == extensions.Length
            && Array.TrueForAll(extensions, it => files.Any(file => Fits(file, it)));
    }

    /// <summary>Whether these files are a part of where a row belongs: its event was gone before it was in all of them.</summary>
    public bool HoldsPart(IReadOnlyList<string> files)
    {
        string[] extensions = Formats.Split(',');
        return extensions.Sum(it => Math.Min(1, files.Count(file => Fits(file, it)))) == files.Count;
    }

    public override string ToString() =>
        $"{Formats}{(IsPadded ? "" : " unpadded")}{(IsSpread ? " spread" : "")}{(Learns ? "" : " by hash")}"
        + $"{(Redacts ? "" : " unredacted")}";

    private bool Fits(string file, string extension) =>
        file.StartsWith(IsPadded ? "2026/01/01/" : "2026/1/1/", StringComparison.Ordinal)
        && file.EndsWith($".{extension}", StringComparison.Ordinal)
        && file.Contains("/data-p", StringComparison.Ordinal) == IsSpread;
}
