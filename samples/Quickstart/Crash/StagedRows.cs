using ModelData.Testing;

namespace Quickstart.Crash;

/// <summary>Counts the rows of each blob's last staged block as it passes the proxy.</summary>
internal sealed class StagedRows
{
    private readonly Dictionary<string, int> _rows = [];
    private readonly Lock _gate = new();

    /// <summary>Watches a proxy.</summary>
    public void Watch(BlobFaultProxy proxy, Func<BlobRequest, bool> isData) =>
        proxy.Arm(
            request => request.Operation == BlobOperation.StageBlock && isData(request),
            new BlobFault { BodyTap = Count },
            times: int.MaxValue
        );

    /// <summary>The rows in the block that was staged last for a blob.</summary>
    public int Of(string blobName)
    {
        lock (_gate)
        {
            return _rows.GetValueOrDefault(blobName);
        }
    }

    /// <summary>The block of a blob is in the file now.</summary>
    public void Clear(string blobName)
    {
        lock (_gate)
        {
            _rows.Remove(blobName);
        }
    }

    private void Count(BlobRequest request, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            // A new file's first block starts with the header line, which is no row.
            var isHeader = !_rows.ContainsKey(request.BlobName) && bytes.Span.StartsWith("$Timestamp"u8);
            _rows[request.BlobName] =
                _rows.GetValueOrDefault(request.BlobName) + bytes.Span.Count((byte)'\n') - (isHeader ? 1 : 0);
        }
    }
}
