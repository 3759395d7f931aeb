using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ModelData.Producer;

/// <summary>
/// A context as text: <c>1.&lt;microseconds&gt;.&lt;request id&gt;[.&lt;correlation id&gt;]</c>; where it has a hash or is that of a row,
/// <c>2.&lt;microseconds&gt;.&lt;request id&gt;.&lt;hash&gt;.&lt;row&gt;[.&lt;correlation id&gt;]</c>, either of which may be empty. Releases that know only
/// the first form refuse the second: to go on without the row would join others.
/// </summary>
internal static class ContextText
{
    public const string Accepted =
        "1.<microseconds>.<request id>[.<correlation id>] or 2.<microseconds>.<request id>.<hash>.<row>[.<correlation id>]";

    private const string Version = "1";
    private const string LongVersion = "2";
    private const int Parts = 3;
    private const int LongParts = 5;
    private const int HashDigits = 16;

    public static string Format(in CollectionContext context)
    {
        long micros = (context.Timestamp - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        // The decision is written as zeroes before the time: releases that know of no decision read the same time.
        string zeroes = context.Decision switch
        {
            CollectionDecision.On => "0",
            CollectionDecision.Off => "00",
            _ => "",
        };
        bool isLong = context.SampleHash is not null || context.RowId is not null;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(isLong ? LongVersion : Version)}.{(micros < 0 ? "-" : "")}{zeroes}{Math.Abs(micros)}.{context.RequestId:N}"
        );
        if (isLong)
        {
            text = string.Create(CultureInfo.InvariantCulture, $"{text}.{context.SampleHash:x16}.{context.RowId}");
        }
        return context.CorrelationId.Length == 0 ? text : $"{text}.{Uri.EscapeDataString(context.CorrelationId)}";
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out CollectionContext context)
    {
        context = default;
        bool isLong = text?.StartsWith($"{LongVersion}.", StringComparison.Ordinal) == true;
        int fixedParts = isLong ? LongParts : Parts;
        string[] parts = text?.Split('.', fixedParts + 1) ?? [];
        if (
            parts.Length < fixedParts
            || parts[0] != (isLong ? LongVersion : Version)
            || !long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long micros)
            || !Guid.TryParseExact(parts[2], "N", out Guid requestId)
            || micros < (DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            || micros > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
        )
        {
            return false;
        }
        CollectionContext read = new CollectionContext(
            DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond),
            requestId,
            parts.Length > fixedParts ? Uri.UnescapeDataString(parts[^1]) : null
        ).DecidedAs(Decided(parts[1].AsSpan().TrimStart("+-")));
        if (isLong && !TryParseMarks(parts[3], parts[4], ref read))
        {
            return false;
        }
        context = read;
        return true;
    }

    private static bool TryParseMarks(string hash, string row, ref CollectionContext context)
    {
        if (hash.Length > 0)
        {
            if (
                hash.Length != HashDigits
                || !ulong.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits)
            )
            {
                return false;
            }
            context = context.SampledBy(bits);
        }
        if (row.Length > 0)
        {
            if (
                !int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || number == int.MaxValue
            )
            {
                return false;
            }
            context = context.Row(number);
        }
        return true;
    }

    private static CollectionDecision Decided(ReadOnlySpan<char> time) =>
        time.Length < 2 || time[0] != '0' ? CollectionDecision.Open
        : time.Length > 2 && time[1] == '0' ? CollectionDecision.Off
        : CollectionDecision.On;
}
