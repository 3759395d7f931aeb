namespace ModelData.Crash.Tests.Fleet;

/// <summary>Settings that decide to which file a row goes; with each of them it is one.</summary>
/// <param name="Name">What differs.</param>
/// <param name="Settings">The settings.</param>
internal sealed record FleetRouting(string Name, IReadOnlyDictionary<string, string> Settings)
{
    public static readonly FleetRouting Csv = new("csv", Set());

    public static IReadOnlyList<FleetRouting> All { get; } =
    [
        Csv,
        new("parquet", Set("Output__Formats", "parquet")),
        new("parquet of the service", Set("Output__Services__crash__Formats", "parquet")),
        new("unpadded", Set("Layout__Padded", "false")),
        new("spread", Set("Output__Services__crash__Spread", "true")),
        new("by hash", Set("Output__UntypedColumns", "false")),
        new("parquet by hash", Set("Output__Formats", "parquet", "Output__UntypedColumns", "false")),
        new("learning", Set("Output__UntypedColumns", "true")),
        new("spread parquet", Set("Output__Formats", "parquet", "Output__Services__crash__Spread", "true")),
    ];

    public override string ToString() => Name;

    private static Dictionary<string, string> Set(params string[] settings) =>
        settings.Chunk(2).ToDictionary(it => it[0], it => it[1]);
}
