using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ModelData.Ingestion.Model;

/// <summary>
/// One life of a hub: deleted and created again, it starts its sequence numbers anew, and positions of the former life mean nothing.
/// </summary>
/// <param name="Namespace">The namespace's host, lower case; every loopback name is <c>localhost</c>.</param>
/// <param name="Hub">The hub, lower case.</param>
/// <param name="CreatedAt">When the hub was created.</param>
internal sealed record HubIncarnation(string Namespace, string Hub, DateTimeOffset CreatedAt)
{
    /// <summary>The incarnation as it stands in <c>seq</c> metadata and dead letter names: 64 bits of a SHA-256.</summary>
    public ulong Id { get; } = Hash(Namespace, Hub, CreatedAt);

    /// <summary>The hub in all its lives.</summary>
    public string Name => $"{Namespace}/{Hub}";

    public string Text => Id.ToString("x16", CultureInfo.InvariantCulture);

    public static HubIncarnation Create(string host, string hub, DateTimeOffset createdAt)
    {
        bool isLoopback =
            host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return new(isLoopback ? "localhost" : host.ToLowerInvariant(), hub.ToLowerInvariant(), createdAt);
    }

    private static ulong Hash(string host, string hub, DateTimeOffset createdAt)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{host}\n{hub}\n{createdAt.ToUnixTimeMilliseconds()}"
        );
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
