namespace ModelData.Ingestion.Blobs;

/// <summary>
/// What a data file says of itself in its metadata. Anybody with rights can edit them: what cannot be read is unset, and decides nothing here.
/// </summary>
/// <param name="Schema">The hash of its schema, exact types included.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Copies">How many of them are counted in files of another format of the folder.</param>
/// <param name="LastRow">
/// When the hub got the latest event whose rows are in it (UTC, the hub's clock). Rows that a release before this one wrote do not count.
/// </param>
/// <param name="Rates">The rows by the rate at which they were collected; unset where their number is.</param>
/// <param name="IsClosed">Whether it takes no more rows.</param>
public sealed record DataFileFacts(
    string? Schema,
    long? Rows,
    long? Copies,
    DateTimeOffset? LastRow,
    RowsPerRate? Rates,
    bool IsClosed
)
{
    /// <summary>Reads metadata; those of a blob that no worker wrote yield <see langword="null"/>. Never throws, whatever they are.</summary>
    /// <param name="metadata">The metadata, with names in any case.</param>
    public static DataFileFacts? TryRead(IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        var texts = BlobMetadata.InAnyCase(metadata);
        if (!BlobMetadata.IsOurs(texts))
        {
            return null;
        }

        string? schema = texts.GetValueOrDefault(BlobMetadata.Schema);
        var rows = BlobMetadata.TryReadRows(texts);
        return new DataFileFacts(
            BlobMetadata.IsHash(schema) ? schema : null,
            rows,
            rows is null ? null : BlobMetadata.TryReadCopies(texts),
            BlobMetadata.ReadLast(texts),
            rows is null ? null : BlobMetadata.ReadRates(texts),
            BlobMetadata.IsClosed(texts)
        );
    }
}
