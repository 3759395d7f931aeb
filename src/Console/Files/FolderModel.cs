using ModelData.Console.Pages;
using ModelData.Operations.Files;

namespace ModelData.Console.Files;

/// <summary>A folder: names in it, or days, or the files of a day.</summary>
/// <param name="Path">The folder.</param>
public sealed record FolderModel(FolderPath Path)
{
    /// <summary>The segments of the folders in it; null when it has days or files.</summary>
    public Paged<string>? Folders { get; init; }

    /// <summary>Its days, the newest first; null when it has names or files.</summary>
    public Paged<FolderStatus>? Days { get; init; }

    /// <summary>The day, with how complete it is; null when it has names or days, or nothing at all.</summary>
    public FolderStatus? Day { get; init; }

    /// <summary>The files of the day.</summary>
    public IReadOnlyList<DataFile> Files { get; init; } = [];

    /// <summary>Whether there are more folders than are listed.</summary>
    public bool IsCut { get; init; }
}
