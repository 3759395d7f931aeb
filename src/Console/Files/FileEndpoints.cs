using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ModelData.Console.Pages;
using ModelData.Operations.Files;

namespace ModelData.Console.Files;

/// <summary>Folders, files, their first rows, and copies of them.</summary>
internal static class FileEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet(
                FileLinks.Browse,
                async (HttpContext http, ConsolePlaces places, string? path, int? page) =>
                    Page.Of<FolderPage>(
                        http,
                        await FolderReader.ReadAsync(
                            places.Pipeline.Data,
                            FolderPath.Parse(path),
                            page,
                            http.RequestAborted
                        )
                    )
            )
            .RequireAuthorization(ConsoleRights.Read);
        endpoints
            .MapGet(
                FileLinks.One,
                async (HttpContext http, ConsolePlaces places, string? path) =>
                    Page.Of<FilePage>(
                        http,
                        await FileReader.ReadAsync(
                            places.Pipeline.Data,
                            path,
                            http.User.HasClaim(ConsoleRights.Claim, ConsoleRights.Preview),
                            http.RequestAborted
                        )
                    )
            )
            .RequireAuthorization(ConsoleRights.Read);
        endpoints.MapGet(FileLinks.Download, DownloadAsync).RequireAuthorization(ConsoleRights.Preview);
    }

    // One version, whatever is written meanwhile; a browser saves it, and never shows it as a page of this address.
    private static async Task<IResult> DownloadAsync(HttpContext http, ConsolePlaces places, string? path)
    {
        BlobContainerClient data = places.Pipeline.Data;
        DataFile file = await FileReader.FindAsync(data, path, http.RequestAborted);
        BlobDownloadStreamingResult content = await data.GetBlobClient(file.Path)
            .DownloadStreamingAsync(cancellationToken: http.RequestAborted);
        http.Response.ContentLength = content.Details.ContentLength;
        return TypedResults.Stream(content.Content, "application/octet-stream", NameOf(file));
    }

    // Each name is escaped as in the layout, so that any file system takes it.
    private static string NameOf(DataFile file)
    {
        const int Longest = 200;
        CollectionAddress address = file.Location.Address;
        string names = $"{PathSegment.Escape(address.Model)}-{PathSegment.Escape(address.Identifier)}";
        string name = FormattableString.Invariant($"{names}-{file.Location.Day:yyyy-MM-dd}-{file.Location.FileName}");
        return name.Length > Longest ? name[^Longest..] : name;
    }
}
