namespace ModelData.LocalEventHubs.Amqp;

/// <summary>One section of an encoded message, as indexes into it.</summary>
/// <param name="Code">The descriptor: one of the constants of <see cref="AmqpSections"/>.</param>
/// <param name="Start">Where the section's descriptor starts.</param>
/// <param name="ValueStart">Where the described value starts (at its format code).</param>
/// <param name="End">The index behind the section.</param>
internal readonly record struct AmqpSection(byte Code, int Start, int ValueStart, int End);
