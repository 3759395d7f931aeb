using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Cli.Files;
using Parquet;
using Parquet.Schema;

namespace ModelData.Cli.Tail;

/// <summary>
/// How far a Parquet file was read, in rows: a commit may merge row groups at its end, and keeps the order of the rows. Of each version the footer is read,
/// and those row groups that have rows behind what was read.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class FollowedParquet(string path) : IFollowedFile
{
    private const int BufferBytes = 256 * 1024;

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private string _version = "";
    private long _read;

    public string Path => path;

    public ReadOnlyMemory<byte> Header { get; private set; }

    public async Task SkipAsync(BlobContainerClient container, DataFile file, CancellationToken cancellationToken)
    {
        _read = file.Facts?.Rows ?? await CountAsync(container, file, cancellationToken);
        _version = file.ETag;
    }

    public bool HasChanged(DataFile file) => file.ETag != _version;

    public bool IsReplaced(DataFile file)
    {
        if (file.Facts?.Rows is not { } rows || rows >= _read)
        {
            return false;
        }
        (_version, _read) = (file.ETag, rows);
        return true;
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        BlobContainerClient container,
        DataFile file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using Stream stream = await OpenAsync(container, file, cancellationToken);
        await using ParquetReader reader = await OpenAsync(stream, cancellationToken);
        DataField[] columns = reader.Schema.GetDataFields();
        if (!columns.All(column => column is { MaxRepetitionLevel: 0, MaxDefinitionLevel: <= 1 }))
        {
            throw new CommandFailedException($"{path} has columns that are no single values: no worker wrote it.");
        }
        Header = Line(columns.Select(column => column.Name));
        long before = 0;
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
            long first = Math.Max(0, _read - before);
            before += group.RowCount;
            if (first < group.RowCount)
            {
                ReadOnlyMemory<byte> rows = await UnderstandAsync(() =>
                    ReadAsync(group, columns, (int)first, cancellationToken)
                );
                _read = before;
                yield return rows;
            }
        }
        (_version, _read) = (file.ETag, before);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(
        ParquetRowGroupReader group,
        DataField[] columns,
        int first,
        CancellationToken cancellationToken
    )
    {
        var values = new List<string[]>();
        foreach (DataField column in columns)
        {
            values.Add(await ColumnText.ReadAsync(group, column, (int)group.RowCount, cancellationToken));
        }
        var lines = new ArrayBufferWriter<byte>();
        for (int row = first; row < group.RowCount; row++)
        {
            lines.Write(Line(values.Select(column => column[row])).Span);
        }
        return lines.WrittenMemory;
    }

    private async Task<long> CountAsync(
        BlobContainerClient container,
        DataFile file,
        CancellationToken cancellationToken
    )
    {
        await using Stream stream = await OpenAsync(container, file, cancellationToken);
        await using ParquetReader reader = await OpenAsync(stream, cancellationToken);
        long rows = 0;
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
            rows += group.RowCount;
        }
        return rows;
    }

    private Task<Stream> OpenAsync(BlobContainerClient container, DataFile file, CancellationToken cancellationToken) =>
        container
            .GetBlobClient(path)
            .OpenReadAsync(
                new BlobOpenReadOptions(allowModifications: false)
                {
                    BufferSize = BufferBytes,
                    Conditions = new BlobRequestConditions { IfMatch = new ETag(file.ETag) },
                },
                cancellationToken
            );

    private Task<ParquetReader> OpenAsync(Stream stream, CancellationToken cancellationToken) =>
        UnderstandAsync(() => ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken));

    private async Task<T> UnderstandAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e)
            when (e is not OperationCanceledException && (e.InnerException ?? e) is not RequestFailedException)
        {
            // The bytes are anybody's, and the library has many ways to say that it does not understand them.
            throw new CommandFailedException($"{path} is no Parquet file that can be read: {e.Message}", e);
        }
    }

    private static ReadOnlyMemory<byte> Line(IEnumerable<string> values) =>
        Encoding.UTF8.GetBytes(string.Join(',', values.Select(Field)) + "\n");

    private static string Field(string value) =>
        value.AsSpan().ContainsAny(Quoted) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
