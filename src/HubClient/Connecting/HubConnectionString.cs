using System.Diagnostics.CodeAnalysis;

namespace ModelData.HubClient;

/// <summary>
/// The parts of an Event Hubs connection string. Keys in any case, values trimmed, pairs split at the first <c>=</c>. Messages name
/// the part that is wrong and never its value: values are secrets or may contain them.
/// </summary>
internal sealed record HubConnectionString
{
    private const int LongestKey = 256;

    private HubConnectionString() { }

    /// <summary>The host without its port.</summary>
    public required string Host { get; init; }

    /// <summary>The port that the endpoint names, if it does.</summary>
    public int? Port { get; init; }

    public required bool UsesTls { get; init; }

    public string? HubName { get; init; }

    public string? KeyName { get; init; }

    public string? Key { get; init; }

    /// <summary>A ready-made token, in place of a key.</summary>
    public string? Signature { get; init; }

    /// <summary>Splits and checks a connection string.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static HubConnectionString Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        Dictionary<string, string> parts = Split(text);
        string? keyName = Take(parts, "SharedAccessKeyName");
        string? key = Take(parts, "SharedAccessKey");
        string? signature = Take(parts, "SharedAccessSignature");
        CheckCredentials(keyName, key, signature);
        bool usesEmulator = ReadFlag(Take(parts, "UseDevelopmentEmulator"));
        Uri endpoint = ReadEndpoint(Take(parts, "Endpoint"));
        return new HubConnectionString
        {
            Host = endpoint.Host,
            Port = endpoint.Port > 0 ? endpoint.Port : null,
            UsesTls = !usesEmulator,
            HubName = Take(parts, "EntityPath"),
            KeyName = keyName,
            Key = key,
            Signature = signature,
        };
    }

    /// <summary>The same in the official client's form. Holds the key.</summary>
    public string ToOfficial()
    {
        string credentials = Signature is null
            ? $"SharedAccessKeyName={KeyName};SharedAccessKey={Key}"
            : $"SharedAccessSignature={Signature}";
        string emulator = UsesTls ? "" : ";UseDevelopmentEmulator=true";
        string port = Port is { } given ? $":{given}" : "";
        return $"Endpoint=sb://{Host}{port}/;{credentials}{emulator}";
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{Host}/{HubName}";

    private static Dictionary<string, string> Split(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw Malformed("a part has no name or no '='.");
            }

            string name = pair[..equals].TrimEnd();
            string value = pair[(equals + 1)..].TrimStart();
            // The name itself may be a misplaced piece of a secret: it is only repeated when it is one of ours.
            string shown = IsKnown(name) ? name : "an unknown part";
            if (value.Length == 0)
            {
                throw Malformed($"{shown} is empty.");
            }

            if (!parts.TryAdd(name, value))
            {
                throw Malformed($"{shown} is given twice.");
            }
        }

        return parts;
    }

    private static bool IsKnown(string name) =>
        name.ToUpperInvariant()
            is "ENDPOINT"
                or "ENTITYPATH"
                or "SHAREDACCESSKEYNAME"
                or "SHAREDACCESSKEY"
                or "SHAREDACCESSSIGNATURE"
                or "USEDEVELOPMENTEMULATOR";

    private static string? Take(Dictionary<string, string> parts, string name) => parts.GetValueOrDefault(name);

    private static void CheckCredentials(string? keyName, string? key, string? signature)
    {
        if (signature is not null && (keyName is not null || key is not null))
        {
            throw Malformed("SharedAccessSignature excludes SharedAccessKeyName and SharedAccessKey.");
        }

        if (signature is null && (keyName is null || key is null))
        {
            throw Malformed("SharedAccessKeyName and SharedAccessKey, or SharedAccessSignature, are needed.");
        }

        if (keyName?.Length > LongestKey)
        {
            throw Malformed($"SharedAccessKeyName is longer than {LongestKey} characters.");
        }

        if (key?.Length > LongestKey)
        {
            throw Malformed($"SharedAccessKey is longer than {LongestKey} characters.");
        }
    }

    private static bool ReadFlag(string? text) =>
        text is not null
        && (
            bool.TryParse(text, out bool flag)
                ? flag
                : throw Malformed("UseDevelopmentEmulator is neither true nor false.")
        );

    [SuppressMessage("Usage", "CA2208", Justification = "The part of the string is named, not a parameter.")]
    private static Uri ReadEndpoint(string? text)
    {
        if (text is null)
        {
            throw Malformed("Endpoint is missing.");
        }

        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        string rest = scheme < 0 ? text : text[(scheme + 3)..];
        // Of sb//name or sb:/name the host would be sb, and the name a path.
        return
            Uri.TryCreate("sb://" + rest, UriKind.Absolute, out Uri? uri)
            && uri is { Host.Length: > 0, PathAndQuery: "/" }
            ? uri
            : throw Malformed("Endpoint is not an address such as sb://name.servicebus.windows.net/.");
    }

    private static FormatException Malformed(string reason) => new("Event Hubs connection string: " + reason);
}
