using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class ParquetFooterTests
{
    private static readonly Dictionary<string, string> NoKeyValues = [];

    [Fact]
    public async Task TryParse_WhatWasWritten_IsReadBack()
    {
        var footer = ParquetFooter.TryParse(await SampleAsync(20));
        Assert.NotNull(footer);
        Assert.Equal([5, 5, 5], footer.RowGroups.Skip(1).Take(3).Select(g => g.Rows));
        Assert.Equal(footer.Write(), ParquetFooter.TryParse(footer.Write())?.Write());
    }

    [Fact]
    public async Task With_DroppedRowGroupsAndKeyValues_KeepsTheRest()
    {
        var footer = ParquetFooter.TryParse(await SampleAsync(5))!;
        var changed = footer.With(
            2,
            [footer.RowGroups[4]],
            new Dictionary<string, string> { ["seq"] = "2", ["x"] = "" }
        );
        var read = ParquetFooter.TryParse(changed.Write())!;
        Assert.Equal(3, read.RowGroups.Count);
        Assert.Equal(footer.RowGroups[4].Offset, read.RowGroups[2].Offset);
        Assert.Equal(new Dictionary<string, string> { ["seq"] = "2", ["x"] = "" }, read.KeyValues);
        Assert.Equal(2, read.With(3, [], NoKeyValues).KeyValues.Count);
    }

    [Fact]
    public async Task TryRead_OrdinalOfARowGroup_IsDropped()
    {
        var entry = ParquetFooter.TryParse(await SampleAsync(1))!.RowGroups[0];
        // Field 7 of type i16 right behind field 6: the number 1.
        byte[] withOrdinal = [.. entry.Bytes.Span[..^1], (1 << 4) | (int)ThriftType.Int16, 2, 0];
        ThriftReader reader = new(withOrdinal);
        Assert.Equal(entry.Bytes.ToArray(), RowGroupEntry.TryRead(ref reader, withOrdinal)?.Bytes.ToArray());
    }

    [Fact]
    public async Task TryParse_DamagedOrHostileBytes_IsNullOrAFooterButNeverAnException()
    {
        byte[] whole = await SampleAsync(6);
        Random random = new(17);
        int refused = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = Damage(whole, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var footer = ParquetFooter.TryParse(bytes);
            refused += footer is null ? 1 : 0;
            ParquetFile.ReadSchema(bytes);
            foreach (var rowGroup in footer?.RowGroups ?? [])
            {
                rowGroup.TryReadColumns(Schemas.AllTypes.Columns.Count);
            }

            ParquetFile.TryOpen(
                [.. footer?.RowGroups.Select(g => g.CompressedBytes) ?? [], bytes.Length],
                bytes,
                Schemas.AllTypes
            );
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024 * 1024);
        }

        Assert.InRange(refused, 1_500, 5_000);
    }

    [Theory]
    [InlineData(new byte[] { 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })] // a list of four thousand million structs
    [InlineData(new byte[] { 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })] // a text of two gigabytes
    [InlineData(new byte[] { 0x16, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // an endless number
    [InlineData(new byte[0])]
    public void TryParse_LengthsThatLie_AreRefused(byte[] thrift) =>
        Assert.Null(ParquetFooter.TryParse(Framed(thrift)));

    [Fact]
    public void TryParse_StructsNestedWithoutEnd_AreRefused() =>
        Assert.Null(ParquetFooter.TryParse(Framed([.. Enumerable.Repeat((byte)0x1C, 1_000_000)])));

    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] thrift = whole[..^ParquetFooter.TailBytes];
        switch (random.Next(4))
        {
            case 0:
                thrift = thrift[..random.Next(thrift.Length)];
                break;
            case 1:
                random.NextBytes(thrift.AsSpan(random.Next(thrift.Length)));
                break;
            default:
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    thrift[random.Next(thrift.Length)] ^= (byte)(1 << random.Next(8));
                }

                break;
        }

        return random.Next(10) == 0 ? thrift : Framed(thrift);
    }

    private static byte[] Framed(byte[] thrift) =>
        [.. thrift, .. BitConverter.GetBytes(thrift.Length), .. ParquetFooter.Magic];

    private static async Task<byte[]> SampleAsync(int flushes)
    {
        GrowingFile file = new(Schemas.AllTypes);
        for (int i = 0; i < flushes; i++)
        {
            await file.GrowAsync((Table.Random(Schemas.AllTypes, 5, new Random(i)).Encode(), 5));
        }

        return file.Blocks[^1].ToArray();
    }
}
