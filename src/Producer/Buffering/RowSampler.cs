using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// Which rows of a collector are in its sample. It is a matter of their context alone, so that rows of one context stay or go together whichever collectors,
/// processes and languages they meet, and a smaller sample lies within a larger one. Thread-safe.
/// </summary>
internal sealed class RowSampler
{
    private const decimal RateUnits = 1_000_000_000;

    private readonly CollectorState _state;
    private readonly SamplingSettings _settings;
    private readonly int _column;
    private readonly bool _takesAll;
    private readonly ulong _threshold;

    private RowSampler(SamplingSettings settings, CollectorState state)
    {
        _state = state;
        _settings = settings;
        _column = IsColumn(settings.Key) ? state.Features.Find(settings.Key) ?? -1 : -1;
        _takesAll = settings.Rate == 1;
        // The same as RowSampling.Takes, without its division for each row: what is below the share is below the next whole number.
        UInt128 share = (UInt128)(ulong)(settings.Rate * RateUnits) << 64;
        _threshold = _takesAll ? ulong.MaxValue : (ulong)((share + ((UInt128)RateUnits - 1)) / (UInt128)RateUnits);
    }

    /// <summary>The sampler of a collector; null where all rows are taken and nothing is to be remembered for others.</summary>
    public static RowSampler? Create(SamplingSettings? settings, CollectorState state) =>
        settings is null || (settings.Rate == 1 && !IsColumn(settings.Key)) ? null : new RowSampler(settings, state);

    /// <summary>Whether rows are taken. Their first one decides for the context, where that is by a column.</summary>
    /// <param name="kind">The kind of their values.</param>
    /// <param name="values">Their values as in the ring.</param>
    /// <param name="width">The number of values of a row.</param>
    /// <param name="stamp">What they share.</param>
    public bool Takes(ValueKind kind, ReadOnlySpan<byte> values, int width, ref RowStamp stamp)
    {
        ulong hash = stamp.Context.SampleHash ?? Decide(kind, values, width, ref stamp);
        return _takesAll || hash < _threshold;
    }

    private ulong Decide(ValueKind kind, ReadOnlySpan<byte> values, int width, ref RowStamp stamp)
    {
        if (IsColumn(_settings.Key))
        {
            return stamp.SampleBy(HashColumn(kind, values, width) ?? SampleKey.Hash(stamp.Context.RequestId));
        }
        return _settings.Key == SystemColumns.CorrelationId && stamp.Context.CorrelationId is { Length: > 0 } id
            ? SampleKey.Hash(id)
            : SampleKey.Hash(stamp.Context.RequestId);
    }

    private ulong? HashColumn(ValueKind kind, ReadOnlySpan<byte> values, int width)
    {
        if (_column < 0 || _column >= width)
        {
            _state.SaySampleKeyMissing(_settings.Key);
            return null;
        }
        if (kind != ValueKind.Mixed)
        {
            int size = ValueSizes.Of(kind);
            return SampleKey.Hash(new MixedValue(kind, values.Slice(_column * size, size)));
        }
        MixedValueReader reader = new(values);
        for (int i = 0; i < _column; i++)
        {
            reader.Read();
        }
        return SampleKey.Hash(reader.Read());
    }

    private static bool IsColumn(string key) => key is not (SystemColumns.RequestId or SystemColumns.CorrelationId);
}
