namespace ModelData.Producer.Buffering;

/// <summary>How a collector is switched at a moment.</summary>
/// <param name="Service">Whether the service collects: decides for contexts that carry no decision, and so holds for all collectors alike.</param>
/// <param name="Own">What the collector's own entry says, whatever a context carries; null where there is none.</param>
/// <param name="IsWaiting">Whether the settings are not known yet: rows are refused until they are.</param>
internal readonly record struct SwitchPosition(bool Service, bool? Own = null, bool IsWaiting = false)
{
    /// <summary>Nothing is taken, and nothing decided for others.</summary>
    public static SwitchPosition Off { get; } = new(false, Own: false);

    /// <summary>Whether rows of new contexts are taken.</summary>
    public bool IsOn => !IsWaiting && (Own ?? Service);

    /// <summary>What contexts are given that carry no decision.</summary>
    public CollectionDecision Decision =>
        Own == false ? CollectionDecision.Open
        : Service && !IsWaiting ? CollectionDecision.On
        : CollectionDecision.Off;

    /// <summary>Whether the rows of a context are taken.</summary>
    public bool Takes(CollectionDecision decision) => Own ?? decision == CollectionDecision.On;
}
