using Azure.Messaging.EventHubs;
using ModelData.SettingTexts;

namespace ModelData.Producer.Configuration;

/// <summary>All settings of the producer: what the section <c>ModelData</c> may hold.</summary>
internal static class ProducerSettings
{
    public static IReadOnlyList<ProducerSetting> All { get; } =
    [
        ProducerSetting.Flag("Enabled", static (options, value) => options.Enabled = value),
        ProducerSetting.Flag("Debug", static (options, value) => options.Debug = value),
        ProducerSetting.Text(
            "EventHubs:ConnectionString",
            static (options, value) => options.EventHubs.ConnectionString = value
        ),
        ProducerSetting.Text(
            "EventHubs:FullyQualifiedNamespace",
            static (options, value) => options.EventHubs.FullyQualifiedNamespace = value
        ),
        ProducerSetting.Text("EventHubs:HubName", static (options, value) => options.EventHubs.HubName = value),
        ProducerSetting.Choice<EventHubsTransportType>(
            "EventHubs:TransportType",
            static (options, value) => options.EventHubs.TransportType = value
        ),
        ProducerSetting.Address(
            "EventHubs:CustomEndpointAddress",
            "sb://gateway.example.net:5671",
            static (options, value) => options.EventHubs.CustomEndpointAddress = value
        ),
        ProducerSetting.Flag(
            "EventHubs:AllowPlaintext",
            static (options, value) => options.EventHubs.AllowPlaintext = value
        ),
        ProducerSetting.Text("Workspace", static (options, value) => options.Workspace = value),
        ProducerSetting.Text("WebServiceName", static (options, value) => options.WebServiceName = value),
        ProducerSetting.Text("ModelVersion", static (options, value) => options.ModelVersion = value),
        ProducerSetting.Count("RingBytes", static (options, value) => options.RingBytes = value),
        ProducerSetting.Choice<FullRingPolicy>("FullRing", static (options, value) => options.FullRing = value),
        ProducerSetting.Time("FullRingWait", static (options, value) => options.FullRingWait = value),
        ProducerSetting.Count("MaxBatchBytes", static (options, value) => options.MaxBatchBytes = value),
        ProducerSetting.Time("Linger", static (options, value) => options.Linger = value),
        ProducerSetting.Count("MaxPendingBytes", static (options, value) => options.MaxPendingBytes = value),
        ProducerSetting.Flag("Spread", static (options, value) => options.Spread = value),
        ProducerSetting.Time("GiveUpAfter", static (options, value) => options.GiveUpAfter = value),
        ProducerSetting.Time("CloseTimeout", static (options, value) => options.CloseTimeout = value),
        ProducerSetting.Time("DropLogInterval", static (options, value) => options.DropLogInterval = value),
        ProducerSetting.Rate(
            "Sampling:Rate",
            static (options, value) => options.Sampling = (options.Sampling ?? new(1)) with { Rate = value }
        ),
        ProducerSetting.Text(
            "Sampling:Key",
            static (options, value) => options.Sampling = (options.Sampling ?? new(1)) with { Key = value }
        ),
        ProducerSetting.Flag("RowIds", static (options, value) => options.RowIds = value),
        ProducerSetting.Choice<CorrelationColumns>(
            "CorrelationColumns",
            static (options, value) => options.CorrelationColumns = value
        ),
        ProducerSetting.Text("CorrelationIdBaggage", static (options, value) => options.CorrelationIdBaggage = value),
        ProducerSetting.Flag("SampleRateColumn", static (options, value) => options.SampleRateColumn = value),
        ProducerSetting.Address(
            "Settings:Uri",
            "https://account.blob.core.windows.net/modeldata-settings",
            static (options, value) => options.Settings.Uri = value
        ),
        ProducerSetting.Text("Settings:CacheFile", static (options, value) => options.Settings.CacheFile = value),
        ProducerSetting.Flag("Settings:Required", static (options, value) => options.Settings.Required = value),
        ProducerSetting.Time("Settings:PollInterval", static (options, value) => options.Settings.PollInterval = value),
        ProducerSetting.Secret("RedactionKey", static (options, value) => options.RedactionKey = value),
        ProducerSetting.Secret("RedactionKeyId", static (options, value) => options.RedactionKeyId = value),
    ];

    private const string Redaction = nameof(ModelDataCollectorOptions.Redaction);

    private static readonly string WrittenSo =
        $"what is to be redacted is written as {OfRedaction.Replace(":", "__")}, with the value hash, mask or drop.";

    /// <summary>How the redaction of a column is written.</summary>
    public const string OfRedaction = "Redaction:<column>";

    /// <summary>How the settings of one collector are written.</summary>
    public static IReadOnlyList<string> OfCollector { get; } =
    [.. CollectorSetting.Keys.Append(OfRedaction).Select(static it => $"Collectors:<model>/<identifier>:{it}")];

    /// <summary>Finds a setting by its key; case does not count, but for columns.</summary>
    public static ProducerSetting? Find(string key) =>
        All.FirstOrDefault(it => it.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? FindOfRedaction(null, key)
        ?? FindOfCollector(key);

    private static ProducerSetting? FindOfCollector(string key)
    {
        if (
            key.Split(':', 3) is not [var collectors, var name, var last]
            || !collectors.Equals("Collectors", StringComparison.OrdinalIgnoreCase)
            || !name.Contains('/', StringComparison.Ordinal)
        )
        {
            return null;
        }
        return CollectorSetting.Find(name, last) ?? FindOfRedaction(name, last);
    }

    // All that stands under this name is meant to redact something: what is not understood keeps collection off.
    private static ProducerSetting? FindOfRedaction(string? collector, string key)
    {
        string owner = collector is null ? "" : $"Collectors:{collector}:";
        string[] parts = key.Split(':', 2);
        bool isColumn = parts is [_, { Length: > 0 }];
        if (parts[0].Equals(Redaction, StringComparison.OrdinalIgnoreCase))
        {
            return isColumn
                ? ProducerSetting.Redaction($"{owner}{Redaction}:{parts[1]}", collector, parts[1])
                : ProducerSetting.Never($"{owner}{Redaction}", WrittenSo);
        }
        return isColumn && Spelling.FindNearest(parts[0], [Redaction]) is not null
            ? ProducerSetting.Never($"{owner}{key}", WrittenSo)
            : null;
    }
}
