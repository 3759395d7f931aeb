namespace ModelData.EventHubs;

/// <summary>What carries AMQP to the namespace.</summary>
public enum EventHubsTransportType
{
    /// <summary>AMQP over TLS over TCP, port 5671. The default.</summary>
    AmqpTcp = 0,

    /// <summary>AMQP over WebSockets, port 443: where firewalls let nothing else out, or a proxy stands between.</summary>
    AmqpWebSockets,
}
