using ModelData.Producer.Encoding;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests.Encoding;

[Trait("Level", "Unit")]
public sealed class BatchPartTests
{
    [Theory]
    [InlineData("1,2\n", "3,4\n")]
    [InlineData("1,2\n3,4\n", "5,6\n")]
    [InlineData("1,2\n3,4\n", "5,6\n7,8\n")]
    [InlineData("\"a\nb\",2\n", "3,4\n")]
    [InlineData("1,\"say \"\"x\"\"\n\n\"\n", "3,4\n")]
    [InlineData("1\n", "\"a very long row behind a short one, \n with a line feed\"\n")]
    [InlineData("\"a very long row before short ones, \n\"\n", "1\n2\n3\n")]
    public void Divide_Rows_EndsBetweenTwoAroundTheMiddle(string first, string second)
    {
        ClosedBatch batch = Batch(first + second);

        (BatchPart before, BatchPart behind) = batch.Whole.Divide(batch);

        Assert.Equal(first, Utf8.UTF8.GetString(before.Of(batch)));
        Assert.Equal(second, Utf8.UTF8.GetString(behind.Of(batch)));
        Assert.Equal((Count(first), Count(second)), (before.RowCount, behind.RowCount));
    }

    [Fact]
    public void Divide_AgainAndAgain_EndsInSingleRowsInOrder()
    {
        string[] rows = [.. Enumerable.Range(0, 37).Select(i => $"{i},\"{new string('\n', i % 5)}\"\n")];
        ClosedBatch batch = Batch(string.Concat(rows), rows.Length);
        Stack<BatchPart> parts = new([batch.Whole]);
        List<string> single = [];
        while (parts.TryPop(out BatchPart part))
        {
            if (part.RowCount == 1)
            {
                single.Add(Utf8.UTF8.GetString(part.Of(batch)));
                continue;
            }
            (BatchPart first, BatchPart second) = part.Divide(batch);
            parts.Push(second);
            parts.Push(first);
        }

        Assert.Equal(rows, single);
    }

    private static ClosedBatch Batch(string text) => Batch(text, Count(text));

    private static ClosedBatch Batch(string text, int rows)
    {
        PooledBuffer buffer = new();
        buffer.Append(Utf8.UTF8.GetBytes(text));
        return new ClosedBatch(null!, default, null!, rows, buffer);
    }

    /// <summary>Line feeds outside quotes.</summary>
    private static int Count(string text) =>
        text.Where((character, i) => character == '\n' && text[..i].Count(it => it == '"') % 2 == 0).Count();
}
