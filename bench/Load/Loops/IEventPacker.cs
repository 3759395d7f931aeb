namespace ModelData.Bench.Load.Loops;

/// <summary>What a loop does with the events of one partition. One call at a time.</summary>
internal interface IEventPacker
{
    /// <summary>Takes an event; its body is valid until the call ends.</summary>
    ValueTask AddAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Writes what is left.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}
