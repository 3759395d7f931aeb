namespace ModelData.Operations.DeadLetters;

/// <summary>A dead letter as a list shows it.</summary>
/// <param name="Name">The letter's name, wherever it lies.</param>
/// <param name="Position">What the name says.</param>
/// <param name="Reason">Why, in a word; <c>unreadable</c> when the letter does not say.</param>
/// <param name="Detail">Why, in words.</param>
/// <param name="EnqueuedTime">When the hub got the event; null for a gap.</param>
/// <param name="Bytes">The length of the letter.</param>
/// <param name="Resubmitted">When it was sent again, as its mark says; null when it was not.</param>
public sealed record ListedLetter(
    string Name,
    LetterName Position,
    string Reason,
    string Detail,
    DateTimeOffset? EnqueuedTime,
    long Bytes,
    string? Resubmitted
)
{
    public const string Unreadable = "unreadable";

    /// <summary>Whether it stands for letters of a pack that cannot be read: any of them may be meant.</summary>
    public bool IsOfDamagedPack { get; init; }

    /// <summary>Whether it lies in a pack.</summary>
    public bool IsInPack { get; init; }

    /// <summary>The seven names of the address that its event names; empty when it names none.</summary>
    public IReadOnlyList<string> Address { get; init; } = [];
}
