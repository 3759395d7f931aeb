using System.Globalization;

namespace ModelData.LocalEventHubs.CommandLine;

/// <summary>Reads the arguments that have a form of their own.</summary>
internal static class BrokerArguments
{
    /// <summary>Reads <c>NAME</c> or <c>NAME:PARTITIONS</c>.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static HubOptions ReadHub(string text, int defaultPartitions, IReadOnlyList<string> consumerGroups)
    {
        string[] parts = text.Split(':');
        int partitions = defaultPartitions;
        if (
            parts.Length > 2
            || (
                parts.Length == 2
                && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out partitions)
            )
        )
        {
            throw new FormatException($"'{text}' is no hub: write NAME or NAME:PARTITIONS.");
        }

        return new HubOptions(parts[0], partitions) { ConsumerGroups = consumerGroups };
    }

    /// <summary>Reads the keys; without any the default rule holds.</summary>
    /// <exception cref="FormatException">A rule has another form.</exception>
    public static IReadOnlyList<AuthorizationRule> ReadRules(string? keyName, string? key, IReadOnlyList<string> rules)
    {
        if (keyName is null != key is null)
        {
            throw new FormatException("--key-name and --key belong together.");
        }

        var read = new List<AuthorizationRule>();
        if (keyName is not null)
        {
            read.Add(new AuthorizationRule(keyName, key!, AccessRights.Manage));
        }

        read.AddRange(rules.Select(ReadRule));
        return read.Count == 0 ? [AuthorizationRule.Default] : read;
    }

    private static AuthorizationRule ReadRule(string text, int index)
    {
        // The text holds a key: it must not show up in the message.
        var failure = new FormatException(
            $"--rule number {index + 1} must be NAME:KEY:RIGHTS with rights among send, listen and manage."
        );
        int first = text.IndexOf(':', StringComparison.Ordinal);
        int last = text.LastIndexOf(':');
        if (first < 1 || last <= first + 1)
        {
            throw failure;
        }

        AccessRights rights = AccessRights.None;
        foreach (string right in text[(last + 1)..].Split(','))
        {
            rights |= right.ToLowerInvariant() switch
            {
                "send" => AccessRights.Send,
                "listen" => AccessRights.Listen,
                "manage" => AccessRights.Manage,
                _ => throw failure,
            };
        }

        return new AuthorizationRule(text[..first], text[(first + 1)..last], rights);
    }
}
