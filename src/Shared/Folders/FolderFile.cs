namespace ModelData;

/// <summary>A data file as a <see cref="FolderManifest"/> lists it: one version of it, with its content's fingerprint.</summary>
/// <param name="Name">The name in the folder; its extension, <c>csv</c> or <c>parquet</c>, is the format.</param>
/// <param name="SchemaHash">The schema of its rows: <see cref="FeatureSchema.Hash"/>, of a Parquet file <see cref="FeatureSchema.TypedHash"/>.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Bytes">The length.</param>
/// <param name="Sha256">The SHA-256 of the content: 64 lower-case hex digits.</param>
/// <param name="ETag">The version of the blob. Quotes around it are not part of it: headers have them, listings do not.</param>
public sealed record FolderFile(DataFileName Name, string SchemaHash, long Rows, long Bytes, string Sha256, string ETag)
{
    private const int MaxETagLength = 256;

    /// <summary>How many of the rows are in a file of another format as well, and counted there: at most <see cref="Rows"/>. Default: none.</summary>
    public long Copies { get; init; }

    /// <summary>
    /// The rows by the rates at which they were collected: <see cref="Rows"/> in all. <see langword="null"/>: all of them at 1, no samples were taken.
    /// </summary>
    public RowsPerRate? RowsPerRate { get; init; }

    private readonly string _etag = Unquoted(ETag);

    /// <summary>The version of the blob, without quotes.</summary>
    public string ETag
    {
        get => _etag;
        init => _etag = Unquoted(value);
    }

    /// <summary>What is wrong, for a person; null when nothing is.</summary>
    internal string? Problem()
    {
        if (Name.Extension is not ("csv" or "parquet"))
        {
            return "The format of a file is neither csv nor parquet.";
        }
        if (!HexText.IsHex(SchemaHash, 16) || (Name.SchemaHash is { } hash && hash != SchemaHash))
        {
            return "The schema of a file is not 16 lower-case hex digits, or not the one in its name.";
        }
        if (Rows < 0 || Bytes < 0 || Copies < 0 || Copies > Rows)
        {
            return "A file has less than nothing, or more copies than rows.";
        }
        if (RowsPerRate is { } rates && rates.Rows != Rows)
        {
            return "A file has more or fewer rows than it has by rates.";
        }
        if (!HexText.IsHex(Sha256, 64))
        {
            return "The SHA-256 of a file is not 64 lower-case hex digits.";
        }
        return ETag.Length is 0 or > MaxETagLength || ETag.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? "The ETag of a file is missing, too long or no plain text."
            : null;
    }

    private static string Unquoted(string etag)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return etag.Trim('"');
    }
}
