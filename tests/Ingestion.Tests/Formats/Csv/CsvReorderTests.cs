using System.Buffers;
using System.Text;
using CsCheck;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Tests.Formats.Csv;

[Trait("Level", "Unit")]
public sealed class CsvReorderTests
{
    private static readonly string[] Fields = ["", "\"\"", "a", "1.5", "\"a,b\"", "\"x\"\"y\"", "\"\n\"", "é"];
    private static readonly Gen<string> Field = Gen.Int[0, Fields.Length - 1].Select(i => Fields[i]);

    [Fact]
    public void Write_AnyRowsAndOrder_MovesEachFieldAsItStands()
    {
        var rows = Field.Array[3].Array[1, 5];
        Gen.Select(rows, Gen.Shuffle(new[] { 0, 1, 2 }))
            .Sample(
                (table, order) =>
                {
                    var output = new ArrayBufferWriter<byte>();
                    CsvReorder.Write(Encoding.UTF8.GetBytes(Lines(table)), order, output);
                    var expected = table.Select(row => order.Select(i => row[i]).ToArray()).ToArray();
                    Assert.Equal(Lines(expected), Encoding.UTF8.GetString(output.WrittenSpan));
                },
                iter: 500
            );
    }

    private static string Lines(string[][] table) => string.Concat(table.Select(row => string.Join(',', row) + "\n"));
}
