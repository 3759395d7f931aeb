using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace ModelData.Bench.Load.Loops;

/// <summary>
/// Decompresses and parses events, and writes large row groups with Parquet.Net into a buffer that nobody reads: what a worker could reach that
/// writes Parquet and has nothing else to do.
/// </summary>
internal sealed class ParquetPacker(MemoryStream file, Action<int> onVisible) : IEventPacker
{
    private const int RowsPerGroup = 100_000;
    private const int TextColumns = 3;

    /// <summary>Then the next file begins: the buffer is discarded, but must not fill the memory.</summary>
    private const long FileBytes = 256L * 1024 * 1024;

    private readonly List<string>[] _texts = [.. Enumerable.Range(0, TextColumns).Select(_ => new List<string>())];
    private byte[] _csv = new byte[1024 * 1024];
    private DataField[] _fields = [];
    private double[][] _numbers = [];
    private ParquetWriter? _writer;
    private int _rows;
    private int _events;

    public async ValueTask AddAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Parse(_csv.AsSpan(0, Decompress(body.Span)));
        _events++;
        if (_rows >= RowsPerGroup)
        {
            await WriteGroupAsync(cancellationToken);
        }
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_rows > 0)
        {
            await WriteGroupAsync(cancellationToken);
        }

        await EndFileAsync();
    }

    private int Decompress(ReadOnlySpan<byte> body)
    {
        int written;
        while (!BrotliDecoder.TryDecompress(body, _csv, out written))
        {
            _csv = new byte[_csv.Length * 2];
        }

        return written;
    }

    private void Parse(ReadOnlySpan<byte> csv)
    {
        int headerEnd = csv.IndexOf((byte)'\n') + 1;
        if (_fields.Length == 0)
        {
            DefineColumns(Encoding.UTF8.GetString(csv[..(headerEnd - 1)]).Split(','));
        }

        for (csv = csv[headerEnd..]; !csv.IsEmpty; _rows++)
        {
            Grow();
            foreach (var texts in _texts)
            {
                texts.Add(Encoding.UTF8.GetString(NextField(ref csv)));
            }

            foreach (double[] numbers in _numbers)
            {
                if (!Utf8Parser.TryParse(NextField(ref csv), out numbers[_rows], out _))
                {
                    throw new InvalidDataException("A field of the backlog is not a number.");
                }
            }
        }
    }

    /// <summary>The backlog has no quoted fields.</summary>
    private static ReadOnlySpan<byte> NextField(ref ReadOnlySpan<byte> csv)
    {
        int end = csv.IndexOfAny((byte)',', (byte)'\n');
        var field = csv[..end];
        csv = csv[(end + 1)..];
        return field;
    }

    private void DefineColumns(string[] names)
    {
        _fields =
        [
            .. names.Select(
                (name, i) => i < TextColumns ? (DataField)new DataField<string>(name) : new DataField<double>(name)
            ),
        ];
        _numbers = [.. names.Skip(TextColumns).Select(_ => new double[RowsPerGroup])];
    }

    /// <summary>The last event of a group may have more rows than were missing.</summary>
    private void Grow()
    {
        if (_rows == _numbers[0].Length)
        {
            for (int i = 0; i < _numbers.Length; i++)
            {
                Array.Resize(ref _numbers[i], _rows * 2);
            }
        }
    }

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        _writer ??= await ParquetWriter.CreateAsync(
            new ParquetSchema(_fields),
            file,
            cancellationToken: cancellationToken
        );
        using (var group = _writer.CreateRowGroup())
        {
            for (int i = 0; i < TextColumns; i++)
            {
                await group.WriteAsync(_fields[i], _texts[i]);
                _texts[i].Clear();
            }

            for (int i = 0; i < _numbers.Length; i++)
            {
                await group.WriteAsync<double>(
                    _fields[i + TextColumns],
                    _numbers[i].AsMemory(0, _rows),
                    cancellationToken: cancellationToken
                );
            }
        }

        onVisible(_events);
        (_rows, _events) = (0, 0);
        if (file.Length > FileBytes)
        {
            await EndFileAsync();
        }
    }

    private async Task EndFileAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
            _writer = null;
        }

        file.SetLength(0);
    }
}
