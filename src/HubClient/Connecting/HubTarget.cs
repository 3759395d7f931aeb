using System.Diagnostics.CodeAnalysis;
using System.Net;
using Azure.Core;
using Azure.Messaging.EventHubs;

namespace ModelData.HubClient;

/// <summary>A hub, and how to get there: a connection string, or a namespace, a hub and a credential.</summary>
internal sealed record HubTarget
{
    /// <summary>The connection string; empty where there is a namespace.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>The namespace's host, in place of a connection string.</summary>
    public string FullyQualifiedNamespace { get; init; } = "";

    /// <summary>The hub. Default: the connection string's <c>EntityPath</c>.</summary>
    public string? HubName { get; init; }

    /// <summary>Who asks, where there is a namespace.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>What carries AMQP.</summary>
    public EventHubsTransportType TransportType { get; init; }

    /// <summary>Where to connect in place of the namespace.</summary>
    public Uri? CustomEndpointAddress { get; init; }

    /// <summary>Whether <c>UseDevelopmentEmulator=true</c>, which means without encryption, may lead to another machine than this one.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>Makes the connection; nothing is sent yet.</summary>
    /// <exception cref="FormatException">The connection string is malformed, or names no hub or another; the message names the part, never its
    /// value.</exception>
    /// <exception cref="ArgumentException">The namespace is no host name, or has no hub beside it; or settings contradict each other.</exception>
    public EventHubConnection Connect()
    {
        if (CustomEndpointAddress is { } custom && (!custom.IsAbsoluteUri || custom.Host.Length == 0))
        {
            throw new ArgumentException(
                "CustomEndpointAddress is not an address such as sb://gateway.example.net:5671."
            );
        }

        return ConnectionString.Length > 0 ? ByConnectionString() : ByCredential();
    }

    /// <summary>Without the connection string.</summary>
    public override string ToString() => $"hub {HubName}";

    private EventHubConnection ByConnectionString()
    {
        HubConnectionString parts = HubConnectionString.Parse(ConnectionString);
        CheckPlaintext(parts);
        Uri? endpoint =
            CustomEndpointAddress
            // Over TLS the official client takes the port from here alone.
            ?? (parts is { UsesTls: true, Port: { } port } ? new Uri($"sb://{parts.Host}:{port}") : null);
        return new EventHubConnection(parts.ToOfficial(), ChooseHub(parts.HubName), Options(endpoint));
    }

    private EventHubConnection ByCredential()
    {
        if (Uri.CheckHostName(FullyQualifiedNamespace) == UriHostNameType.Unknown)
        {
            throw new ArgumentException(
                "The namespace is no host name such as name.servicebus.windows.net, without scheme, port and path."
            );
        }

        // In lower case, as in a connection string: what is kept under the name must not depend on how one authenticates.
        return new EventHubConnection(
            FullyQualifiedNamespace.ToLowerInvariant(),
            string.IsNullOrWhiteSpace(HubName)
                ? throw new ArgumentException("A namespace needs the name of a hub beside it.")
                : HubName,
            new CheckedCredential(Credential ?? throw new ArgumentException("There is no credential.")),
            Options(CustomEndpointAddress)
        );
    }

    private EventHubConnectionOptions Options(Uri? endpoint) =>
        new() { TransportType = TransportType, CustomEndpointAddress = endpoint };

    [SuppressMessage("Usage", "CA2208", Justification = "The setting is named, not a parameter.")]
    private void CheckPlaintext(HubConnectionString parts)
    {
        if (!parts.UsesTls && !AllowPlaintext && !IsThisMachine(CustomEndpointAddress?.Host ?? parts.Host))
        {
            throw new ArgumentException(
                "UseDevelopmentEmulator=true means without encryption, and the host is not this machine: leave it out, or set "
                    + "AllowPlaintext to true where everybody on the way may read keys and rows.",
                nameof(AllowPlaintext)
            );
        }
    }

    private string ChooseHub(string? fromString)
    {
        string? given = string.IsNullOrWhiteSpace(HubName) ? null : HubName;
        if (fromString is not null && given?.Equals(fromString, StringComparison.OrdinalIgnoreCase) == false)
        {
            throw new FormatException("Event Hubs connection string: EntityPath and the given hub name differ.");
        }

        return given
            ?? fromString
            ?? throw new FormatException(
                "Event Hubs connection string: EntityPath is missing, and no hub name is given."
            );
    }

    private static bool IsThisMachine(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
            ? IPAddress.IsLoopback(address)
            : host.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
