namespace ModelData.Console.Pages;

/// <summary>What stands around every page: who looks, what they may do, and the token of their forms.</summary>
public sealed record PageFrame
{
    /// <summary>Who looks, for people.</summary>
    public required string Who { get; init; }

    /// <summary>What they may do: <see cref="ConsoleRights"/>.</summary>
    public required IReadOnlyList<string> Rights { get; init; }

    /// <summary>The name of the field that holds the token.</summary>
    public required string FormField { get; init; }

    /// <summary>The token that each form has.</summary>
    public required string FormToken { get; init; }

    /// <summary>The path of the page, without its query.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the page is fetched again when something has changed.</summary>
    public required bool IsLive { get; init; }

    /// <summary>Whether they may switch, sample, redact and resubmit.</summary>
    public bool CanOperate => Rights.Contains(ConsoleRights.Operate);

    /// <summary>Whether they may take redaction away.</summary>
    public bool CanAdminister => Rights.Contains(ConsoleRights.Administer);

    /// <summary>Whether they may see rows of data.</summary>
    public bool CanPreview => Rights.Contains(ConsoleRights.Preview);
}
