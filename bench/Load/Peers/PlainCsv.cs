using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using ModelData.EventHubs;

namespace ModelData.Bench.Load.Peers;

/// <summary>Reads the rows of events with CsvHelper, and writes them with it.</summary>
internal sealed class PlainCsv : IDisposable
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly MemoryStream _bytes = new();
    private readonly CsvWriter _writer;
    private string[] _header = [];

    public PlainCsv() => _writer = new CsvWriter(new StreamWriter(_bytes, Utf8), Configuration);

    /// <summary>Decompresses an event and reads its rows.</summary>
    /// <param name="received">One of the product's own batches.</param>
    /// <param name="onHeader">Takes the names of the columns.</param>
    /// <param name="onRow">Takes the fields of a row.</param>
    /// <returns>The number of rows.</returns>
    public static long Read(ReceivedEvent received, Action<string[]> onHeader, Action<string[]> onRow)
    {
        Stream body = new MemoryStream(received.Body.ToArray());
        if (received.ContentEncoding == EventAttributes.BrotliEncoding)
        {
            body = new BrotliStream(body, CompressionMode.Decompress);
        }

        using var reader = new StreamReader(body, Utf8);
        using var csv = new CsvParser(reader, Configuration);
        csv.Read();
        onHeader(csv.Record!);
        long rows = 0;
        for (; csv.Read(); rows++)
        {
            onRow(csv.Record!);
        }

        return rows;
    }

    public void AddHeader(string[] names) => _header = names;

    public void AddRow(string[] fields)
    {
        foreach (string field in fields)
        {
            _writer.WriteField(field);
        }

        _writer.NextRecord();
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
