using ModelData.Console.Pages;
using ModelData.Console.Services;

namespace ModelData.Console.Files;

/// <summary>Where the pages of folders and files are.</summary>
internal static class FileLinks
{
    public const string Browse = "/files";
    public const string One = "/files/file";
    public const string Download = "/files/download";

    public static Query OfFolder(string path) => new(Browse, [("path", path)]);

    public static Query OfFile(string path) => new(One, [("path", path)]);

    public static Query OfDownload(string path) => new(Download, [("path", path)]);

    public static Query OfAddress(CollectionAddress address) => OfFolder(address.Path);

    public static Query OfService(ServiceRow service) => OfFolder(service.Service.ToString());
}
