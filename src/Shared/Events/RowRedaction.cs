using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace ModelData;

/// <summary>What stands in a redacted column: the same in every process and language. docs/event-format.md has test vectors. Thread-safe.</summary>
public static class RowRedaction
{
    /// <summary>What stands in a masked column: <c>***</c>.</summary>
    public const string Mask = "***";

    /// <summary>The digits of a hash: 32.</summary>
    public const int HashLength = 32;

    /// <summary>The least bytes of a key: 16. Whoever guesses the key of a shorter one sooner has all values that can be guessed.</summary>
    public const int MinKeyBytes = 16;

    /// <summary>The most characters of a key's id: 64.</summary>
    public const int MaxKeyIdLength = 64;

    private static readonly SearchValues<char> KeyIdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    /// <summary>Whether a text can be the id of a key: 1 to <see cref="MaxKeyIdLength"/> of A-Z, a-z, 0-9, '.', '_' and '-'.</summary>
    /// <param name="keyId">The text.</param>
    public static bool IsKeyId(ReadOnlySpan<char> keyId) =>
        keyId.Length is >= 1 and <= MaxKeyIdLength && !keyId.ContainsAnyExcept(KeyIdCharacters);

    /// <summary>
    /// Hashes a value: the first half of HMAC-SHA-256 over the value's CSV text, in lower-case hex digits. Allocates nothing. Nulls are not hashed: they
    /// stay null.
    /// </summary>
    /// <param name="key">The key: <see cref="MinKeyBytes"/> bytes or more, best 32 random ones.</param>
    /// <param name="csvText">The value as it would stand in the file, in UTF-8 and without the quotes of CSV.</param>
    /// <param name="hex">Where the <see cref="HashLength"/> digits go, in ASCII.</param>
    /// <exception cref="ArgumentException">The key is shorter than <see cref="MinKeyBytes"/>, or the destination than <see cref="HashLength"/>.</exception>
    public static void Hash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> csvText, Span<byte> hex)
    {
        if (key.Length < MinKeyBytes)
        {
            throw new ArgumentException(
                $"The key has {key.Length} bytes; at least {MinKeyBytes} are needed.",
                nameof(key)
            );
        }
        if (hex.Length < HashLength)
        {
            throw new ArgumentException($"A hash has {HashLength} digits.", nameof(hex));
        }
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, csvText, hash);
        Convert.TryToHexStringLower(hash[..(HashLength / 2)], hex, out _);
    }
}
