namespace ModelData.Cli.DeadLetters;

/// <summary>Which dead letters are meant.</summary>
/// <param name="Reason">Those with this reason; null for any.</param>
/// <param name="From">Those of events that the hub got at this time or later; null for any.</param>
/// <param name="Before">Those of events that the hub got before this time; null for any.</param>
internal sealed record LetterFilter(string? Reason, DateTimeOffset? From, DateTimeOffset? Before)
{
    /// <summary>Whether every letter is meant.</summary>
    public bool IsEmpty => Reason is null && From is null && Before is null;

    /// <summary>Whether a letter is meant. One without a time, such as a gap, is not when a time is asked for.</summary>
    public bool Includes(ListedLetter letter) =>
        (Reason is null || letter.Reason == Reason)
        && (From is null || letter.EnqueuedTime >= From)
        && (Before is null || letter.EnqueuedTime < Before);
}
