namespace ModelData.Operations.Files;

/// <summary>A folder with its manifest beside its files.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Location">Its address and day.</param>
/// <param name="State">What is known.</param>
/// <param name="Detail">Why it is not complete; empty when it is.</param>
/// <param name="Files">The number of its data files.</param>
/// <param name="Bytes">The bytes of its data files.</param>
/// <param name="Manifest">The manifest, where it can be read.</param>
public sealed record FolderStatus(
    string Path,
    BlobLocation Location,
    FolderState State,
    string Detail,
    int Files,
    long Bytes,
    FolderManifest? Manifest
)
{
    /// <summary>Compares a folder's files with its manifest.</summary>
    /// <param name="files">All files of one folder; at least one.</param>
    /// <param name="manifest">The bytes of the manifest; null when there is none.</param>
    public static FolderStatus Of(IReadOnlyList<DataFile> files, ReadOnlyMemory<byte>? manifest)
    {
        DataFile any = files[0];
        List<DataFile> data = [.. files.Where(file => file.IsData)];
        FolderManifest? read = null;
        bool isReadable =
            manifest is { } bytes
            && FolderManifest.TryRead(bytes.Span, out read)
            && (read.Address, read.Day) == (any.Location.Address, any.Location.Day);
        (FolderState State, string Detail) found = (manifest, isReadable) switch
        {
            (null, _) => (FolderState.Open, "no manifest yet"),
            (_, false) => (FolderState.Unreadable, "the manifest is of another version, damaged, or of another folder"),
            _ when IsBeforeEnd(read!) => (FolderState.Open, "the manifest is one of the day's first hours"),
            _ when Difference(data, read!) is { } difference => (FolderState.Changed, difference),
            _ => (FolderState.Complete, ""),
        };
        return new FolderStatus(
            any.Folder,
            any.Location,
            found.State,
            found.Detail,
            data.Count,
            data.Sum(file => file.Bytes),
            isReadable ? read : null
        );
    }

    // A worker may write a manifest every hour.
    private static bool IsBeforeEnd(FolderManifest manifest) =>
        manifest.CompleteAt < new DateTimeOffset(manifest.Day, TimeOnly.MinValue, TimeSpan.Zero).AddDays(1);

    private static string? Difference(List<DataFile> data, FolderManifest manifest)
    {
        Dictionary<string, FolderFile> listed = manifest.Files.ToDictionary(file => file.Name.ToString());
        foreach (DataFile file in data)
        {
            string name = file.Location.FileName;
            if (!listed.Remove(name, out FolderFile? known))
            {
                return $"{name} is new";
            }
            if (known.Bytes != file.Bytes)
            {
                return $"{name} has {file.Bytes} bytes, not {known.Bytes}";
            }
            if (known.ETag != file.ETag)
            {
                return $"{name} was written again";
            }
        }
        return listed.Count == 0 ? null : $"{listed.Keys.Order(StringComparer.Ordinal).First()} is missing";
    }
}
