using Microsoft.Extensions.Logging;
using ModelData.EventHubs.Amqp.Connecting;
using ModelData.EventHubs.Authorization;

namespace ModelData.EventHubs.Amqp;

/// <summary>What every AMQP part of one <see cref="EventHubsConnection"/> shares. Immutable.</summary>
internal sealed class AmqpSettings
{
    public required AmqpEndpoint Endpoint { get; init; }

    public required AmqpAddresses Addresses { get; init; }

    public required ITokenSource Tokens { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILogger Logger { get; init; }
}
