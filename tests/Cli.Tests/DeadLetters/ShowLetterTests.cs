using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;
using ModelData.Cli.DeadLetters;

namespace ModelData.Cli.Tests.DeadLetters;

[Trait("Level", "Unit")]
public sealed class ShowLetterTests
{
    private const string Hostile = "\u001b]0;x\u0007[red]\u202e\r\n";

    [Fact]
    public void Describe_HostileEvent_ShowsItAndControlsNothing()
    {
        var received = Letters.Event(new() { [Hostile] = Hostile }, Encoding.UTF8.GetBytes($"a,b\n{Hostile}"), Hostile);
        string text = ShowLetter.Describe(Letters.Stored(Letters.Write(received, Hostile, Hostile)));
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.Contains("reason:           \\u{1b}]0;x\\u{7}[red]", text);
        Assert.Contains("a,b\n\\u{1b}", text);
        Assert.Contains("partition:        3\nsequence number:  42\n", text);
    }

    [Fact]
    public void ToJson_HostileEvent_IsOneLineWithTheDocument()
    {
        string text = ShowLetter.ToJson(Letters.Stored(Letters.Write(Letters.Event(), Hostile)));
        Assert.Equal(text.Length - 1, text.IndexOf('\n'));
        Assert.DoesNotContain('\u202e', text);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(Hostile, json.RootElement.GetProperty("letter").GetProperty("reason").GetString());
        Assert.Equal(Letters.Name, json.RootElement.GetProperty("name").GetString());
        Assert.Contains("\"letter\":null", ShowLetter.ToJson(Letters.Stored(BinaryData.FromString("{ nonsense"))));
    }

    [Fact]
    public void Describe_Bytes_AreAHexDump()
    {
        string text = ShowLetter.Describe(Letters.Stored(Letters.Event(body: [0, 0xff, 0x41])));
        Assert.Contains("body: 3 bytes\n\n00000000  00 ff 41 ", text);
    }

    [Fact]
    public void Describe_Brotli_IsDecompressedAndCut()
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest))
        {
            for (int i = 0; i < 1_000; i++)
            {
                brotli.Write(new byte[1024 * 16].AsSpan());
            }
        }
        byte[] body = compressed.ToArray();
        string text = ShowLetter.Describe(Letters.Stored(Letters.Event(body: body)));
        Assert.Contains($"{body.Length} bytes, decompressed, the first 16384 shown", text);
        Assert.InRange(text.Length, 50_000, 100_000);
    }

    [Theory]
    [InlineData("BR", null)]
    [InlineData(null, "cloudEvents:contentencoding")]
    [InlineData("", "cloudEvents_contentencoding")]
    public void Describe_BrotliHoweverItIsDeclared_IsDecompressed(string? encoding, string? attribute)
    {
        byte[] body = new byte[100];
        Assert.True(BrotliEncoder.TryCompress("a,b\n1,2\n"u8, body, out int length));
        Dictionary<string, object?> properties = attribute is null ? [] : new() { [attribute] = "Br" };
        string text = ShowLetter.Describe(
            Letters.Stored(Letters.Event(properties, body[..length], encoding: encoding))
        );
        Assert.Contains("decompressed\n\na,b\n1,2\n", text);
    }

    [Fact]
    public void Describe_Gap_ShowsItsDocument()
    {
        string text = ShowLetter.Describe(Letters.Stored(Letters.WriteGap(), Letters.GapName));
        Assert.Contains("none: these events were never seen", text);
        Assert.Contains("\"lastSequenceNumber\": 43", text);
    }

    [Fact]
    public void Read_AnyDamage_NeverThrows()
    {
        byte[] whole = Letters.Write(Letters.Event(new() { ["x"] = 1, ["y"] = "é" })).ToArray();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length])
            .Sample(
                (position, value, length) =>
                {
                    byte[] damaged = [.. whole];
                    damaged[position] = value;
                    LetterSummary.Read(damaged.AsSpan(0, length));
                    ShowLetter.Describe(Letters.Stored(new BinaryData(damaged)));
                    ShowLetter.Describe(Letters.Stored(new BinaryData(damaged[..length])));
                },
                iter: 1_000
            );
    }

    [Fact]
    public void Summary_TheBeginning_IsEnough()
    {
        byte[] whole = Letters.Write(Letters.Event(body: new byte[100_000])).ToArray();
        LetterSummary summary = LetterSummary.Read(whole.AsSpan(0, 1_000));
        Assert.Equal(("sink-refused", "why"), (summary.Reason, summary.Detail));
        Assert.Equal(new DateTimeOffset(2026, 3, 7, 12, 0, 0, TimeSpan.Zero), summary.EnqueuedTime);
        Assert.Equal("gap", LetterSummary.Read(Letters.WriteGap().ToMemory().Span).Reason);
        Assert.Null(LetterSummary.Read([]).Reason);
    }

    [Theory]
    [InlineData("0123456789abcdef/0/00000000000000000007.json", true)]
    [InlineData("0123456789abcdef/0/00000000000000000007-gap.json", true)]
    [InlineData("0123456789ABCDEF/0/00000000000000000007.json", false)]
    [InlineData("0123456789abcdef/0/7.json", false)]
    [InlineData("0123456789abcdef/0/000000000000000000-7.json", false)]
    [InlineData("0123456789abcdef/0/x/00000000000000000007.json", false)]
    [InlineData("0123456789abcdef/0/00000000000000000007.txt", false)]
    public void LetterName_OtherNames_AreNoLetters(string name, bool isLetter) =>
        Assert.Equal(isLetter, LetterName.TryParse(name, out _));
}
