namespace ModelData.Producer.Configuration;

/// <summary>The settings of one collector: what the section <c>ModelData:Collectors:&lt;model&gt;/&lt;identifier&gt;</c> may hold.</summary>
internal static class CollectorSetting
{
    /// <summary>The keys within the section.</summary>
    public static readonly string[] Keys = ["Enabled", "Sampling:Rate", "Sampling:Key"];

    /// <summary>Finds a setting by its key within the section; case does not count.</summary>
    /// <param name="collector">The collector, <c>&lt;model&gt;/&lt;identifier&gt;</c>.</param>
    /// <param name="key">The key.</param>
    public static ProducerSetting? Find(string collector, string key)
    {
        string full = $"Collectors:{collector}:{key}";
        return key.ToUpperInvariant() switch
        {
            "ENABLED" => ProducerSetting.Flag(full, (options, value) => Entry(options, collector).Enabled = value),
            "SAMPLING:RATE" => ProducerSetting.Rate(
                full,
                (options, value) => Sample(Entry(options, collector), it => it with { Rate = value })
            ),
            "SAMPLING:KEY" => ProducerSetting.Text(
                full,
                (options, value) => Sample(Entry(options, collector), it => it with { Key = value })
            ),
            _ => null,
        };
    }

    /// <summary>Whether code has said it already; sampling whole. What is redacted never is: it adds to what code says.</summary>
    public static bool IsGiven(CollectorOptions own, string key) =>
        key.Equals(nameof(own.Enabled), StringComparison.OrdinalIgnoreCase)
            ? own.Enabled is not null
            : key.StartsWith($"{nameof(own.Sampling)}:", StringComparison.OrdinalIgnoreCase)
                && own.Sampling is not null;

    private static void Sample(CollectorOptions own, Func<SamplingSettings, SamplingSettings> change) =>
        own.Sampling = change(own.Sampling ?? new SamplingSettings(1));

    private static CollectorOptions Entry(ModelDataCollectorOptions options, string collector)
    {
        if (!options.Collectors.TryGetValue(collector, out CollectorOptions? own))
        {
            own = new CollectorOptions();
            options.Collectors.Add(collector, own);
        }
        return own;
    }
}
