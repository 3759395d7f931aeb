using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using CsvHelper;

namespace ModelData.Bench.Load.Peers;

/// <summary>Reads the rows of events with CsvHelper, and writes them with it.</summary>
internal sealed class PlainCsv : IDisposable
{
    private static readonly CsvReaderOptions ReaderOptions = new() { Separator = ',' };
    private static readonly CsvWriterOptions WriterOptions = new() { NewLine = "\n" };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly MemoryStream _bytes = new();
    private readonly CsvWriter _writer;
    private string[] _header = [];

    public PlainCsv() => _writer = CsvWriter.Create(_bytes, WriterOptions, leaveOpen: true);

    /// <summary>Decompresses an event and reads its rows.</summary>
    /// <param name="received">One of the product's own batches.</param>
    /// <param name="onHeader">Takes the names of the columns.</param>
    /// <param name="onRow">Takes the fields of a row.</param>
    /// <returns>The number of rows.</returns>
    public static long Read(EventData received, Action<string[]> onHeader, Action<CsvReader> onRow)
    {
        var body = received.EventBody.ToStream();
        if (received.GetRawAmqpMessage().Properties.ContentEncoding == EventAttributes.BrotliEncoding)
        {
            body = new BrotliStream(body, CompressionMode.Decompress);
        }

        using var csv = CsvReader.Create(body, ReaderOptions);
        csv.ReadHeader();
        onHeader([.. csv.Headers]);
        long rows = 0;
        for (; csv.Read(); rows++)
        {
            onRow(csv);
        }

        return rows;
    }

    public void AddHeader(string[] names) => _header = names;

    public void AddRow(CsvReader row)
    {
        for (int field = 0; field < row.FieldCount; field++)
        {
            _writer.WriteField(row.GetSpan(field));
        }

        _writer.EndRecord();
    }

    /// <summary>Adds the one row of an event that is a JSON object.</summary>
    public long AddJson(EventData received)
    {
        var json = new Utf8JsonReader(received.EventBody.ToMemory().Span);
        bool isFirst = _header.Length == 0;
        var names = new List<string>();
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && isFirst)
            {
                names.Add(json.GetString()!);
            }
            else if (json.TokenType is JsonTokenType.String or JsonTokenType.Number)
            {
                _writer.WriteField(Utf8.GetString(json.ValueSpan));
            }
        }

        _writer.EndRecord();
        _header = isFirst ? [.. names] : _header;
        return 1;
    }

    /// <summary>The header line.</summary>
    public byte[] ToHeader() => Utf8.GetBytes(string.Join(',', _header) + "\n");

    /// <summary>The rows so far, at the start of a stream.</summary>
    public MemoryStream ToRows()
    {
        _writer.Flush();
        _bytes.Position = 0;
        return _bytes;
    }

    public void Dispose() => _writer.Dispose();
}
