using ModelData.Producer.Buffering;

namespace ModelData.Producer.Watching;

/// <summary>
/// What options and settings document come to for one collector: the document goes before the options, but what is off in the options is off.
/// </summary>
internal static class SwitchRules
{
    /// <param name="options">The options.</param>
    /// <param name="document">The document; null where none is asked for.</param>
    /// <param name="address">The collector.</param>
    public static SwitchPosition Position(
        ModelDataCollectorOptions options,
        KnownDocument? document,
        CollectionAddress address
    )
    {
        bool? own = options.OwnEntry(address)?.Enabled;
        if (document is null || IsOff(options, address))
        {
            return new SwitchPosition(options.Enabled == true, own);
        }
        if (document.IsAwaited)
        {
            return new SwitchPosition(options.Enabled == true, own, IsWaiting: true);
        }
        if (document.Settings is not { } settings)
        {
            return options.Settings.Required ? SwitchPosition.Off : new SwitchPosition(options.Enabled == true, own);
        }
        return new SwitchPosition(Service(options, settings), Own(settings, address) ?? Local(own, settings));
    }

    /// <summary>Whether the options alone have the collector off, whatever the document says.</summary>
    public static bool IsOff(ModelDataCollectorOptions options, CollectionAddress address) =>
        (options.OwnEntry(address)?.Enabled ?? options.Enabled) == false;

    /// <summary>Which share of the rows is taken; null for all.</summary>
    public static SamplingSettings? Sampling(
        ModelDataCollectorOptions options,
        KnownDocument? document,
        CollectionAddress address
    ) => document?.Settings?.For(address).Sampling ?? options.OwnEntry(address)?.Sampling ?? options.Sampling;

    /// <summary>How often it is told how the collection is: never, unless the document asks for it.</summary>
    public static TimeSpan? HeartbeatInterval(KnownDocument? document, CollectionAddress address) =>
        document?.Settings?.For(address) is { Heartbeat: true } settings
            ? settings.HeartbeatSeconds is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : ProducerDefaults.HeartbeatInterval
            : null;

    private static bool Service(ModelDataCollectorOptions options, ServiceSettings settings) =>
        options.Enabled != false && (settings.Enabled ?? options.Enabled ?? false);

    /// <summary>What its own entries in the document say.</summary>
    private static bool? Own(ServiceSettings settings, CollectionAddress address) =>
        (settings with { Enabled = null }).For(address).Enabled switch
        {
            // Off goes before on in a document: what the service has off no entry switches on.
            true when settings.Enabled == false => null,
            var enabled => enabled,
        };

    // What operators have off for all no entry of the options switches on.
    private static bool? Local(bool? own, ServiceSettings settings) => settings.Enabled == false ? null : own;
}
