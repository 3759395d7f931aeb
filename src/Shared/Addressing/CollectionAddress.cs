using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>
/// Where collected rows belong: the model, as it is deployed, and what of it is collected. Immutable and thread-safe; two addresses are equal when
/// their seven names are equal, case included. A name is 1 to 128 bytes of UTF-8; all of them, escaped, fit
/// <see cref="EventLimits.MaxAddressPathLength"/> characters.
/// </summary>
/// <param name="Subscription">The Azure subscription id, or any name. Default by convention: <c>default</c>, as for all parts.</param>
/// <param name="ResourceGroup">The resource group.</param>
/// <param name="Workspace">The workspace.</param>
/// <param name="WebService">The deployed web service.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">The model's version.</param>
/// <param name="Identifier">What is collected, for example <c>inputs</c> or <c>predictions</c>.</param>
/// <exception cref="ArgumentException">A name is empty, too long, or not valid UTF-16; or all of them together are too long.</exception>
public sealed record CollectionAddress(
    string Subscription,
    string ResourceGroup,
    string Workspace,
    string WebService,
    string Model,
    string Version,
    string Identifier
)
{
    /// <summary>The name of a part that was not given: <c>default</c>.</summary>
    public const string DefaultName = "default";

    /// <summary>The workspace in its written form when none was given: <c>default/default/default</c>.</summary>
    public const string DefaultWorkspacePath = "default/default/default";

    private readonly int _hashCode = HashCode.Combine(
        Subscription,
        ResourceGroup,
        Workspace,
        WebService,
        Model,
        Version,
        Identifier
    );

    /// <summary>The Azure subscription id, or any name.</summary>
    public string Subscription { get; } = Checked(Subscription, nameof(Subscription));

    /// <summary>The resource group.</summary>
    public string ResourceGroup { get; } = Checked(ResourceGroup, nameof(ResourceGroup));

    /// <summary>The workspace.</summary>
    public string Workspace { get; } = Checked(Workspace, nameof(Workspace));

    /// <summary>The deployed web service.</summary>
    public string WebService { get; } = Checked(WebService, nameof(WebService));

    /// <summary>The model.</summary>
    public string Model { get; } = Checked(Model, nameof(Model));

    /// <summary>The model's version.</summary>
    public string Version { get; } = Checked(Version, nameof(Version));

    /// <summary>What is collected.</summary>
    public string Identifier { get; } = Checked(Identifier, nameof(Identifier));

    /// <summary>The seven escaped names, joined by slashes: the first part of every blob name of this address.</summary>
    public string Path { get; } =
        CheckedPath(Subscription, ResourceGroup, Workspace, WebService, Model, Version, Identifier);

    /// <summary>
    /// The key that keeps all events of this address in one partition: the first 16 bytes of the SHA-256 of the seven names as netstrings, in 32
    /// lower-case hex digits. The same in every language and for ever: golden vectors hold it.
    /// </summary>
    public string PartitionKey { get; } =
        Key([Subscription, ResourceGroup, Workspace, WebService, Model, Version, Identifier]);

    /// <summary>Creates an address without exceptions.</summary>
    /// <param name="names">The seven names in the order of the constructor.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">What is wrong and with which name, for a person and fit for a log.</param>
    public static bool TryCreate(
        ReadOnlySpan<string> names,
        [NotNullWhen(true)] out CollectionAddress? address,
        [NotNullWhen(false)] out string? problem
    )
    {
        address = null;
        problem = names.Length == 7 ? null : $"An address has 7 names, not {names.Length}.";
        for (int i = 0; i < names.Length && problem is null; i++)
        {
            problem = Problem(names[i], AttributeNames.Address[i].Name);
        }
        problem ??= LengthProblem(names);
        if (problem is not null)
        {
            return false;
        }
        address = new CollectionAddress(names[0], names[1], names[2], names[3], names[4], names[5], names[6]);
        return true;
    }

    /// <summary>Reads a workspace in its written form.</summary>
    /// <param name="text"><c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;</c>.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="resourceGroup">The resource group.</param>
    /// <param name="workspace">The workspace.</param>
    /// <returns>Whether the text has exactly three parts, none of them empty.</returns>
    public static bool TryParseWorkspace(
        string? text,
        [NotNullWhen(true)] out string? subscription,
        [NotNullWhen(true)] out string? resourceGroup,
        [NotNullWhen(true)] out string? workspace
    )
    {
        string[] parts = text?.Split('/') ?? [];
        bool isWorkspace = parts is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }];
        (subscription, resourceGroup, workspace) = isWorkspace
            ? (parts[0], parts[1], parts[2])
            : ((string?)null, (string?)null, (string?)null);
        return isWorkspace;
    }

    /// <summary>Creates the address of a model in a workspace.</summary>
    /// <param name="workspacePath">The workspace in its written form, see <see cref="TryParseWorkspace"/>.</param>
    /// <param name="webService">The deployed web service.</param>
    /// <param name="model">The model.</param>
    /// <param name="version">The model's version.</param>
    /// <param name="identifier">What is collected.</param>
    /// <exception cref="ArgumentException">The workspace has not three parts, or a name is not legal.</exception>
    public static CollectionAddress InWorkspace(
        string workspacePath,
        string webService,
        string model,
        string version,
        string identifier
    ) =>
        TryParseWorkspace(workspacePath, out string? subscription, out string? resourceGroup, out string? workspace)
            ? new CollectionAddress(subscription, resourceGroup, workspace, webService, model, version, identifier)
            : throw new ArgumentException(
                "A workspace is written <subscription>/<resource group>/<workspace>, each part not empty.",
                nameof(workspacePath)
            );

    /// <inheritdoc/>
    public bool Equals(CollectionAddress? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && _hashCode == other._hashCode
            && Identifier == other.Identifier
            && Version == other.Version
            && Model == other.Model
            && WebService == other.WebService
            && Workspace == other.Workspace
            && ResourceGroup == other.ResourceGroup
            && Subscription == other.Subscription
        );

    /// <inheritdoc/>
    public override int GetHashCode() => _hashCode;

    /// <summary>The escaped names, safe to log: <see cref="Path"/>.</summary>
    public override string ToString() => Path;

    private static string Checked(string name, string parameter) =>
        Problem(name, parameter) is { } problem ? throw new ArgumentException(problem, parameter) : name;

    private static string? Problem(string? name, string part)
    {
        if (string.IsNullOrEmpty(name))
        {
            return $"The name {part} of the address must not be empty.";
        }
        int length = Encoding.UTF8.GetByteCount(name);
        if (length > EventLimits.MaxNameBytes)
        {
            return $"The name {part} of the address has {length} bytes of UTF-8, at most {EventLimits.MaxNameBytes} are legal: {Shown.Text(name)}.";
        }
        return PathSegment.HasLoneSurrogate(name)
            ? $"The name {part} of the address is not valid UTF-16, it holds half of a surrogate pair: {Shown.Text(name)}."
            : null;
    }

    private static string? LengthProblem(ReadOnlySpan<string> names)
    {
        int sum = names.Length - 1;
        StringBuilder lengths = new();
        for (int i = 0; i < names.Length; i++)
        {
            int length = PathSegment.Escape(names[i]).Length;
            sum += length;
            lengths.Append(
                CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : ", ")}{AttributeNames.Address[i].Name} {length}"
            );
        }
        return sum <= EventLimits.MaxAddressPathLength ? null : $"{TooLong(sum)} They are: {lengths}.";
    }

    private static string CheckedPath(params ReadOnlySpan<string> names)
    {
        StringBuilder path = new(128);
        foreach (string name in names)
        {
            path.Append(path.Length == 0 ? "" : "/").Append(PathSegment.Escape(name));
        }
        return path.Length <= EventLimits.MaxAddressPathLength
            ? path.ToString()
            : throw new ArgumentException(TooLong(path.Length));
    }

    private static string TooLong(int length) =>
        $"The names of an address are {length} characters long when escaped; at most {EventLimits.MaxAddressPathLength} are legal.";

    private static string Key(ReadOnlySpan<string> names)
    {
        using NetstringHash hash = new();
        foreach (string name in names)
        {
            hash.Append(name);
        }
        return hash.ToHex(16);
    }
}
