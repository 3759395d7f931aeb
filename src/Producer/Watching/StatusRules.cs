namespace ModelData.Producer.Watching;

/// <summary>Why a collector does not collect, and who can change that.</summary>
internal static class StatusRules
{
    private const string Enabled = "ModelData__Enabled";

    /// <summary>A collector that code has switched off by the options that are its alone.</summary>
    public static Finding OffByItself { get; } =
        new(
            CollectionState.Off,
            "The collector is off by its own options in code (Enabled).",
            "Leave Enabled of these options open, or set it to true."
        );

    public static Finding Closed { get; } = new(CollectionState.Off, "The collector is closed.", null);

    /// <summary>What the options alone have off; null when they have not.</summary>
    public static Finding? OffByOptions(ModelDataCollectorOptions options, CollectionAddress? address)
    {
        if (address is not null && options.OwnEntry(address)?.Enabled is { } own)
        {
            return own
                ? null
                : Off(
                    $"The entry {address.Model}/{address.Identifier} of the options' Collectors has the collector off.",
                    $"Set ModelData__Collectors__{address.Model}/{address.Identifier}__Enabled to true, or take the entry out."
                );
        }
        return options.Enabled != false ? null
            : options.EnabledVariable is { } variable
                ? Off(
                    $"The environment variable {variable} has collection off.",
                    $"Set {variable} to true, or take it out."
                )
            : Off(
                "The options have collection off: Enabled is false, in the configuration or in code.",
                $"Set {Enabled} (ModelData:Enabled in the configuration) to true, or leave it open."
            );
    }

    /// <summary>Settings that cannot be used.</summary>
    public static Finding Broken(IEnumerable<string> problems) =>
        new(
            CollectionState.Misconfigured,
            $"Settings cannot be used: {string.Join(' ', problems)}",
            "Correct them, or take them out."
        );

    /// <summary>Rows that cannot be redacted as they are to be.</summary>
    /// <param name="obstacle">Why, and what to do.</param>
    public static Finding NotRedactable(string obstacle) =>
        new(CollectionState.Misconfigured, $"Rows cannot be redacted as they are to be: {obstacle}", null);

    /// <summary>A connection that cannot be made.</summary>
    public static Finding NoConnection(string problem) =>
        new(
            CollectionState.Misconfigured,
            char.ToUpperInvariant(problem[0]) + problem[1..],
            "See docs/configuration.md for how the hub is named; ModelData__EventHubs__ConnectionString is one way."
        );

    /// <summary>A settings document that was not read yet.</summary>
    public static Finding Awaited(CollectionAddress? address) =>
        new(
            CollectionState.SettingsUnknown,
            address is null
                ? "The settings document decides; it is read with the first collector."
                : $"The settings document {ServiceSettings.BlobName(address)} was not read yet.",
            null
        );

    /// <summary>Why nothing is collected where options and settings document come to that.</summary>
    public static Finding OffByDocument(
        ModelDataCollectorOptions options,
        KnownDocument? document,
        CollectionAddress address
    )
    {
        string name = document is null ? "" : ServiceSettings.BlobName(address);
        return document switch
        {
            _ when IsOffByDocument(document, address) => Off(
                $"The settings document {name} has the collector off.",
                "An operator switches it on there: see docs/settings-document.md."
            ),
            { Settings: null } when options.Settings.Required => Off(
                $"A settings document is required (ModelData__Settings__Required), and {name} is not there or cannot be read.",
                "Write the document, or let the application read it: the log says what is in the way."
            ),
            _ => Unset,
        };
    }

    /// <summary>Whether it is the settings document that has a collector off.</summary>
    public static bool IsOffByDocument(KnownDocument? document, CollectionAddress address) =>
        document?.Settings?.For(address).Enabled == false;

    /// <summary>Nobody has said anything.</summary>
    public static Finding Unset { get; } =
        new(CollectionState.Off, "Nobody has switched collection on.", $"Set {Enabled} to true.");

    private static Finding Off(string reason, string mend) => new(CollectionState.Off, reason, mend);

    /// <summary>A state and its cause.</summary>
    internal sealed record Finding(CollectionState State, string Reason, string? Mend);
}
