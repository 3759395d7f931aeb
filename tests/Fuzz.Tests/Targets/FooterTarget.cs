using ModelData.Fuzz.Mutation;
using ModelData.Ingestion.Files.Parquet;
using ModelData.Ingestion.Tests.Formats.Parquet;

namespace ModelData.Fuzz.Targets;

/// <summary>The footer of a Parquet file: none of ours, or one that is written as it was read.</summary>
internal sealed class FooterTarget : FuzzTarget
{
    private const int Samples = 8;

    private static readonly Lazy<byte[][]> Footers = new(() =>
        [.. Enumerable.Range(1, Samples).Select(flushes => Grow(flushes))]
    );

    public override Chunking Chunking => Chunkings.None;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0x16, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0x1C],
        [0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C, 0x1C],
        [0x00],
        [0x09, 0x0E],
    ];

    public override byte[] Create(Random random) => Footers.Value[random.Next(Samples)];

    public override void Check(byte[] input, bool isUntouched)
    {
        // Without a length that fits, nothing would be read: it is set right, but for some.
        byte[] block =
            isUntouched || input.Length < ParquetFooter.TailBytes || input.Length % 7 == 0 ? input : Framed(input);
        ParquetFooter? footer = ParquetFooter.TryParse(block);
        ParquetFile.ReadSchema(block);
        Assert.True(footer is not null || !isUntouched);
        if (footer is null)
        {
            return;
        }

        foreach (RowGroupEntry rowGroup in footer.RowGroups)
        {
            rowGroup.TryReadColumns(Schemas.AllTypes.Columns.Count);
        }

        ParquetFile.TryOpen(
            [.. footer.RowGroups.Select(rowGroup => rowGroup.CompressedBytes), block.Length],
            block,
            Schemas.AllTypes
        );
        byte[] written = footer.Write();
        Assert.Equal(written, ParquetFooter.TryParse(written)?.Write());
    }

    private static byte[] Framed(byte[] input)
    {
        byte[] thrift = input[..^ParquetFooter.TailBytes];
        return [.. thrift, .. BitConverter.GetBytes(thrift.Length), .. ParquetFooter.Magic];
    }

    private static byte[] Grow(int flushes)
    {
        var file = new GrowingFile(Schemas.AllTypes);
        for (int i = 0; i < flushes; i++)
        {
            file.GrowAsync((Table.Random(Schemas.AllTypes, 5, new Random(i)).Encode(), 5)).GetAwaiter().GetResult();
        }

        return file.Footer();
    }
}
