using ModelData.Operations.Settings;

namespace ModelData.Console.Services;

/// <summary>What came of a change, at the head of the page.</summary>
/// <param name="IsProblem">Whether the change was not made.</param>
/// <param name="Text">What happened.</param>
/// <param name="Differences">What somebody else changed meanwhile.</param>
public sealed record ServiceNotice(bool IsProblem, string Text, IReadOnlyList<SettingsDifference> Differences)
{
    /// <summary>Written.</summary>
    public const string Written = "written";

    /// <summary>It was so already.</summary>
    public const string Same = "same";

    /// <summary>What an address says: words that are known, and no text of anybody's.</summary>
    internal static ServiceNotice? OfWord(string? word) =>
        word switch
        {
            Written => new(false, "The change is written. Scoring apps read it within half a minute.", []),
            Same => new(false, "It is so already, and nothing was written.", []),
            _ => null,
        };
}
