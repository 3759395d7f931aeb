namespace ModelData.Operations.Files;

/// <summary>Which folders a command is about; what is null selects everything.</summary>
public sealed record FileFilter
{
    public string? Subscription { get; init; }

    public string? ResourceGroup { get; init; }

    public string? Workspace { get; init; }

    public string? WebService { get; init; }

    public string? Model { get; init; }

    public string? Version { get; init; }

    public string? Identifier { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>The longest beginning that all names share: the service then lists nothing else.</summary>
    public string Prefix
    {
        get
        {
            string prefix = "";
            foreach (string? name in Names())
            {
                if (name is null)
                {
                    return prefix;
                }
                prefix += PathSegment.Escape(name) + "/";
            }
            return From is { } day && From?.Year == To?.Year ? $"{prefix}{day:yyyy}/" : prefix;
        }
    }

    public bool Matches(BlobLocation location) => Matches(location.Address, location.Day);

    public bool Matches(CollectionAddress address, DateOnly day) =>
        Is(Subscription, address.Subscription)
        && Is(ResourceGroup, address.ResourceGroup)
        && Is(Workspace, address.Workspace)
        && Is(WebService, address.WebService)
        && Is(Model, address.Model)
        && Is(Version, address.Version)
        && Is(Identifier, address.Identifier)
        && !(day < From)
        && !(day > To);

    /// <summary>What is selected, for people; the same for the same selection.</summary>
    public override string ToString()
    {
        string names = string.Join('/', Names().Select(name => name is null ? "*" : PathSegment.Escape(name)));
        return From is null && To is null ? names : $"{names} {From:yyyy-MM-dd}..{To:yyyy-MM-dd}";
    }

    private string?[] Names() => [Subscription, ResourceGroup, Workspace, WebService, Model, Version, Identifier];

    private static bool Is(string? wanted, string name) => wanted is null || wanted == name;
}
