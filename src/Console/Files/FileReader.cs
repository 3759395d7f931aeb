using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Operations.Files;

namespace ModelData.Console.Files;

/// <summary>Reads what a data file says of itself, and its first rows.</summary>
internal static class FileReader
{
    private const int Rows = 20;

    /// <summary>Wider and longer ones are for a copy.</summary>
    private const int MostColumns = 100;
    private const int LongestValue = 200;

    /// <summary>Finds a data file of the layout.</summary>
    /// <exception cref="CommandFailedException">There is none of this name.</exception>
    public static async Task<DataFile> FindAsync(
        BlobContainerClient data,
        string? path,
        CancellationToken cancellationToken
    )
    {
        int slash = path?.LastIndexOf('/') ?? -1;
        List<DataFile> files =
            slash > 0 && BlobLayout.TryParse(path, out _)
                ? await FolderListing.ReadAsync(data, path![..(slash + 1)], cancellationToken)
                : [];
        return files.Find(it => it.Path == path && it.IsKnown)
            ?? throw new CommandFailedException("There is no such file: it may be gone since it was listed.");
    }

    public static async Task<FileModel> ReadAsync(
        BlobContainerClient data,
        string? path,
        bool hasRows,
        CancellationToken cancellationToken
    )
    {
        DataFile file = await FindAsync(data, path, cancellationToken);
        var folder = FolderPath.Parse(file.Folder);
        IReadOnlyList<FileColumn>? columns = await ReadColumnsAsync(data, file, cancellationToken);
        if (!hasRows || !file.IsData)
        {
            return new FileModel(folder, file, columns, null, null);
        }
        try
        {
            BlobClient blob = data.GetBlobClient(file.Path);
            if (file.Path.EndsWith(".parquet", StringComparison.Ordinal))
            {
                ParquetHead head = await ParquetHead.ReadAsync(blob, Rows, cancellationToken);
                columns ??= [.. head.Columns.Select(it => new FileColumn(it.Name, ColumnText.TypeName(it), null))];
                return new FileModel(
                    folder,
                    file,
                    columns,
                    Cut([.. head.Columns.Select(it => it.Name)], head.FirstRows),
                    null
                );
            }
            ReadOnlyMemory<byte> csv = await CsvHead.ReadAsync(blob, Rows, cancellationToken);
            FileHead table = CsvTable.Read(csv.Span);
            return new FileModel(folder, file, columns, Cut(table.Columns, table.Rows), null);
        }
        catch (CommandFailedException e)
        {
            return new FileModel(folder, file, columns, null, e.Message);
        }
    }

    private static FileHead Cut(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows) =>
        new(Cut(columns), [.. rows.Select(Cut)]);

    private static IReadOnlyList<string> Cut(IReadOnlyList<string> values) => [.. values.Take(MostColumns).Select(Cut)];

    private static string Cut(string value) =>
        value.Length <= LongestValue
            ? value
            : $"{value[..(char.IsHighSurrogate(value[LongestValue - 1]) ? LongestValue - 1 : LongestValue)]}…";

    private static async Task<IReadOnlyList<FileColumn>?> ReadColumnsAsync(
        BlobContainerClient data,
        DataFile file,
        CancellationToken cancellationToken
    )
    {
        if (file.Facts?.Schema is not { } hash)
        {
            return null;
        }
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(0, FolderSchemas.MaxBytes) };
            BlobDownloadResult document = await data.GetBlobClient($"{file.Folder}/{FolderSchemas.FileName}")
                .DownloadContentAsync(options, cancellationToken);
            return
                FolderSchemas.TryRead(document.Content.ToMemory().Span, out FolderSchemas? schemas)
                && schemas.Schemas.FirstOrDefault(it => it.Schema.Hash == hash || it.Schema.TypedHash == hash)
                    is { } found
                ? [.. found.Schema.Columns.Select(Describe)]
                : null;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 416)
        {
            return null;
        }
    }

    private static FileColumn Describe(FeatureColumn column) =>
        new(
            column.Name,
            column.IsUntyped ? "not known" : column.Exact?.ToString() ?? column.Type.ToString().ToLowerInvariant(),
            column.Redaction?.ToString().ToLowerInvariant()
        );
}
