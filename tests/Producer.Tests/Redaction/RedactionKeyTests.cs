using System.Security.Cryptography;
using ModelData.Producer.Configuration;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests.Redaction;

/// <summary>The key that values are hashed with.</summary>
[Trait("Level", "Unit")]
public sealed class RedactionKeyTests
{
    private static readonly byte[] Key = Utf8.ASCII.GetBytes("0123456789abcdef0123456789abcdef");

    [Fact]
    public void TryRead_KeyHasAnIdOfItsOwnUnlessOneIsGiven_AndNothingShowsIt()
    {
        string base64 = Convert.ToBase64String(Key);
        Assert.True(RedactionKey.TryRead(base64, null, out RedactionKey? key));
        Assert.Equal(Hash("ModelData redaction key")[..8], key.Id);
        Assert.Equal(key.Id, key.ToString());
        Assert.True(RedactionKey.TryRead(base64, "k1", out key));
        Assert.Equal("k1", key.Id);
        Assert.DoesNotContain(base64, new ModelDataCollectorOptions { RedactionKey = base64 }.ToString());
    }

    [Fact]
    public void Hash_OfManyThreadsAtOnce_HashesAsTheFormatSays()
    {
        Assert.True(RedactionKey.TryRead(Convert.ToBase64String(Key), null, out RedactionKey? key));
        string[] expected = [.. Enumerable.Range(0, 16).Select(i => Hash($"value {i}"))];
        int differences = 0;
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, 16)
                .Select(i => new Thread(() =>
                {
                    byte[] hex = new byte[RowRedaction.HashLength];
                    for (int round = 0; round < 2000; round++)
                    {
                        key.Hash(Utf8.UTF8.GetBytes($"value {i}"), hex);
                        if (Utf8.ASCII.GetString(hex) != expected[i])
                        {
                            Interlocked.Increment(ref differences);
                        }
                    }
                })),
        ];
        Array.ForEach(threads, it => it.Start());
        Array.ForEach(threads, it => it.Join());

        Assert.Equal(0, differences);
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Key, Utf8.UTF8.GetBytes(text)))[..32];
}
