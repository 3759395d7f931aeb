namespace ModelData.LocalEventHubs.Authorization;

/// <summary>The path part of an address or audience, as the service compares it: without scheme, host and port, ignoring case.</summary>
internal static class EntityPath
{
    private const int MostCharacters = 2048;

    /// <summary>
    /// The path of an audience or a link address: <c>hub/Partitions/0</c> of <c>sb://localhost:5672/hub/Partitions/0</c>, as of
    /// <c>/hub/Partitions/0</c>. It may be percent-encoded.
    /// </summary>
    /// <returns><see langword="null"/> when it is too long.</returns>
    public static string? From(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        int path = scheme < 0 ? 0 : address.IndexOf('/', scheme + 3);
        return path < 0 ? string.Empty
            : address.Length - path > MostCharacters ? null
            : Uri.UnescapeDataString(address[path..]).Trim('/');
    }

    /// <summary>Whether a path equals a scope or lies under it. The empty scope holds everything.</summary>
    public static bool IsWithin(string path, string scope) =>
        scope.Length == 0
        || (
            path.StartsWith(scope, StringComparison.OrdinalIgnoreCase)
            && (path.Length == scope.Length || path[scope.Length] == '/')
        );
}
