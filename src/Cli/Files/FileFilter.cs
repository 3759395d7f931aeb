namespace ModelData.Cli.Files;

/// <summary>Which folders a command is about; what is null selects everything.</summary>
internal sealed record FileFilter
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

    public bool Matches(BlobLocation location)
    {
        CollectionAddress address = location.Address;
        return Is(Subscription, address.Subscription)
            && Is(ResourceGroup, address.ResourceGroup)
            && Is(Workspace, address.Workspace)
            && Is(WebService, address.WebService)
            && Is(Model, address.Model)
            && Is(Version, address.Version)
            && Is(Identifier, address.Identifier)
            && !(location.Day < From)
            && !(location.Day > To);
    }

    private string?[] Names() => [Subscription, ResourceGroup, Workspace, WebService, Model, Version, Identifier];

    private static bool Is(string? wanted, string name) => wanted is null || wanted == name;
}
