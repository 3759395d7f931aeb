using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ModelData;

/// <summary>
/// SHA-256 over netstrings (<c>&lt;bytes&gt;:&lt;UTF-8&gt;</c>), so that no two lists of names give the same input, in any language, in three lines.
/// </summary>
internal ref struct NetstringHash : IDisposable
{
    private readonly IncrementalHash _hash;

    public NetstringHash() => _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public readonly void Append(string text)
    {
        Span<byte> buffer = stackalloc byte[512];
        int size = Encoding.UTF8.GetByteCount(text);
        Utf8Formatter.TryFormat(size, buffer, out int written);
        buffer[written++] = (byte)':';
        if (size <= buffer.Length - written)
        {
            written += Encoding.UTF8.GetBytes(text, buffer[written..]);
            _hash.AppendData(buffer[..written]);
            return;
        }
        _hash.AppendData(buffer[..written]);
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    public readonly void AppendByte(byte value) => _hash.AppendData([value]);

    /// <summary>The first bytes of the hash as lower-case hex digits.</summary>
    public readonly string ToHex(int bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash[..bytes]);
    }

    public readonly void Dispose() => _hash.Dispose();
}
