using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Blobs;

namespace ModelData.Operations.Files;

/// <summary>A blob of a folder that the layout understands: a data file, or a document about the folder.</summary>
/// <param name="Path">The blob's name.</param>
/// <param name="Location">What the name says.</param>
/// <param name="ETag">Its version, without quotes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="LastModified">When it was last written.</param>
/// <param name="Facts">What a data file says of itself; null when no worker wrote it.</param>
public sealed record DataFile(
    string Path,
    BlobLocation Location,
    string ETag,
    long Bytes,
    DateTimeOffset? LastModified,
    DataFileFacts? Facts
)
{
    /// <summary>Accounts with a hierarchical namespace list their folders as blobs with this metadata.</summary>
    private const string FolderKey = "hdi_isfolder";

    /// <summary>The folder, as the blob's name has it.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];

    public bool IsData => DataFileName.TryParse(Location.FileName, out _);

    public bool IsManifest => Location.FileName == FolderManifest.FileName;

    /// <summary>Whether the layout has such a file: nobody else's file is listed or copied.</summary>
    public bool IsKnown => IsData || IsManifest || Location.FileName == FolderSchemas.FileName;

    /// <summary>Understands a listed blob; null when it is not one of the layout.</summary>
    public static DataFile? From(BlobItem blob)
    {
        IDictionary<string, string> metadata = blob.Metadata ?? new Dictionary<string, string>();
        if (!BlobLayout.TryParse(blob.Name, out BlobLocation? location) || IsFolder(metadata))
        {
            return null;
        }
        var file = new DataFile(
            blob.Name,
            location,
            blob.Properties.ETag?.ToString().Trim('"') ?? "",
            blob.Properties.ContentLength ?? 0,
            blob.Properties.LastModified,
            DataFileFacts.TryRead(metadata)
        );
        return file.IsKnown ? file : null;
    }

    private static bool IsFolder(IDictionary<string, string> metadata) =>
        metadata.Any(pair =>
            pair.Key.Equals(FolderKey, StringComparison.OrdinalIgnoreCase)
            && pair.Value.Equals("true", StringComparison.OrdinalIgnoreCase)
        );
}
