using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Producer.Buffering;
using ModelData.Producer.Encoding;

namespace ModelData.Bench.Micro.Producer;

/// <summary>What the pump does with a row of 20 doubles, on its own thread: record to CSV, and with the lane's compression. Time per row.</summary>
[MemoryDiagnoser]
public class EncodingBenchmarks
{
    private const int Rows = 10_000;

    private readonly byte[][] _records = new byte[Rows][];
    private readonly CollectorState _collector = new(
        new CollectionAddress("s", "g", "w", "service", "model", "1", "inputs"),
        new FeatureNames(null),
        TimeProvider.System,
        TimeSpan.FromSeconds(10),
        NullLogger.Instance,
        null
    );
    private RowBatcher _csv = null!;
    private RowBatcher _compressed = null!;
    private long _bytes;

    /// <summary>Makes records of random values.</summary>
    [GlobalSetup]
    public void MakeRecords()
    {
        Random random = new(7);
        _collector.AcceptsWidth(20);
        double[] values = new double[20];
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Math.Round(random.NextDouble() * 100, 4);
            }
            RecordHeader header = new()
            {
                TimestampTicks = DateTimeOffset.UnixEpoch.AddDays(20_000).AddMilliseconds(row).UtcTicks,
                RequestId = Guid.NewGuid(),
                DayNumber = 739_000,
                RowCount = 1,
                Width = 20,
                Kind = ValueKind.Double,
            };
            _records[row] = new byte[RecordHeader.SizeBytes + (20 * sizeof(double))];
            RowIntake.Fill(_records[row], header, "", MemoryMarshal.AsBytes<double>(values));
        }
        BatchLimits limits = new(256 * 1024);
        _csv = new RowBatcher(_collector, limits, TimeProvider.System, batch => batch.Rows.Dispose());
        _compressed = new RowBatcher(_collector, limits, TimeProvider.System, Compress);
    }

    /// <summary>Record to CSV.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public void ToCsv() => Encode(_csv);

    /// <summary>Record to CSV to a compressed event.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public long ToEvent()
    {
        Encode(_compressed);
        return _bytes;
    }

    private void Encode(RowBatcher batcher)
    {
        foreach (byte[] record in _records)
        {
            batcher.Add(record);
        }
        batcher.CloseAll();
    }

    private void Compress(ClosedBatch batch)
    {
        BatchDescription description = new(
            batch.Collector.Address,
            batch.Day,
            batch.Schema,
            batch.RowCount,
            Guid.NewGuid(),
            0,
            DateTimeOffset.UnixEpoch
        );
        using EncodedBatch encoded = CollectedBatchWriter.Write(description, batch.Rows.Written);
        _bytes += encoded.Body.Length;
        batch.Rows.Dispose();
    }
}
