namespace ModelData.Operations.DeadLetters;

/// <summary>Which dead letters are meant.</summary>
/// <param name="Reason">Those with this reason; null for any.</param>
/// <param name="From">Those of events that the hub got at this time or later; null for any.</param>
/// <param name="Before">Those of events that the hub got before this time; null for any.</param>
public sealed record LetterFilter(string? Reason, DateTimeOffset? From, DateTimeOffset? Before)
{
    /// <summary>Those of events that name this address, each of its seven names or null for any; empty for any.</summary>
    public IReadOnlyList<string?> Address { get; init; } = [];

    /// <summary>Whether every letter is meant.</summary>
    public bool IsEmpty => Reason is null && From is null && Before is null && Address.All(name => name is null);

    /// <summary>Whether a letter of an event that the hub got between two times may be meant.</summary>
    public bool MayInclude(DateTimeOffset from, DateTimeOffset to) => !(to < From) && !(from >= Before);

    /// <summary>Whether a letter is meant. One without a time or an address, such as a gap, is not when one is asked for.</summary>
    public bool Includes(ListedLetter letter) =>
        letter.IsOfDamagedPack
        || (Reason is null || letter.Reason == Reason)
            && (From is null || letter.EnqueuedTime >= From)
            && (Before is null || letter.EnqueuedTime < Before)
            && IncludesAddress(letter.Address);

    /// <summary>Whether one of the letters that are meant is sent again with them. Who asks for gaps is told that they cannot be sent.</summary>
    public bool IsSent(ListedLetter letter) => Reason is not null || !letter.Position.IsGap;

    private bool IncludesAddress(IReadOnlyList<string> address)
    {
        for (int i = 0; i < Address.Count; i++)
        {
            if (Address[i] is { } wanted && wanted != address.ElementAtOrDefault(i))
            {
                return false;
            }
        }
        return true;
    }
}
