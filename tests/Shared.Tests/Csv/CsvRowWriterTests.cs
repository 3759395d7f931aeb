using System.Buffers;
using System.Text;
using CsCheck;

namespace ModelData.Tests.Csv;

[Trait("Level", "Unit")]
public sealed class CsvRowWriterTests
{
    private delegate void WriteRow(ref CsvRowWriter writer);

    private static string Row(WriteRow write)
    {
        ArrayBufferWriter<byte> output = new();
        CsvRowWriter writer = new(output);
        write(ref writer);
        writer.EndRow();
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact]
    public void Write_EveryType_GivesTheDialect()
    {
        string row = Row(
            (ref CsvRowWriter w) =>
            {
                w.WriteSystemColumns(
                    new DateTimeOffset(2026, 11, 23, 6, 41, 11, TimeSpan.FromHours(1)).AddTicks(1_234_569),
                    "",
                    Guid.Empty
                );
                w.Write(0.1);
                w.Write(0.1f);
                w.Write(-5L);
                w.Write(7);
                w.Write(true);
                w.Write(false);
                w.Write(1.50m);
                w.Write((string?)null);
                w.Write("");
                w.WriteNull();
                w.Write("a,b");
            }
        );
        Assert.Equal(
            "2026-11-23T05:41:11.123456Z,,00000000-0000-0000-0000-000000000000,0.1,0.1,-5,7,true,false,1.50,,\"\",,\"a,b\"\n",
            row
        );
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two words", "two words")]
    [InlineData("", "\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("a\t", "\"a\t\"")]
    [InlineData("é😀", "é😀")]
    [InlineData("a'b;c|d", "a'b;c|d")]
    public void Write_Text_IsQuotedExactlyWhenNeeded(string value, string field)
    {
        Assert.Equal(field + "\n", Row((ref CsvRowWriter w) => w.Write(value)));
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        Assert.Equal(field + "\n", Row((ref CsvRowWriter w) => w.WriteUtf8(utf8)));
    }

    [Fact]
    public void Write_AnyRows_AreReadBackByAnotherParser() =>
        Gen.Select(Gen.Int[1, 6], Generators.Text.Null().Array[0, 60])
            .Sample(
                (width, texts) =>
                {
                    ArrayBufferWriter<byte> output = new();
                    CsvRowWriter writer = new(output);
                    List<string?[]> rows = [];
                    foreach (string?[] chunk in texts.Chunk(width).Where(c => c.Length == width))
                    {
                        rows.Add(chunk);
                        foreach (string? text in chunk)
                        {
                            writer.Write(text);
                        }
                        writer.EndRow();
                    }
                    writer.Flush();
                    Assert.Equal(rows.Count, writer.RowCount);
                    Assert.Equal(rows, Rfc4180.Parse(output.WrittenSpan));
                },
                iter: 5_000
            );

    [Fact]
    public void Write_LoneSurrogate_BecomesTheReplacementCharacter() =>
        Assert.Equal(
            "a\uFFFDb,\uFFFD\n",
            Row(
                (ref CsvRowWriter w) =>
                {
                    w.Write("a\uD83Db");
                    w.Write("\uDC00");
                }
            )
        );

    [Fact]
    public void Write_LongTextOfPairs_IsNotTornBetweenChunks()
    {
        string text = "x" + string.Concat(Enumerable.Repeat("😀", 5_000));
        Assert.Equal(text + "\n", Row((ref CsvRowWriter w) => w.Write(text)));
    }

    [Fact]
    public void Write_WarmBuffer_AllocatesNothing()
    {
        ArrayBufferWriter<byte> output = new(1 << 20);
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            output.ResetWrittenCount();
            before = GC.GetAllocatedBytesForCurrentThread();
            CsvRowWriter writer = new(output);
            for (int i = 0; i < 1000; i++)
            {
                writer.WriteSystemColumns(DateTimeOffset.UnixEpoch, "user-42", Guid.Empty);
                writer.Write(i / 7.0);
                writer.Write(i / 7f);
                writer.Write("say \"hi\", you");
                writer.Write(i * 0.25m);
                writer.EndRow();
            }
            writer.Flush();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
