namespace ModelData.Bench.Load.Wire;

/// <summary>One size, measured once in every way, one after the other. MB/s of message bytes.</summary>
/// <param name="Raw">Raw TCP.</param>
/// <param name="Sent">Through the official client to the durable broker.</param>
/// <param name="SentInBatches">The same in batches; 0 where that was not measured.</param>
/// <param name="Received">Through the official client.</param>
internal sealed record WireRound(double Raw, double Sent, double SentInBatches, double Received)
{
    public override string ToString() =>
        $"raw TCP {Raw:N0} MB/s, send {Sent:N0} ({Sent / Raw:N2})"
        + (SentInBatches > 0 ? $", in batches {SentInBatches:N0} ({SentInBatches / Raw:N2})" : "")
        + $", receive {Received:N0} ({Received / Raw:N2})";
}
