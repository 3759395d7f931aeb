namespace ModelData.Producer;

/// <summary>Whether collection works, as far as it is known. Immutable.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why, in a sentence for a person. Holds no key, no token and no value of a row.</param>
/// <param name="Since">Since when it is so, UTC, by the collector's clock. Of a hub that does not answer: since when an answer is awaited.</param>
/// <param name="Mend">What to do about it; null when there is nothing to be done.</param>
public sealed record CollectionStatus(CollectionState State, string Reason, DateTimeOffset Since, string? Mend)
{
    /// <summary>How much it asks for somebody: that something is off is somebody's wish.</summary>
    internal int Severity =>
        State switch
        {
            CollectionState.Off => 0,
            CollectionState.Sending => 1,
            CollectionState.Connecting => 2,
            CollectionState.SettingsUnknown => 3,
            CollectionState.Refused => 4,
            _ => 5,
        };

    /// <summary>The sentence, with what to do.</summary>
    internal string Advice => Mend is null ? Reason : $"{Reason} {Mend}";

    /// <summary>The worse of two; of equal states the older one.</summary>
    internal CollectionStatus Or(CollectionStatus other) =>
        other.Severity > Severity || (other.Severity == Severity && other.Since < Since) ? other : this;
}
