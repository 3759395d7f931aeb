using System.Text;
using ModelData.Console.Files;

namespace ModelData.Console.Tests;

[Trait("Level", "Unit")]
public sealed class CsvTableTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("a,b\n1,2\n", "a|b", 1)]
    [InlineData("a,b\r\n1,\"x\ny\"\n3,4", "a|b", 2)]
    [InlineData("a,\"b,\"\"c\"\n1,2\n", "a|b,\"c", 1)]
    [InlineData("a,b\n\"open", "a|b", 1)]
    public void Read_Head_IsFields(string csv, string columns, int rows)
    {
        FileHead head = CsvTable.Read(Encoding.UTF8.GetBytes(csv));
        Assert.Equal(columns, string.Join('|', head.Columns));
        Assert.Equal(rows, head.Rows.Count);
    }

    [Fact]
    public void Read_QuotedLineFeed_StaysInItsField() =>
        Assert.Equal(["1", "x\ny"], CsvTable.Read("a,b\n1,\"x\ny\"\n"u8).Rows[0]);
}
