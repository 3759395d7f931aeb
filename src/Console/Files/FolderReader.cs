using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Console.Pages;
using ModelData.Operations.Files;

namespace ModelData.Console.Files;

/// <summary>Reads what is in a folder.</summary>
internal static class FolderReader
{
    private const int FoldersOfPage = 200;
    private const int DaysOfPage = 31;

    // Of names in one folder; more than that nobody reads.
    private const int MostFolders = 20_000;

    /// <summary>As many names as a workspace has: while there is but one of each, they are passed.</summary>
    private const int Passed = 3;

    public static Task<FolderModel> ReadAsync(
        BlobContainerClient data,
        FolderPath path,
        int? page,
        CancellationToken cancellationToken
    ) =>
        path.Segments.Count < FolderPath.OfAddress ? ReadNamesAsync(data, path, page, cancellationToken)
        : path.Segments.Count < FolderPath.OfDay ? ReadDaysAsync(data, path, page, cancellationToken)
        : ReadDayAsync(data, path, cancellationToken);

    private static async Task<FolderModel> ReadNamesAsync(
        BlobContainerClient data,
        FolderPath path,
        int? page,
        CancellationToken cancellationToken
    )
    {
        bool isPassing = path.Segments.Count == 0;
        while (true)
        {
            (List<string> names, bool isCut) = await ListAsync(data, path, cancellationToken);
            if (isPassing && names.Count == 1 && path.Segments.Count < Passed)
            {
                path = path.In(names[0]);
                continue;
            }
            return new FolderModel(path) { Folders = Paged.Of(names, page, FoldersOfPage), IsCut = isCut };
        }
    }

    private static async Task<(List<string> Names, bool IsCut)> ListAsync(
        BlobContainerClient data,
        FolderPath path,
        CancellationToken cancellationToken
    )
    {
        var names = new List<string>();
        var found = data.GetBlobsByHierarchyAsync(
            BlobTraits.None,
            BlobStates.None,
            "/",
            path.Prefix,
            cancellationToken
        );
        await foreach (BlobHierarchyItem it in found)
        {
            if (!it.IsPrefix)
            {
                continue;
            }
            string name = it.Prefix[path.Prefix.Length..].TrimEnd('/');
            // What is somebody else's is not listed.
            if (!PathSegment.TryUnescape(name, out _))
            {
                continue;
            }
            if (names.Count == MostFolders)
            {
                return (names, true);
            }
            names.Add(name);
        }
        return (names, false);
    }

    private static async Task<FolderModel> ReadDaysAsync(
        BlobContainerClient data,
        FolderPath path,
        int? page,
        CancellationToken cancellationToken
    )
    {
        List<DataFile> files = await FolderListing.ReadAsync(data, path.Prefix, cancellationToken);
        List<IGrouping<string, DataFile>> folders =
        [
            .. files
                .GroupBy(it => it.Folder, StringComparer.Ordinal)
                .OrderByDescending(it => it.First().Location.Day)
                .ThenBy(it => it.Key, StringComparer.Ordinal),
        ];
        Paged<IGrouping<string, DataFile>> shown = Paged.Of(folders, page, DaysOfPage);
        FolderStatus[] days = await Task.WhenAll(shown.Items.Select(it => StatusAsync(data, it, cancellationToken)));
        return new FolderModel(path) { Days = new Paged<FolderStatus>(days, shown.Number, shown.Pages, shown.Total) };
    }

    private static async Task<FolderModel> ReadDayAsync(
        BlobContainerClient data,
        FolderPath path,
        CancellationToken cancellationToken
    )
    {
        List<DataFile> files = await FolderListing.ReadAsync(data, path.Prefix, cancellationToken);
        return new FolderModel(path)
        {
            Day = files.Count == 0 ? null : await StatusAsync(data, files, cancellationToken),
            Files = [.. files.Where(it => it.IsData)],
        };
    }

    private static async Task<FolderStatus> StatusAsync(
        BlobContainerClient data,
        IEnumerable<DataFile> folder,
        CancellationToken cancellationToken
    )
    {
        List<DataFile> files = [.. folder];
        DataFile? manifest = files.Find(it => it.IsManifest);
        return FolderStatus.Of(
            files,
            manifest is null
                ? null
                : await FolderStatusReader.ReadManifestAsync(data.GetBlobClient(manifest.Path), cancellationToken)
        );
    }
}
