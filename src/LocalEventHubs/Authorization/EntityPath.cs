namespace ModelData.LocalEventHubs.Authorization;

/// <summary>The path part of an address or audience, as the service compares it: without scheme, host and port, ignoring case.</summary>
internal static class EntityPath
{
    private const int MostCharacters = 2048;

    /// <summary>The path of an audience such as <c>sb://localhost:5672/hub/Partitions/0</c>: <c>hub/Partitions/0</c>.</summary>
    /// <returns><see langword="null"/> when it is too long or its escapes are broken.</returns>
    public static string? FromAudience(string audience)
    {
        int scheme = audience.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return FromAddress(audience);
        }

        int path = audience.IndexOf('/', scheme + 3);
        return path < 0 ? string.Empty : FromAddress(audience[path..]);
    }

    /// <summary>The path of a link address, which may start with a slash and be percent-encoded.</summary>
    /// <returns><see langword="null"/> when it is too long.</returns>
    public static string? FromAddress(string address) =>
        address.Length > MostCharacters ? null : Uri.UnescapeDataString(address).Trim('/');

    /// <summary>Whether a path equals a scope or lies under it. The empty scope holds everything.</summary>
    public static bool IsWithin(string path, string scope) =>
        scope.Length == 0
        || (
            path.StartsWith(scope, StringComparison.OrdinalIgnoreCase)
            && (path.Length == scope.Length || path[scope.Length] == '/')
        );
}
