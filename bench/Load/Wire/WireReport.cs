using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Wire;

/// <summary>The figures of <c>wire</c>: medians over the rounds, MB/s of message bytes, and ratios to raw TCP of the same size.</summary>
internal sealed record WireReport
{
    public double RawTcp64KMbPerSecond { get; init; }

    public double Send64KMbPerSecond { get; init; }

    public double Receive64KMbPerSecond { get; init; }

    public double RawTcp1KMbPerSecond { get; init; }

    public double Send1KMbPerSecond { get; init; }

    /// <summary>Events of 1 KB in batches.</summary>
    public double SendBatched1KMbPerSecond { get; init; }

    public double Receive1KMbPerSecond { get; init; }

    /// <summary>Sends are acknowledged when the disk has them; raw TCP stores nothing.</summary>
    public double SendToRawTcp64K { get; init; }

    public double ReceiveToRawTcp64K { get; init; }

    public double SendToRawTcp1K { get; init; }

    public double SendBatchedToRawTcp1K { get; init; }

    public double ReceiveToRawTcp1K { get; init; }

    public double Send1KEventsPerSecond { get; init; }

    public double Receive1KEventsPerSecond { get; init; }

    public int Rounds { get; init; }

    public int Partitions { get; init; }

    public int Processors { get; init; }

    public static WireReport Create(List<WireRound> large, List<WireRound> small, int partitions) =>
        new()
        {
            RawTcp64KMbPerSecond = Median(large, round => round.Raw),
            Send64KMbPerSecond = Median(large, round => round.Sent),
            Receive64KMbPerSecond = Median(large, round => round.Received),
            RawTcp1KMbPerSecond = Median(small, round => round.Raw),
            Send1KMbPerSecond = Median(small, round => round.Sent),
            SendBatched1KMbPerSecond = Median(small, round => round.SentInBatches),
            Receive1KMbPerSecond = Median(small, round => round.Received),
            SendToRawTcp64K = Ratio(large, round => round.Sent),
            ReceiveToRawTcp64K = Ratio(large, round => round.Received),
            SendToRawTcp1K = Ratio(small, round => round.Sent),
            SendBatchedToRawTcp1K = Ratio(small, round => round.SentInBatches),
            ReceiveToRawTcp1K = Ratio(small, round => round.Received),
            Send1KEventsPerSecond = Math.Round(Statistics.Median(small.Select(round => round.Sent)) * 1e6 / 1024),
            Receive1KEventsPerSecond = Math.Round(
                Statistics.Median(small.Select(round => round.Received)) * 1e6 / 1024
            ),
            Rounds = large.Count,
            Partitions = partitions,
            Processors = Environment.ProcessorCount,
        };

    private static double Median(List<WireRound> rounds, Func<WireRound, double> which) =>
        Math.Round(Statistics.Median(rounds.Select(which)), 1);

    private static double Ratio(List<WireRound> rounds, Func<WireRound, double> which) =>
        Math.Round(Statistics.Median(rounds.Select(round => which(round) / round.Raw)), 3);
}
