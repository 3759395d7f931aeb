using ModelData.Ingestion.Files.Parquet;
using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>A block blob in memory, and the worker that grows it.</summary>
internal sealed class GrowingFile(FeatureSchema schema)
{
    private static readonly Dictionary<string, string> KeyValues = new(StringComparer.Ordinal) { ["seq"] = "p0=1" };

    public List<ReadOnlyMemory<byte>> Blocks { get; } = [];

    public ParquetFile File { get; private set; } = ParquetFile.New(schema);

    public long UploadedBytes { get; private set; }

    public int MaxRowGroups { get; private set; }

    public long Length => Blocks.Sum(b => (long)b.Length);

    /// <summary>A file as it lies in storage.</summary>
    public static GrowingFile Of(FeatureSchema schema, byte[] file)
    {
        int footer = BitConverter.ToInt32(file, file.Length - ParquetFooter.TailBytes) + ParquetFooter.TailBytes;
        var rowGroups = ParquetFooter.TryParse(file.AsMemory(file.Length - footer))!.RowGroups;
        GrowingFile growing = new(schema);
        int start = 0;
        foreach (var rowGroup in rowGroups)
        {
            int end = (int)(rowGroup.Offset + rowGroup.CompressedBytes);
            growing.Blocks.Add(file.AsMemory(start, end - start));
            start = end;
        }

        growing.Blocks.Add(file.AsMemory(start));
        growing.TakeOver();
        return growing;
    }

    public static ValueTask<ReadOnlyMemory<byte>> NoBlock(int index, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"Nobody should have read block {index}.");

    public ValueTask<ReadOnlyMemory<byte>> ReadBlock(int index, CancellationToken cancellationToken) =>
        new(Blocks[index]);

    public async Task<ParquetGrowth> GrowAsync(params (byte[] Encoded, int Rows)[] segments)
    {
        var growth = await File.GrowAsync(
            [.. segments.Select(s => (ReadOnlyMemory<byte>)s.Encoded)],
            [.. segments.Select(s => s.Rows)],
            ReadBlock,
            KeyValues,
            new RentedArrays(),
            TestContext.Current.CancellationToken
        );
        Commit(growth);
        return growth;
    }

    public async Task<bool> CompactAsync()
    {
        var growth = await File.CompactAsync(
            ReadBlock,
            KeyValues,
            new RentedArrays(),
            TestContext.Current.CancellationToken
        );
        if (growth is not null)
        {
            Commit(growth);
        }

        return growth is not null;
    }

    /// <summary>Another worker takes over: it has nothing but the blob.</summary>
    public void TakeOver() =>
        File =
            ParquetFile.TryOpen([.. Blocks.Select(b => (long)b.Length)], Footer(), schema)
            ?? throw new InvalidOperationException("The file does not open.");

    /// <summary>The footer, put together from its blocks.</summary>
    public byte[] Footer()
    {
        int count = FooterBlocks.Count([.. Blocks.Select(b => (long)b.Length)], Blocks[^1].Span);
        return [.. Blocks.TakeLast(count).SelectMany(b => b.ToArray())];
    }

    public byte[] ToArray()
    {
        MemoryStream all = new();
        foreach (var block in Blocks)
        {
            all.Write(block.Span);
        }

        return all.ToArray();
    }

    private void Commit(ParquetGrowth growth)
    {
        List<ReadOnlyMemory<byte>> rest =
        [
            .. growth.Rest.Select(b => b.Committed is { } index ? Blocks[index] : b.Content),
        ];
        Blocks.RemoveRange(growth.KeptBlocks, Blocks.Count - growth.KeptBlocks);
        Blocks.AddRange(rest);
        UploadedBytes += growth.Rest.Where(b => b.Committed is null).Sum(b => (long)b.Content.Length);
        File = growth.After;
        MaxRowGroups = Math.Max(MaxRowGroups, File.RowGroupCount);
    }
}
