namespace ModelData.LocalEventHubs;

/// <summary>A shared access key of the broker. Immutable.</summary>
public sealed class AuthorizationRule
{
    /// <summary>Creates a rule.</summary>
    /// <param name="name">The key name; 1 to 256 characters, compared exactly.</param>
    /// <param name="key">The key text; 1 to 256 characters. It is never logged.</param>
    /// <param name="rights">What the bearer may do.</param>
    /// <exception cref="ArgumentException">Name or key is empty or too long.</exception>
    public AuthorizationRule(string name, string key, AccessRights rights)
    {
        const int MostCharacters = 256;
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (name.Length > MostCharacters || key.Length > MostCharacters)
        {
            throw new ArgumentException($"Key names and keys have at most {MostCharacters} characters.");
        }

        Name = name;
        Key = key;
        Rights = rights;
    }

    /// <summary>The rule of the official emulator: <c>RootManageSharedAccessKey</c> with the key <c>SAS_KEY_VALUE</c>.</summary>
    public static AuthorizationRule Default { get; } =
        new("RootManageSharedAccessKey", "SAS_KEY_VALUE", AccessRights.Manage);

    /// <summary>The key name.</summary>
    public string Name { get; }

    /// <summary>The key text.</summary>
    public string Key { get; }

    /// <summary>What the bearer may do.</summary>
    public AccessRights Rights { get; }
}
