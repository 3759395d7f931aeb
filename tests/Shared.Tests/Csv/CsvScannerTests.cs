using System.Text;
using CsCheck;

namespace ModelData.Tests.Csv;

[Trait("Level", "Unit")]
public sealed class CsvScannerTests
{
    /// <summary>Few kinds of bytes and runs of plain ones, so that every neighbourhood meets every border of a block.</summary>
    private static readonly Gen<byte[]> Soup = Gen.OneOf(
            Gen.OneOf("\"", "\"\"", ",", "\n", "\r\n", "\r", "a"),
            Gen.OneOf(",,\n", "a,b,c\n", "\"x\",\"y\"\"z\",\n", "\"a\nb\",,\r\n"),
            Gen.Int[0, 70].Select(n => new string('x', n))
        )
        .Array[1, 60]
        .Select(parts => Encoding.ASCII.GetBytes(string.Concat(parts) + "\n"));

    private static readonly Gen<byte[]> GoodRows = Gen.OneOf(
            "a,b,c\n",
            "\"x\",\"y\"\"z\",\n",
            "\"a\nb\",,\r\n",
            ",,\n",
            "\"\",\"\"\"\",\"\r\"\n",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,b,\"c\"\n"
        )
        .Array[1, 100]
        .Select(rows => Encoding.ASCII.GetBytes(string.Concat(rows)));

    [Fact]
    public void Scan_AnyText_SaysWhatAReaderOfSingleBytesSays()
    {
        int good = 0;
        Soup.Sample(
            text =>
            {
                CsvScanResult fast = CsvScanner.Scan(text, 3);
                CsvScanResult slow = CsvDiagnosis.Find(text, 3);
                Assert.Equal(slow, fast);
                good += fast.Problem == CsvProblem.None ? 1 : 0;
            },
            iter: 40_000,
            threads: 1
        );
    }

    [Fact]
    public void Scan_GoodRows_AreTakenByAllThree() =>
        GoodRows.Sample(
            text =>
            {
                CsvScanResult fast = CsvScanner.Scan(text, 3);
                Assert.Equal(CsvDiagnosis.Find(text, 3), fast);
                Assert.Equal(CsvProblem.None, fast.Problem);
                byte[] rows = new byte[text.Length];
                int written = CsvLineEnds.Normalise(text, rows);
                Assert.Equal(fast.HasCarriageReturns, written < text.Length);
                List<string?[]> parsed = Rfc4180.Parse(rows.AsSpan(0, written));
                Assert.Equal(fast.RowCount, parsed.Count);
                Assert.All(parsed, row => Assert.Equal(3, row.Length));
            },
            iter: 20_000
        );

    [Fact]
    public void Scan_OneByteWrongInGoodRows_IsJudgedAlike() =>
        Gen.Select(
                GoodRows,
                Gen.Int[0, 100_000],
                Gen.OneOf((byte)'"', (byte)',', (byte)'\n', (byte)'\r', (byte)'a'),
                Gen.Int[0, 2]
            )
            .Sample(
                (text, position, value, kind) =>
                {
                    position %= text.Length;
                    byte[] before = text[..position];
                    byte[] after = text[(kind == 0 ? position : position + 1)..];
                    byte[] changed = kind == 2 ? [.. before, .. after] : [.. before, value, .. after];
                    if (changed is [] or [.., not (byte)'\n'])
                    {
                        changed = [.. changed, (byte)'\n'];
                    }
                    Assert.Equal(CsvDiagnosis.Find(changed, 3).Problem, CsvScanner.Scan(changed, 3).Problem);
                },
                iter: 60_000
            );

    [Theory]
    [InlineData("a,b,c\na,b\na\n", CsvProblem.FieldCount, 1)]
    [InlineData("a,b,c\na,\"b\"x,c\n", CsvProblem.Quoting, 1)]
    [InlineData("a,b,\"c\n", CsvProblem.Quoting, 0)]
    [InlineData("a,b,c\ra,b,c\n", CsvProblem.BareCarriageReturn, 0)]
    [InlineData("a,b,\"c\"\r", CsvProblem.BareCarriageReturn, 0)]
    public void Scan_WrongRow_IsCounted(string text, object problem, int rowsBefore)
    {
        CsvScanResult result = CsvScanner.Scan(Encoding.ASCII.GetBytes(text), 3);
        Assert.Equal(problem, result.Problem);
        Assert.Equal(rowsBefore, result.RowCount);
    }

    [Fact]
    public void Scan_NonAscii_IsNoticedWhereverItStands()
    {
        for (int i = 0; i < 200; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes(new string('x', i) + ",é," + new string('y', 200 - i) + "\n");
            Assert.True(CsvScanner.Scan(text, 3).HasNonAscii);
        }
        Assert.False(CsvScanner.Scan("a,b,c\n"u8, 3).HasNonAscii);
    }
}
