using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Cli.Files;

/// <summary>
/// Finds the folders of a few days by the names above them, level by level: however many days lie there, only those asked for are listed.
/// </summary>
internal sealed class FolderFinder(BlobContainerClient container, FileFilter filter)
{
    /// <summary>Finds the addresses that are selected, as prefixes that end in a slash.</summary>
    public async Task<List<string>> FindAddressesAsync(CancellationToken cancellationToken)
    {
        List<string> prefixes = [""];
        foreach (
            string? name in (string?[])
                [
                    filter.Subscription,
                    filter.ResourceGroup,
                    filter.Workspace,
                    filter.WebService,
                    filter.Model,
                    filter.Version,
                    filter.Identifier,
                ]
        )
        {
            var next = new List<string>();
            foreach (string prefix in prefixes)
            {
                if (name is not null)
                {
                    next.Add($"{prefix}{PathSegment.Escape(name)}/");
                    continue;
                }
                await foreach (
                    BlobHierarchyItem item in container.GetBlobsByHierarchyAsync(
                        BlobTraits.None,
                        BlobStates.None,
                        "/",
                        prefix,
                        cancellationToken
                    )
                )
                {
                    if (item.IsPrefix)
                    {
                        next.Add(item.Prefix);
                    }
                }
            }
            prefixes = next;
        }
        return prefixes;
    }

    /// <summary>The files of one day of an address, whether its folders are padded or not.</summary>
    public async Task<List<DataFile>> ListAsync(string address, DateOnly day, CancellationToken cancellationToken)
    {
        List<DataFile> files = await FolderListing.ReadAsync(
            container,
            $"{address}{day:yyyy}/{day:MM}/{day:dd}/",
            cancellationToken
        );
        string plain = $"{address}{day.Year}/{day.Month}/{day.Day}/";
        if (day.Month < 10 || day.Day < 10)
        {
            files.AddRange(await FolderListing.ReadAsync(container, plain, cancellationToken));
        }
        return files;
    }
}
