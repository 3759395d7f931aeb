namespace ModelData.Producer.Encoding;

/// <summary>A value and its kind.</summary>
internal readonly ref struct MixedValue(ValueKind kind, ReadOnlySpan<byte> bytes)
{
    public ValueKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}
