using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ModelData;

/// <summary>
/// Makes events of the documented format from rows that <see cref="CsvRowWriter"/> wrote. The same input gives the same bytes. Thread-safe.
/// </summary>
public static class CollectedBatchWriter
{
    /// <summary>Fastest level: ratio 2.4 on numeric rows, at more than 200 MB/s.</summary>
    private const int BrotliQuality = 1;

    /// <summary>256 KiB, about a large batch: a larger window costs a reader memory and gains nothing.</summary>
    private const int BrotliWindowBits = 18;

    private const int MinCompressedBytes = 1024;

    /// <summary>AMQP: a type code and a length of up to four bytes before each name and value.</summary>
    private const int PropertyOverhead = 10;

    /// <summary>Makes an event.</summary>
    /// <param name="batch">What the rows are. All of one address, one day, one schema.</param>
    /// <param name="rows">The rows without the header line, each ending in a line feed. Copied. They are not scanned here; a reader scans them.</param>
    /// <param name="isCompressed">Whether to compress when it pays (1 KiB or more, and at least an eighth saved). Default: yes.</param>
    /// <returns>The event. Dispose it when its send is over.</returns>
    /// <exception cref="ArgumentException">The description or the rows are beyond <see cref="EventLimits"/>.</exception>
    public static EncodedBatch Write(in BatchDescription batch, ReadOnlySpan<byte> rows, bool isCompressed = true)
    {
        Check(batch, rows);
        ReadOnlySpan<byte> header = batch.Schema.HeaderLine.Span;
        int size = header.Length + rows.Length;
        List<KeyValuePair<string, object>> properties = Describe(batch);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        bool isBrotli = isCompressed && size >= MinCompressedBytes;
        // A destination of seven eighths makes the encoder stop as soon as compression does not pay.
        isBrotli = isBrotli && TryCompress(header, rows, buffer.AsSpan(0, size / 8 * 7), out size);
        if (!isBrotli)
        {
            header.CopyTo(buffer);
            rows.CopyTo(buffer.AsSpan(header.Length));
            size = header.Length + rows.Length;
        }
        return new EncodedBatch(buffer, size)
        {
            ContentEncoding = isBrotli ? EventAttributes.BrotliEncoding : null,
            Properties = properties,
            PartitionKey = batch.Address.PartitionKey,
            PropertyBytes = PropertyBytes(properties),
        };
    }

    private static void Check(in BatchDescription batch, ReadOnlySpan<byte> rows)
    {
        ArgumentNullException.ThrowIfNull(batch.Address);
        ArgumentNullException.ThrowIfNull(batch.Schema);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.RowCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.RowCount, EventLimits.MaxRows);
        ArgumentOutOfRangeException.ThrowIfNegative(batch.BatchSequence);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Day.Year, EventLimits.MinYear);
        if (!SampleRate.IsOfEvent(batch.SampleRate))
        {
            throw new ArgumentOutOfRangeException(
                nameof(batch),
                batch.SampleRate,
                "The rate is above 0 and at most 1, with at most nine digits behind the point."
            );
        }
        if (batch.ProducerId == Guid.Empty)
        {
            throw new ArgumentException("The producer's id must not be the zero GUID.", nameof(batch));
        }
        if (rows.IsEmpty || rows[^1] != CsvDialect.LineFeed)
        {
            throw new ArgumentException("The rows must end in a line feed.", nameof(rows));
        }
        if (rows.Length > EventLimits.MaxDecodedBytes - batch.Schema.HeaderLine.Length)
        {
            throw new ArgumentException(
                $"Header and rows are at most {EventLimits.MaxDecodedBytes} bytes long.",
                nameof(rows)
            );
        }
    }

    private static bool TryCompress(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> rows,
        Span<byte> destination,
        out int written
    )
    {
        written = 0;
        using BrotliEncoder encoder = new(BrotliQuality, BrotliWindowBits);
        OperationStatus status = encoder.Compress(header, destination, out _, out int headerBytes, isFinalBlock: false);
        if (status != OperationStatus.Done)
        {
            return false;
        }
        status = encoder.Compress(rows, destination[headerBytes..], out _, out int rowBytes, isFinalBlock: true);
        written = headerBytes + rowBytes;
        return status == OperationStatus.Done;
    }

    private static List<KeyValuePair<string, object>> Describe(in BatchDescription batch)
    {
        CollectionAddress address = batch.Address;
        string sequence = batch.BatchSequence.ToString(CultureInfo.InvariantCulture);
        string producer = batch.ProducerId.ToString("D");
        List<KeyValuePair<string, object>> properties =
        [
            Attribute(EventAttributes.SpecVersion, "1.0"),
            Attribute(EventAttributes.Type, EventAttributes.RowsType),
            Attribute(EventAttributes.FormatVersion, FormatVersion.Current),
            Attribute(EventAttributes.Id, $"{producer}/{sequence}"),
            // Names are escaped to unreserved characters: the path is a legal URI reference as it stands.
            Attribute(EventAttributes.Source, $"/{address.Path}"),
            Attribute(EventAttributes.Time, FormatTime(batch.Time)),
            Attribute(EventAttributes.Subscription, address.Subscription),
            Attribute(EventAttributes.ResourceGroup, address.ResourceGroup),
            Attribute(EventAttributes.Workspace, address.Workspace),
            Attribute(EventAttributes.WebService, address.WebService),
            Attribute(EventAttributes.Model, address.Model),
            Attribute(EventAttributes.ModelVersion, address.Version),
            Attribute(EventAttributes.Identifier, address.Identifier),
            Attribute(EventAttributes.Day, batch.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            Attribute(EventAttributes.ColumnTypes, batch.Schema.ColumnTypes),
            Attribute(EventAttributes.RowCount, batch.RowCount),
            Attribute(EventAttributes.ProducerId, producer),
            Attribute(EventAttributes.BatchSequence, sequence),
        ];
        if (batch.Schema.Untyped is { } untyped)
        {
            properties.Add(Attribute(EventAttributes.Untyped, untyped));
        }
        if (batch.Schema.ExactTypes is { } exact)
        {
            properties.Add(Attribute(EventAttributes.ExactTypes, exact));
        }
        if (batch.Schema.Redacted is { } redacted)
        {
            properties.Add(Attribute(EventAttributes.Redacted, redacted));
        }
        if (batch.Schema.RedactionKeyId is { } key)
        {
            properties.Add(Attribute(EventAttributes.RedactionKey, key));
        }
        if (batch.SampleRate != 1)
        {
            properties.Add(Attribute(EventAttributes.SampleRate, SampleRate.Format(batch.SampleRate)));
        }
        return properties;
    }

    private static KeyValuePair<string, object> Attribute(string name, object value) =>
        new(EventAttributes.Prefix + name, value);

    private static string FormatTime(DateTimeOffset time) =>
        string.Create(
            27,
            time,
            static (text, value) =>
            {
                Span<byte> utf8 = stackalloc byte[27];
                CsvTimestamp.Format(value, utf8);
                Encoding.ASCII.GetChars(utf8, text);
            }
        );

    private static int PropertyBytes(List<KeyValuePair<string, object>> properties)
    {
        int bytes = 0;
        foreach (KeyValuePair<string, object> property in properties)
        {
            int value = property.Value is string text ? Encoding.UTF8.GetByteCount(text) : sizeof(int);
            bytes += PropertyOverhead + property.Key.Length + value;
        }
        return bytes;
    }
}
