using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace ModelData.Producer.Configuration;

/// <summary>The key that values are hashed with. Immutable and thread-safe; nothing shows it.</summary>
internal sealed class RedactionKey
{
    /// <summary>What is accepted as a key.</summary>
    public const string Accepted =
        "it must be at least 16 bytes in base64, best 32 random ones: openssl rand -base64 32";

    /// <summary>What is accepted as the id of a key.</summary>
    public const string AcceptedId = "it must be 1 to 64 letters of A-Z, a-z, 0-9, '.', '_' and '-'";

    private const int DerivedIdLength = 8;
    private const uint MostKeyed = 16;

    // The collectors of a process mostly have one key, which is read with each change of their settings.
    private static Read? _last;

    private readonly byte[] _bytes;

    // A hash that has its key already takes half the time of one that is given it each time. A thread has one to itself while it hashes.
    private readonly IncrementalHash?[] _keyed;

    private RedactionKey(byte[] bytes, string id)
    {
        (_bytes, Id) = (bytes, id);
        uint count = Math.Min(BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount), MostKeyed);
        _keyed = new IncrementalHash?[count];
        for (int i = 0; i < _keyed.Length; i++)
        {
            _keyed[i] = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, bytes);
        }
    }

    /// <summary>What events and schemas name the key by.</summary>
    public string Id { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="base64">The key.</param>
    /// <param name="id">Its id. Default: one that is derived from it.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether both are legal.</returns>
    public static bool TryRead(string base64, string? id, [NotNullWhen(true)] out RedactionKey? key)
    {
        key = null;
        byte[] bytes = new byte[base64.Length];
        if (
            !Convert.TryFromBase64String(base64, bytes, out int length)
            || length < RowRedaction.MinKeyBytes
            || (id is not null && !RowRedaction.IsKeyId(id))
        )
        {
            return false;
        }
        bytes = bytes[..length];
        key = new RedactionKey(bytes, id ?? DeriveId(bytes));
        return true;
    }

    /// <summary>The key of options; null when there is none.</summary>
    public static RedactionKey? From(ModelDataCollectorOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.RedactionKey))
        {
            return null;
        }
        string? id = string.IsNullOrWhiteSpace(options.RedactionKeyId) ? null : options.RedactionKeyId;
        if (Volatile.Read(ref _last) is { } last && last.Base64 == options.RedactionKey && last.Id == id)
        {
            return last.Key;
        }
        if (!TryRead(options.RedactionKey, id, out RedactionKey? key))
        {
            return null;
        }
        Volatile.Write(ref _last, new Read(options.RedactionKey, id, key));
        return key;
    }

    /// <summary>Hashes a value, as <see cref="RowRedaction.Hash"/> does.</summary>
    /// <param name="text">Its text, UTF-8.</param>
    /// <param name="hex">Where the digits go.</param>
    public void Hash(ReadOnlySpan<byte> text, Span<byte> hex)
    {
        ref IncrementalHash? place = ref _keyed[Environment.CurrentManagedThreadId & (_keyed.Length - 1)];
        if (Interlocked.Exchange(ref place, null) is not { } keyed)
        {
            // Another thread has it at the moment.
            RowRedaction.Hash(_bytes, text, hex);
            return;
        }
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        keyed.AppendData(text);
        keyed.GetHashAndReset(hash);
        Volatile.Write(ref place, keyed);
        Convert.TryToHexStringLower(hash[..(RowRedaction.HashLength / 2)], hex, out _);
    }

    /// <inheritdoc/>
    public override string ToString() => Id;

    // The hash of a text that everybody knows, and of that only a quarter: it tells whoever has no key less than any hashed value does.
    private static string DeriveId(byte[] bytes)
    {
        Span<byte> hex = stackalloc byte[RowRedaction.HashLength];
        RowRedaction.Hash(bytes, "ModelData redaction key"u8, hex);
        return System.Text.Encoding.ASCII.GetString(hex[..DerivedIdLength]);
    }

    private sealed class Read(string base64, string? id, RedactionKey key)
    {
        public string Base64 => base64;

        public string? Id => id;

        public RedactionKey Key => key;
    }
}
