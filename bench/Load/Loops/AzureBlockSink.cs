using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace ModelData.Bench.Load.Loops;

/// <summary>Stages and commits blocks of one blob: the fewest calls that make bytes visible, with no condition on them.</summary>
internal sealed class AzureBlockSink(BlockBlobClient blob) : IBlockSink
{
    private readonly List<string> _ids = [];

    public static AzureBlockSink Create(string connectionString, string container, string name)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return new AzureBlockSink(new BlockBlobClient(connectionString, container, name, options));
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        MemoryMarshal.TryGetArray(block, out var array);
        using var content = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        string id = Convert.ToBase64String(
            Encoding.ASCII.GetBytes(_ids.Count.ToString("D8", CultureInfo.InvariantCulture))
        );
        await blob.StageBlockAsync(id, content, cancellationToken: cancellationToken);
        _ids.Add(id);
        await blob.CommitBlockListAsync(_ids, cancellationToken: cancellationToken);
    }
}
