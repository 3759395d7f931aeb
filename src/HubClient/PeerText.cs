using System.Text.RegularExpressions;

namespace ModelData.HubClient;

/// <summary>
/// What a peer says of an error, made fit for messages and logs: bounded, on one line, and without a key, signature or token that it
/// may have echoed.
/// </summary>
internal static partial class PeerText
{
    // Twice the longest text that is known of the service.
    private const int MostCharacters = 1024;

    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        // Cut first: a secret that is cut in its middle still begins with what gives it away.
        string bounded = text.Length <= MostCharacters ? text : $"{text[..MostCharacters]}...";
        return ControlCharacters().Replace(Secrets().Replace(bounded, "$1***"), " ");
    }

    [GeneratedRegex("""(sig=|SharedAccessKey=|Bearer |(?-i:\beyJ))[^&;,\s"']+""", RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex ControlCharacters();
}
