using BenchmarkDotNet.Attributes;

namespace ModelData.Bench.Micro.Worker;

/// <summary>What the worker does with an event before its rows are buffered: read the attributes, decompress, scan. Time per row.</summary>
[MemoryDiagnoser]
public class DecodingBenchmarks
{
    private readonly CollectedBatchReader _reader = new();
    private readonly EventEnvelope _compressed = SampleBatch.CreateEvent(isCompressed: true);
    private readonly EventEnvelope _plain = SampleBatch.CreateEvent(isCompressed: false);
    private readonly ReadOnlyMemory<byte> _rows = SampleBatch.CreateRows();

    /// <summary>A compressed event.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = SampleBatch.Rows)]
    public int ReadCompressed() => Read(_compressed);

    /// <summary>An uncompressed event: attributes and scan.</summary>
    [Benchmark(OperationsPerInvoke = SampleBatch.Rows)]
    public int ReadPlain() => Read(_plain);

    /// <summary>The scan alone.</summary>
    [Benchmark(OperationsPerInvoke = SampleBatch.Rows)]
    public int Scan() => CsvScanner.Scan(_rows.Span, SampleBatch.Schema.Columns.Count).RowCount;

    private int Read(in EventEnvelope envelope) =>
        _reader.TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal)
            ? batch.RowCount
            : throw new InvalidOperationException(refusal.Reason);
}
