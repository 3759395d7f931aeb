using ModelData.Console.Pages;
using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>The list of dead letters.</summary>
/// <param name="Query">Which are meant.</param>
/// <param name="Letters">Those of a page.</param>
/// <param name="Reasons">How many there are of each reason, whatever the one that is asked for.</param>
/// <param name="Sendable">How many of those that are meant would be sent.</param>
/// <param name="SentBefore">How many of these were sent before.</param>
/// <param name="Age">How old the listing is.</param>
/// <param name="Resubmission">The last resubmission; null when there was none.</param>
public sealed record LetterListModel(
    LetterQuery Query,
    Paged<ListedLetter> Letters,
    IReadOnlyList<(string Reason, int Count)> Reasons,
    int Sendable,
    int SentBefore,
    TimeSpan Age,
    ResubmissionProgress? Resubmission
);
