using CsvHelper;
using Parquet;
using Parquet.Schema;

namespace ModelData.Bench.Load.Peers;

/// <summary>Gathers rows in columns, three of text and the others of numbers, and writes them with Parquet.Net.</summary>
internal sealed class PlainParquet
{
    private const int TextColumns = 3;

    private readonly List<string>[] _texts =
    [
        [],
        [],
        [],
    ];
    private List<double>[] _numbers = [];
    private string[] _header = [];

    /// <summary>A column of text of one row group.</summary>
    public static async Task<string?[]> ReadTextsAsync(
        ParquetReader reader,
        int group,
        DataField field,
        CancellationToken cancellationToken
    )
    {
        using var rows = reader.OpenRowGroupReader(group);
        string?[] texts = new string?[rows.RowCount];
        await rows.ReadAsync(field, texts.AsMemory()!, cancellationToken: cancellationToken);
        return texts;
    }

    public void AddHeader(string[] names)
    {
        if (_header.Length == 0)
        {
            _header = names;
            _numbers = [.. names.Skip(TextColumns).Select(_ => new List<double>())];
        }
    }

    public void AddRow(CsvReader row)
    {
        for (int i = 0; i < row.FieldCount; i++)
        {
            if (i < TextColumns)
            {
                _texts[i].Add(row.GetString(i));
            }
            else
            {
                _numbers[i - TextColumns].Add(row.Parse<double>(i));
            }
        }
    }

    /// <summary>A whole file, at the start of a stream.</summary>
    public async Task<MemoryStream> ToFileAsync(CancellationToken cancellationToken)
    {
        DataField[] fields =
        [
            .. _header.Select(
                (name, i) => i < TextColumns ? (DataField)new DataField<string>(name) : new DataField<double>(name)
            ),
        ];
        var file = new MemoryStream();
        await using (
            var writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(fields),
                file,
                cancellationToken: cancellationToken
            )
        )
        {
            using var group = writer.CreateRowGroup();
            for (int i = 0; i < fields.Length; i++)
            {
                if (i < TextColumns)
                {
                    await group.WriteAsync(fields[i], _texts[i]);
                }
                else
                {
                    double[] numbers = [.. _numbers[i - TextColumns]];
                    await group.WriteAsync<double>(fields[i], numbers.AsMemory(), cancellationToken: cancellationToken);
                }
            }
        }

        file.Position = 0;
        return file;
    }
}
