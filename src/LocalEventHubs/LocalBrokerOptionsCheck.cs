namespace ModelData.LocalEventHubs;

/// <summary>Collects everything that is wrong with options.</summary>
internal static class LocalBrokerOptionsCheck
{
    private const int MostGroupCharacters = 50;
    private const int MostThroughputUnits = 1000;
    private const int LeastMessageBytes = 1024;
    private const int MostMessageBytes = 64 * 1024 * 1024;

    // The .NET SDK refuses a peer that advertises less than 5 s, and half of it is advertised.
    private static readonly TimeSpan LeastIdleTimeout = TimeSpan.FromSeconds(10);

    public static void ThrowIfInvalid(LocalBrokerOptions options)
    {
        var failures = new List<string>();
        Require(!string.IsNullOrWhiteSpace(options.DataDirectory), "A data directory is needed.");
        Require(options.Hubs.Count > 0, "At least one hub is needed.");
        Require(options.Rules.Count > 0, "At least one rule is needed.");
        Require(options.Port is >= 0 and <= 65535, "The port must be between 0 and 65535.");
        Require(
            options.Retention > TimeSpan.Zero || options.Retention == Timeout.InfiniteTimeSpan,
            "The retention must be positive, or infinite."
        );
        Require(
            options.MaxMessageBytes is >= LeastMessageBytes and <= MostMessageBytes,
            $"The largest message must be between {LeastMessageBytes} and {MostMessageBytes} bytes."
        );
        Require(
            options.ThroughputUnits is >= 0 and <= MostThroughputUnits,
            $"The throughput units must be between 0 (no limit) and {MostThroughputUnits}."
        );
        Require(
            options.Certificate is null or { HasPrivateKey: true },
            "The TLS certificate needs its private key beside it."
        );
        Require(options.TailCacheBytes >= 0, "The size of the tail cache must not be negative.");
        Require(options.SegmentBytes >= 1024 * 1024, "A segment must hold at least 1 MiB.");
        Require(
            options.IdleTimeout >= LeastIdleTimeout && options.IdleTimeout <= TimeSpan.FromDays(1),
            $"The idle timeout must be between {LeastIdleTimeout} and one day."
        );
        Require(
            options.AuthenticationTimeout > TimeSpan.Zero && options.AuthenticationTimeout <= TimeSpan.FromDays(1),
            "The authentication timeout must be positive, and at most one day."
        );
        Require(options.MaxUnauthenticatedConnections > 0, "At least one connection must be let in to authenticate.");
        foreach (string name in FindTwice(options.Hubs.Select(hub => hub.Name), StringComparer.OrdinalIgnoreCase))
        {
            failures.Add($"Hub '{name}' is there twice.");
        }

        foreach (string name in FindTwice(options.Rules.Select(rule => rule.Name), StringComparer.Ordinal))
        {
            failures.Add($"Rule '{name}' is there twice.");
        }

        failures.AddRange((options.Faults?.GetProblems() ?? []).Select(problem => $"Faults: {problem}"));
        foreach (string group in options.Hubs.SelectMany(hub => hub.ConsumerGroups))
        {
            Require(
                group.Equals("$Default", StringComparison.OrdinalIgnoreCase)
                    || HubOptions.IsName(group, MostGroupCharacters),
                $"'{group}' is no name of a consumer group."
            );
        }

        if (failures.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", failures), nameof(options));
        }

        void Require(bool condition, string failure)
        {
            if (!condition)
            {
                failures.Add(failure);
            }
        }
    }

    private static IEnumerable<string> FindTwice(IEnumerable<string> names, StringComparer comparer) =>
        names.GroupBy(name => name, comparer).Where(group => group.Count() > 1).Select(group => group.Key);
}
