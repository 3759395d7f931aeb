using System.Buffers;
using System.Security.Cryptography;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Completing;

/// <summary>The SHA-256 of one version of a file.</summary>
internal static class ContentHash
{
    private const int BytesPerRead = 4 * 1024 * 1024;

    /// <summary>Reads the file piece by piece under If-Match.</summary>
    /// <returns>64 lower-case hex digits.</returns>
    /// <exception cref="Azure.RequestFailedException">The file has another version by now.</exception>
    public static async Task<string> ComputeAsync(
        IDataBlobs blobs,
        BlobListing blob,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BytesPerRead, blob.Length));
        try
        {
            for (long offset = 0; offset < blob.Length; )
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(BytesPerRead, blob.Length - offset));
                await blobs.ReadAsync(blob.Name, offset, piece, blob.ETag, cancellationToken);
                hash.AppendData(piece.Span);
                offset += piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
