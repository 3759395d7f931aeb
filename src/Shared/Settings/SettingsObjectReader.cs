using System.Text;
using System.Text.Json;

namespace ModelData;

/// <summary>Reads the objects of a settings document.</summary>
internal static class SettingsObjectReader
{
    private const string Name = "a name of 1 to 128 bytes of UTF-8";
    private const string Column = "the name of a column";

    private static readonly string Method =
        $"{string.Join(", ", SettingsMembers.Methods[..^1])} or {SettingsMembers.Methods[^1]}";

    public static ServiceSettings Service(SettingsObject document) =>
        new()
        {
            Revision = document.Count(SettingsMembers.Revision, 1, int.MaxValue) ?? 0,
            ChangedAt = document.Time(SettingsMembers.ChangedAt),
            ChangedBy = document.Text(SettingsMembers.ChangedBy, IsName, Name),
            Enabled = document.Switch(SettingsMembers.Enabled),
            Diagnostics = document.Switch(SettingsMembers.Diagnostics),
            Heartbeat = document.Switch(SettingsMembers.Heartbeat),
            HeartbeatSeconds = document.Count(
                SettingsMembers.HeartbeatSeconds,
                ServiceSettings.MinHeartbeatSeconds,
                ServiceSettings.MaxHeartbeatSeconds
            ),
            Sampling = Sampling(document),
            Redaction = document.List(SettingsMembers.Redaction, SettingsMembers.OfRedaction, Redaction),
            Collectors = document.List(SettingsMembers.Collectors, SettingsMembers.OfCollector, Collector),
            Unknown = document.Unknown,
        };

    private static CollectorSettings Collector(SettingsObject entry) =>
        new()
        {
            Model = entry.Required(SettingsMembers.Model, IsName, $"{Name}, or *,"),
            Version = entry.Text(SettingsMembers.Version, IsName, $"{Name}, or *,") ?? CollectorSettings.Any,
            Identifier = entry.Required(SettingsMembers.Identifier, IsName, $"{Name}, or *,"),
            Enabled = entry.Switch(SettingsMembers.Enabled),
            Sampling = Sampling(entry),
            Redaction = entry.List(SettingsMembers.Redaction, SettingsMembers.OfRedaction, Redaction),
            Unknown = entry.Unknown,
        };

    private static SamplingSettings? Sampling(SettingsObject owner) =>
        owner.Object(SettingsMembers.Sampling, SettingsMembers.OfSampling) is not { } entry
            ? null
            : new SamplingSettings(
                entry.Rate(SettingsMembers.Rate),
                entry.Text(
                    SettingsMembers.Key,
                    it => it != SystemColumns.Timestamp && SchemaRules.IsColumnName(it),
                    $"{SystemColumns.RequestId}, {SystemColumns.CorrelationId} or {Column}"
                ) ?? SystemColumns.RequestId
            )
            {
                Unknown = entry.Unknown,
            };

    private static ColumnRedaction Redaction(SettingsObject entry)
    {
        string column = entry.Required(
            SettingsMembers.Column,
            it => it is not (SystemColumns.Timestamp or SystemColumns.RequestId) && SchemaRules.IsColumnName(it),
            $"{Column} other than {SystemColumns.Timestamp} and {SystemColumns.RequestId}"
        );
        string word = entry.Required(SettingsMembers.Method, SettingsMembers.Methods.Contains, Method);
        int method = Math.Max(Array.IndexOf(SettingsMembers.Methods, word), 0);
        return new ColumnRedaction(column, (RedactionMethod)method) { Unknown = entry.Unknown };
    }

    private static bool IsName(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= EventLimits.MaxNameBytes;
}
