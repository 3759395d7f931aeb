using System.Buffers;
using BenchmarkDotNet.Attributes;
using ModelData.Ingestion.Files.Parquet;
using ModelData.Ingestion.Memory;

namespace ModelData.Bench.Micro.Worker;

/// <summary>What Parquet costs the worker beside CSV: rows become typed columns, and columns a row group. Time per row.</summary>
[MemoryDiagnoser]
public class ParquetBenchmarks
{
    private const int LargeFactor = 100;

    private readonly ReadOnlyMemory<byte> _csv = SampleBatch.CreateRows();
    private readonly ArrayBufferWriter<byte> _output = new(1024 * 1024);
    private readonly ParquetFile _file = ParquetFile.New(SampleBatch.Schema);
    private ReadOnlyMemory<byte>[] _small = [];
    private ReadOnlyMemory<byte>[] _large = [];

    /// <summary>One event, and a hundred of them.</summary>
    [GlobalSetup]
    public void EncodeSample()
    {
        Encode();
        _small = [_output.WrittenSpan.ToArray()];
        _large = [.. Enumerable.Repeat(_small[0], LargeFactor)];
    }

    /// <summary>CSV of an event into columns.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = SampleBatch.Rows)]
    public int Encode()
    {
        _output.ResetWrittenCount();
        return ParquetRows.TryEncode(SampleBatch.Schema, _csv.Span, SampleBatch.Rows, _output, out Refusal? refusal)
            ? _output.WrittenCount
            : throw new InvalidOperationException(refusal?.Reason);
    }

    /// <summary>A row group of one event, and its footer.</summary>
    [Benchmark(OperationsPerInvoke = SampleBatch.Rows)]
    public Task<int> WriteSmallGroup() => WriteAsync(_small);

    /// <summary>A row group as large as they get, and its footer.</summary>
    [Benchmark(OperationsPerInvoke = SampleBatch.Rows * LargeFactor)]
    public Task<int> WriteLargeGroup() => WriteAsync(_large);

    private async Task<int> WriteAsync(ReadOnlyMemory<byte>[] segments)
    {
        RentedArrays arrays = new();
        ParquetGrowth growth = await _file.GrowAsync(
            segments,
            [.. segments.Select(_ => SampleBatch.Rows)],
            (_, _) => throw new InvalidOperationException("A new file has no block to merge."),
            new Dictionary<string, string>(),
            arrays,
            CancellationToken.None
        );
        arrays.Return();
        return growth.Rest[0].Content.Length;
    }
}
