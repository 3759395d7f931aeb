using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace ModelData.Console.Local;

/// <summary>The one session of a console on this machine: a token opens it, once, and a cookie holds it. Thread-safe.</summary>
internal sealed class LocalSession
{
    private const int SecretBytes = 32;

    private readonly string _secret = NewSecret();
    private int _isOpen;

    public LocalSession(string who, IReadOnlyList<string> rights)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, who), .. rights.Select(it => new Claim(ConsoleRights.Claim, it))],
            SessionHandler.Scheme
        );
        User = new ClaimsPrincipal(identity);
    }

    /// <summary>What opens the session.</summary>
    public string Token { get; } = NewSecret();

    /// <summary>Who it is of.</summary>
    public ClaimsPrincipal User { get; }

    /// <summary>The port of the console.</summary>
    public int Port { get; set; }

    /// <summary>The name of the cookie: cookies do not know ports, and there may be several consoles.</summary>
    public string Cookie => $"modeldata-console-{Port}";

    /// <summary>Exchanges the token for the value of the cookie; null when it is not the token, or was used before.</summary>
    public string? Open(string? token) =>
        AreEqual(token, Token) && Interlocked.Exchange(ref _isOpen, 1) == 0 ? _secret : null;

    /// <summary>Whether a cookie is that of the session.</summary>
    public bool IsOpenFor(string? cookie) => Volatile.Read(ref _isOpen) == 1 && AreEqual(cookie, _secret);

    private static string NewSecret() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes));

    private static bool AreEqual(string? given, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(secret));
}
