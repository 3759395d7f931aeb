using ModelData.LocalEventHubs.Authorization;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>What came of a handshake.</summary>
/// <param name="AmqpHeader">The peer's AMQP header, which the library still has to see.</param>
/// <param name="Claim">What the peer's SASL exchange allows it; <see langword="null"/> when it has to put tokens.</param>
internal sealed record HandshakeResult(byte[] AmqpHeader, Claim? Claim);
