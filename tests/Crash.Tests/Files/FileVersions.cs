using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Files;

/// <summary>
/// Reads every version of every Parquet file, before the next one can replace it: each must be whole, and have as many rows as its
/// metadata says. Commits of a file that come from several workers pass one after the other. Thread-safe.
/// </summary>
internal sealed class FileVersions(string connectionString)
{
    private const int AtMost = 20;
    private readonly BlobServiceClient _service = new(connectionString);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _files = new();
    private readonly ConcurrentQueue<string> _damage = new();
    private int _checked;

    /// <summary>How many versions were read.</summary>
    public int Checked => Volatile.Read(ref _checked);

    /// <summary>What was wrong with them, at most the first few.</summary>
    public IReadOnlyCollection<string> Damage => _damage;

    /// <summary>Reads what every commit that passes a proxy makes.</summary>
    public void Watch(BlobFaultProxy proxy) => proxy.Around = AroundAsync;

    private async Task AroundAsync(BlobRequest request, Func<Task<int>> passOn)
    {
        if (request.Operation != BlobOperation.CommitBlockList || !DataFormat.Parquet.IsFormatOf(request.BlobName))
        {
            await passOn();
            return;
        }

        var file = _files.GetOrAdd(request.BlobName, _ => new SemaphoreSlim(1));
        await file.WaitAsync();
        try
        {
            if (await passOn() == 201)
            {
                await CheckAsync(request);
            }
        }
        finally
        {
            file.Release();
        }
    }

    private async Task CheckAsync(BlobRequest request)
    {
        var blob = _service.GetBlobContainerClient(request.Container).GetBlobClient(request.BlobName);
        BlobDownloadResult version = await blob.DownloadContentAsync();
        var damage = new List<string>();
        int rows = ParquetRows.Read(version.Content, damage).Count;
        string expected = version.Details.Metadata.TryGetValue("rows", out string? text) ? text : "none";
        if ($"{rows}" != expected)
        {
            damage.Add($"{rows} rows, its metadata says {expected}");
        }

        int number = Interlocked.Increment(ref _checked);
        foreach (string problem in damage.Where(_ => _damage.Count < AtMost))
        {
            _damage.Enqueue($"{request.BlobName}, version {number}: {problem}");
        }
    }
}
