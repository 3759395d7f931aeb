namespace ModelData.Testing;

/// <summary>
/// Learns from a web program's own words where it listens, so that it can bind port 0: a port that is looked for beforehand may be
/// somebody else's by the time it is bound.
/// </summary>
public sealed class ListeningAddress
{
    private const string Text = "Now listening on: ";
    private volatile Uri? _address;

    /// <summary>What makes an ASP.NET Core program take any loopback port and say which.</summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } =
        new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            // Not a line for every look at its health.
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
        };

    /// <summary>The address; none until the program listens.</summary>
    public Uri? Known => _address;

    /// <summary>Reads a line of the program's output.</summary>
    public void Read(string line)
    {
        var start = line.IndexOf(Text, StringComparison.Ordinal);
        if (start >= 0 && Uri.TryCreate(line[(start + Text.Length)..].Trim(), UriKind.Absolute, out var address))
        {
            _address = address;
        }
    }
}
