using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Parquet;
using Parquet.Schema;

namespace ModelData.Operations.Files;

/// <summary>The columns and the first rows of a Parquet file: its footer and the first row groups are read, not the whole file.</summary>
public sealed record ParquetHead(IReadOnlyList<DataField> Columns, long Rows, IReadOnlyList<string[]> FirstRows)
{
    private const int Attempts = 10;
    private const int BufferBytes = 256 * 1024;

    /// <summary>Columns of a row group are read as a whole: a stranger's file must not fill the memory.</summary>
    private const int MaxRowsOfGroup = 4 * 1024 * 1024;

    /// <summary>Reads a file at one version: the worker replaces the footer with each commit, and then reading begins again.</summary>
    /// <exception cref="CommandFailedException">It is no Parquet file, or changes all the time.</exception>
    public static async Task<ParquetHead> ReadAsync(BlobClient blob, int rows, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                return await ReadVersionAsync(blob, rows, cancellationToken);
            }
            catch (Exception e) when (IsChanged(e))
            {
                // Begin again.
            }
        }
        throw new CommandFailedException($"{blob.Name} was written to at each attempt: copy it with get --snapshot.");
    }

    private static async Task<ParquetHead> ReadVersionAsync(
        BlobClient blob,
        int rows,
        CancellationToken cancellationToken
    )
    {
        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        var options = new BlobOpenReadOptions(allowModifications: false)
        {
            BufferSize = BufferBytes,
            Conditions = new BlobRequestConditions { IfMatch = properties.ETag },
        };
        await using Stream stream = await blob.OpenReadAsync(options, cancellationToken);
        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(
                stream,
                cancellationToken: cancellationToken
            );
            return await ReadAsync(reader, rows, cancellationToken);
        }
        catch (Exception e) when (e is not (RequestFailedException or OperationCanceledException) && !IsChanged(e))
        {
            // The bytes are anybody's, and the library has many ways to say that it does not understand them.
            throw new CommandFailedException($"{blob.Name} is no Parquet file that can be read: {e.Message}", e);
        }
    }

    private static bool IsChanged(Exception exception) =>
        (exception.InnerException ?? exception) is RequestFailedException { Status: 412 };

    private static async Task<ParquetHead> ReadAsync(
        ParquetReader reader,
        int rows,
        CancellationToken cancellationToken
    )
    {
        DataField[] columns = reader.Schema.GetDataFields();
        bool isFlat = columns.All(column => column is { MaxRepetitionLevel: 0, MaxDefinitionLevel: <= 1 });
        long total = 0;
        var first = new List<string[]>();
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
            total += group.RowCount;
            int count = (int)Math.Min(group.RowCount, rows - first.Count);
            if (count <= 0 || !isFlat || group.RowCount > MaxRowsOfGroup)
            {
                continue;
            }
            var values = new List<string[]>();
            foreach (DataField column in columns)
            {
                values.Add(await ColumnText.ReadAsync(group, column, count, cancellationToken));
            }
            first.AddRange(Enumerable.Range(0, count).Select(row => values.Select(column => column[row]).ToArray()));
        }
        return new ParquetHead(columns, total, first);
    }
}
