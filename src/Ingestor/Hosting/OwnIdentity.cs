using Azure.Core;
using Azure.Identity;

namespace ModelData.Ingestor.Hosting;

/// <summary>The identity that the worker runs under; asked only where a setting is an address instead of a connection string.</summary>
internal static class OwnIdentity
{
    private const string Tenant = "AZURE_TENANT_ID";

    /// <summary>What the identity library reads by itself, and as it is.</summary>
    private static readonly string[] Variables =
    [
        Tenant,
        "AZURE_CLIENT_ID",
        "AZURE_CLIENT_SECRET",
        "AZURE_CLIENT_CERTIFICATE_PATH",
        "AZURE_FEDERATED_TOKEN_FILE",
        "AZURE_AUTHORITY_HOST",
    ];

    /// <summary>The credential. White space around a variable, such as the line break at the end of a secret, does not count here either.</summary>
    public static TokenCredential Create()
    {
        foreach (string name in Variables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value && SettingValue.Meant(value) != value)
            {
                Environment.SetEnvironmentVariable(name, SettingValue.Meant(value));
            }
        }

        return new DefaultAzureCredential();
    }

    /// <summary>What of the variables cannot be used.</summary>
    public static IEnumerable<string> FindProblems(IConfiguration configuration)
    {
        if (
            configuration[Tenant] is { } tenant
            && !SettingValue.Meant(tenant).All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
        )
        {
            yield return $"{Tenant} ({SettingOrigin.Find(configuration, Tenant)}) is no tenant: it is an id or a domain, without quotation marks";
        }
    }
}
