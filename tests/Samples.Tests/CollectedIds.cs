using Azure.Storage.Blobs;

namespace ModelData.Samples;

/// <summary>The correlation ids of the rows in the data files of a container. No value of these rows holds a comma.</summary>
internal sealed class CollectedIds(BlobContainerClient container)
{
    public async Task<List<string>> ReadAsync(string identifier)
    {
        var ids = new List<string>();
        if (!await container.ExistsAsync())
        {
            return ids;
        }
        await foreach (var blob in container.GetBlobsAsync())
        {
            if (blob.Name.Contains($"/{identifier}/") && blob.Name.EndsWith(".csv", StringComparison.Ordinal))
            {
                var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
                string[] lines = content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
                ids.AddRange(lines.Skip(1).Select(line => line.Split(',')[1]));
            }
        }
        return ids;
    }
}
