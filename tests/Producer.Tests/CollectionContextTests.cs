using CsCheck;

namespace ModelData.Producer.Tests;

[Trait("Level", "Unit")]
public sealed class CollectionContextTests
{
    [Fact]
    public void Parse_AnyContextAsText_IsTheSameContext()
    {
        Gen.Select(Gen.DateTimeOffset, Gen.Guid, Gen.OneOf(Gen.String, Gen.Const("")))
            .Where((_, _, text) => !text.Any(char.IsSurrogate))
            .Sample(
                (time, request, correlation) =>
                {
                    CollectionContext context = new(time, request, correlation);
                    string text = context.ToString();
                    Assert.Equal(context, CollectionContext.Parse(text));
                    Assert.All(text, letter => Assert.InRange(letter, '!', '~'));
                }
            );
    }

    [Fact]
    public void ToString_KnownContext_IsTheDocumentedText()
    {
        CollectionContext context = new(
            new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero).AddTicks(19),
            new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            "a b.c"
        );
        Assert.Equal("1.1795435200000001.00112233445566778899aabbccddeeff.a%20b.c", context.ToString());
        Assert.Equal(new DateOnly(2026, 11, 23), context.ScoringDay);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.2")]
    [InlineData("2.0.00112233445566778899aabbccddeeff")]
    [InlineData("1.x.00112233445566778899aabbccddeeff")]
    [InlineData("1.0.00112233")]
    [InlineData("1.9223372036854775807.00112233445566778899aabbccddeeff")]
    [InlineData("1.-9223372036854775808.00112233445566778899aabbccddeeff")]
    public void TryParse_ForeignText_SaysNo(string? text)
    {
        Assert.False(CollectionContext.TryParse(text, out CollectionContext context));
        Assert.True(context.IsEmpty);
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Gen.String.Sample(text =>
        {
            _ = CollectionContext.TryParse($"1.{text}", out _);
        });
}
