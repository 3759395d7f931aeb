using System.Buffers;
using System.Runtime.InteropServices;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Encoding;

/// <summary>
/// The columns that later releases of the Azure Machine Learning SDK append to inputs, with values that are equal for all rows of one context. Immutable.
/// </summary>
/// <param name="Address">Where the rows belong.</param>
internal sealed record AmlColumns(CollectionAddress Address)
{
    /// <summary>The minutes of a file: a day.</summary>
    private const int Boundary = 1440;

    private const int GuidBytes = 36;

    /// <summary>The columns in order.</summary>
    public static IReadOnlyList<FeatureColumn> All { get; } =
    [
        new("$aml_dc_correlation_id", FeatureType.String),
        new("$aml_dc_scoring_timestamp", FeatureType.Timestamp),
        new("$aml_dc_boundary", FeatureType.Int32),
        new("$aml_workspace", FeatureType.String),
        new("$aml_service_name", FeatureType.String),
        new("$aml_model_name", FeatureType.String),
        new("$aml_model_version", FeatureType.String),
        new("$aml_request_id", FeatureType.String),
    ];

    private readonly string _workspace = $"{Address.Subscription}/{Address.ResourceGroup}/{Address.Workspace}";

    /// <summary>Writes the values of a row.</summary>
    public void Write(ref CsvRowWriter writer, in RecordHeader header, ReadOnlySpan<byte> correlation)
    {
        WriteCorrelationId(ref writer, header.RequestId, correlation);
        writer.Write(new DateTimeOffset(header.ContextTicks, TimeSpan.Zero));
        writer.Write(Boundary);
        writer.Write(_workspace);
        writer.Write(Address.WebService);
        writer.Write(Address.Model);
        writer.Write(Address.Version);
        writer.Write(header.RequestId);
    }

    /// <summary>The UUID that stands for a request: another one than its id, which may be a trace's; of version 8, which is for such.</summary>
    public static Guid CorrelationOf(Guid requestId)
    {
        Span<byte> id = stackalloc byte[17];
        requestId.TryWriteBytes(id, bigEndian: true, out _);
        Span<ulong> hashes = [RowSampling.Hash(id[..16]), RowSampling.Hash(id)];
        Span<byte> uuid = MemoryMarshal.AsBytes(hashes);
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new Guid(uuid, bigEndian: true);
    }

    private static void WriteCorrelationId(ref CsvRowWriter writer, Guid requestId, ReadOnlySpan<byte> correlation)
    {
        if (correlation.IsEmpty)
        {
            writer.Write(CorrelationOf(requestId));
            return;
        }
        int length = correlation.Length + 1 + GuidBytes;
        byte[] text = ArrayPool<byte>.Shared.Rent(length);
        correlation.CopyTo(text);
        text[correlation.Length] = (byte)'-';
        CorrelationOf(requestId).TryFormat(text.AsSpan(correlation.Length + 1), out _);
        writer.WriteUtf8(text.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(text);
    }
}
