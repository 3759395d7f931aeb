namespace ModelData.Operations.Settings;

/// <summary>A value of a settings document that a change makes another.</summary>
/// <param name="What">Which value.</param>
/// <param name="Before">The former value.</param>
/// <param name="After">The new value.</param>
public sealed record SettingsDifference(string What, string Before, string After)
{
    /// <summary>What differs between two documents, in their order.</summary>
    public static IReadOnlyList<SettingsDifference> Between(ServiceSettings before, ServiceSettings after)
    {
        ILookup<string, string> old = Values(before).ToLookup(it => it.What, it => it.Value);
        ILookup<string, string> next = Values(after).ToLookup(it => it.What, it => it.Value);
        return
        [
            .. old.Concat(next)
                .Select(it => it.Key)
                .Distinct()
                .Where(what => !old[what].SequenceEqual(next[what]))
                .Select(what => new SettingsDifference(what, Said(old[what]), Said(next[what]))),
        ];
    }

    public override string ToString() => $"{What}: {Before} -> {After}";

    private static IEnumerable<(string What, string Value)> Values(ServiceSettings settings) =>
        [
            .. Values("", settings.Enabled, settings.Sampling, settings.Redaction),
            .. Value("diagnostics", settings.Diagnostics),
            .. Value("heartbeat", settings.Heartbeat),
            .. settings.HeartbeatSeconds is { } seconds
                ? (IEnumerable<(string, string)>)[("heartbeat interval", SettingsText.OfSeconds(seconds))]
                : [],
            .. settings.Collectors.SelectMany(it =>
                Values($"{CollectorName.Of(it)}: ", it.Enabled, it.Sampling, it.Redaction)
            ),
        ];

    private static IEnumerable<(string What, string Value)> Values(
        string owner,
        bool? isEnabled,
        SamplingSettings? sampling,
        IReadOnlyList<ColumnRedaction> redaction
    ) =>
        [
            .. Value($"{owner}enabled", isEnabled),
            .. sampling is null ? (IEnumerable<(string, string)>)[] : [($"{owner}sampling", SettingsText.Of(sampling))],
            .. redaction.Select(it => ($"{owner}redaction of {it.Column}", SettingsText.Of(it.Method))),
        ];

    private static IEnumerable<(string What, string Value)> Value(string what, bool? value) =>
        value is null ? [] : [(what, SettingsText.Of(value))];

    private static string Said(IEnumerable<string> values) =>
        values.Any() ? string.Join(" and ", values) : SettingsText.NotSaid;
}
