using System.Text;
using System.Text.Json;

namespace ModelData.Tests.Events;

/// <summary>What stands in a redacted column, here as in every other language.</summary>
[Trait("Level", "Unit")]
public sealed class RowRedactionTests
{
    private static readonly byte[] Key = new byte[RowRedaction.MinKeyBytes];

    [Fact]
    public void Hash_IsThatOfTheVectors()
    {
        using JsonDocument vectors = JsonDocument.Parse(Golden.Bytes("redaction-hashes.json"));
        byte[] hex = new byte[RowRedaction.HashLength];
        foreach (JsonElement vector in vectors.RootElement.EnumerateArray())
        {
            RowRedaction.Hash(
                Convert.FromHexString(vector.GetProperty("key").GetString()!),
                Encoding.UTF8.GetBytes(vector.GetProperty("text").GetString()!),
                hex
            );
            Assert.Equal(vector.GetProperty("hash").GetString(), Encoding.ASCII.GetString(hex));
        }
    }

    [Fact]
    public void Hash_AllocatesNothing()
    {
        byte[] hex = new byte[RowRedaction.HashLength];
        RowRedaction.Hash(Key, "Oslo"u8, hex);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RowRedaction.Hash(Key, "Oslo"u8, hex);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Hash_ShortKeyOrNoRoom_Throws()
    {
        byte[] hex = new byte[RowRedaction.HashLength];
        Assert.Throws<ArgumentException>(() => RowRedaction.Hash(Key.AsSpan(1), "Oslo"u8, hex));
        Assert.Throws<ArgumentException>(() => RowRedaction.Hash(Key, "Oslo"u8, hex.AsSpan(1)));
    }

    [Theory]
    [InlineData("k", true)]
    [InlineData("Key-2026.11_a", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a,b", false)]
    [InlineData("ü", false)]
    public void IsKeyId_Text_IsShortAndPlain(string text, bool isOne) =>
        Assert.Equal(isOne, RowRedaction.IsKeyId(text));

    [Fact]
    public void IsKeyId_LongText_IsNone()
    {
        Assert.True(RowRedaction.IsKeyId(new string('k', RowRedaction.MaxKeyIdLength)));
        Assert.False(RowRedaction.IsKeyId(new string('k', RowRedaction.MaxKeyIdLength + 1)));
    }
}
