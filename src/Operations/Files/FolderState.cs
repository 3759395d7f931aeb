namespace ModelData.Operations.Files;

/// <summary>How far the day of a folder has come.</summary>
public enum FolderState
{
    /// <summary>There is no manifest, or one of a day that is not over: rows are still expected.</summary>
    Open,

    /// <summary>The files are exactly those of the manifest.</summary>
    Complete,

    /// <summary>The files have changed since the manifest: late rows, or a file that somebody touched.</summary>
    Changed,

    /// <summary>There is a manifest that this version cannot read.</summary>
    Unreadable,
}
