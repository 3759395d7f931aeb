namespace ModelData;

/// <summary>The members of a settings document, as they are spelled. docs/settings-document.schema.json has the same.</summary>
internal static class SettingsMembers
{
    /// <summary>Tells editors where the schema is; nobody misses it here.</summary>
    public const string Schema = "$schema";

    public const string Version = "version";
    public const string Revision = "revision";
    public const string ChangedAt = "changedAt";
    public const string ChangedBy = "changedBy";
    public const string Enabled = "enabled";
    public const string Diagnostics = "diagnostics";
    public const string Heartbeat = "heartbeat";
    public const string HeartbeatSeconds = "heartbeatSeconds";
    public const string Sampling = "sampling";
    public const string Rate = "rate";
    public const string Key = "key";
    public const string Redaction = "redaction";
    public const string Column = "column";
    public const string Method = "method";
    public const string Collectors = "collectors";
    public const string Model = "model";
    public const string Identifier = "identifier";

    public static readonly string[] OfService =
    [
        Version,
        Revision,
        ChangedAt,
        ChangedBy,
        Enabled,
        Diagnostics,
        Heartbeat,
        HeartbeatSeconds,
        Sampling,
        Redaction,
        Collectors,
    ];

    public static readonly string[] OfCollector = [Model, Version, Identifier, Enabled, Sampling, Redaction];

    public static readonly string[] OfSampling = [Rate, Key];

    public static readonly string[] OfRedaction = [Column, Method];

    /// <summary>The words of <see cref="RedactionMethod"/>, in its order.</summary>
    public static readonly string[] Methods = ["hash", "mask", "drop"];

    /// <summary>What of a document nobody acts on, in its order.</summary>
    public static IEnumerable<IgnoredMember> Ignored(ServiceSettings settings) =>
        [
            .. Of("", settings.Unknown).Where(it => it.Path != Schema),
            .. Of($"{Sampling}.", settings.Sampling?.Unknown),
            .. Of(Redaction, settings.Redaction),
            .. settings.Collectors.SelectMany(
                (it, index) =>
                    (IEnumerable<IgnoredMember>)
                        [
                            .. Of($"{Collectors}[{index}].", it.Unknown),
                            .. Of($"{Collectors}[{index}].{Sampling}.", it.Sampling?.Unknown),
                            .. Of($"{Collectors}[{index}].{Redaction}", it.Redaction),
                        ]
            ),
        ];

    private static IEnumerable<IgnoredMember> Of(string list, IReadOnlyList<ColumnRedaction> redactions) =>
        redactions.SelectMany((it, index) => Of($"{list}[{index}].", it.Unknown));

    private static IEnumerable<IgnoredMember> Of(string parent, UnknownMembers? unknown) =>
        unknown?.Names.Select(name => IgnoredMember.At(parent, name)) ?? [];
}
