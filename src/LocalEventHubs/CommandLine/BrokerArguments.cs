using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

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

    /// <summary>Reads the file of a certificate and its private key.</summary>
    /// <exception cref="FormatException">There is none in it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static X509Certificate2? ReadCertificate(string? file)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            bool isPfx = Path.GetExtension(file).ToLowerInvariant() is ".pfx" or ".p12";
            using X509Certificate2 read = isPfx
                ? X509CertificateLoader.LoadPkcs12FromFile(file, null, X509KeyStorageFlags.Exportable)
                : X509Certificate2.CreateFromPemFile(file);
            // The TLS of Windows takes no key that was never in a store.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pfx), null);
        }
        catch (CryptographicException e)
        {
            throw new FormatException(
                "--tls-certificate takes a file that holds a certificate and its private key: PEM, or PFX without a password.",
                e
            );
        }
    }

    /// <summary>Reads the issuer of JSON web tokens.</summary>
    /// <exception cref="FormatException">One of the two is missing, or the file holds no key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrustedIssuer? ReadIssuer(string? issuer, string? keyFile, string audience)
    {
        if (issuer is null != keyFile is null)
        {
            throw new FormatException("--jwt-issuer and --jwt-key belong together.");
        }

        return issuer is null ? null : new TrustedIssuer(issuer, File.ReadAllText(keyFile!), audience);
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
