using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ModelData.Producer.Buffering;

namespace ModelData.Producer;

/// <summary>
/// When, and for which request, rows were collected. Pass the context of the inputs when their predictions or, days later, their labels are collected: those
/// are then filed under the day of scoring and carry the same ids, so that they join. It also remembers whether the service collected when it was made: what
/// is passed on with it stays or goes with the first rows, though collection is switched meanwhile. Keep it as text with <see cref="ToString"/> and
/// <see cref="Parse(string)"/>. Immutable; equal to another when time and ids are.
/// </summary>
public readonly record struct CollectionContext : IParsable<CollectionContext>
{
    private const string Version = "1";
    private const int DecisionBit = 62;
    private const long TicksMask = (1L << DecisionBit) - 1;

    /// <summary>The ticks of the timestamp; above them, since no time reaches there, the decision.</summary>
    private readonly long _bits;
    private readonly string? _correlationId;

    /// <summary>Creates a context, for example from ids that another system kept.</summary>
    /// <param name="timestamp">When the model was asked; cut to microseconds. Default: when rows are first collected with the context.</param>
    /// <param name="requestId">The request. The zero GUID where it is unknown: without a timestamp collecting gives it an id, with one it stays zero.</param>
    /// <param name="correlationId">The user's correlation id. Default: none.</param>
    public CollectionContext(DateTimeOffset timestamp, Guid requestId, string? correlationId = null)
        : this(
            timestamp.UtcTicks - (timestamp.UtcTicks % TimeSpan.TicksPerMicrosecond),
            requestId,
            string.IsNullOrEmpty(correlationId) ? null : correlationId
        ) { }

    /// <summary>A context that has begun nowhere yet.</summary>
    internal CollectionContext(string? correlationId, CollectionDecision decision)
        : this(Bits(0, decision), Guid.Empty, string.IsNullOrEmpty(correlationId) ? null : correlationId) { }

    private CollectionContext(long bits, Guid requestId, string? correlationId) =>
        (_bits, RequestId, _correlationId) = (bits, requestId, correlationId);

    /// <summary>When the first rows of this context were collected: UTC, microseconds.</summary>
    public DateTimeOffset Timestamp => new(Ticks, TimeSpan.Zero);

    /// <summary>The request, as in the column <c>$RequestId</c>: that of the current <see cref="System.Diagnostics.Activity"/>, else a random one.</summary>
    public Guid RequestId { get; }

    /// <summary>The user's correlation id, as in the column <c>$CorrelationId</c>; empty when none was given.</summary>
    public string CorrelationId => _correlationId ?? "";

    /// <summary>The UTC day of scoring: rows that are collected with this context are filed under it.</summary>
    public DateOnly ScoringDay => DateOnly.FromDateTime(Timestamp.UtcDateTime);

    /// <summary>Whether it has neither a time nor ids: collecting with it gives them.</summary>
    public bool IsEmpty => !HasBegun && RequestId == Guid.Empty && _correlationId is null;

    /// <summary>The timestamp's ticks, UTC.</summary>
    internal long Ticks => _bits & TicksMask;

    /// <summary>Whether there is a timestamp: the default one stands for that of the first rows.</summary>
    internal bool HasBegun => Ticks != 0;

    /// <summary>Whether its rows are collected.</summary>
    internal CollectionDecision Decision => (CollectionDecision)((ulong)_bits >> DecisionBit);

    /// <summary>The context with what it lacks when its first rows are collected; ids that it has are kept.</summary>
    internal CollectionContext BegunAt(DateTimeOffset now) =>
        new CollectionContext(
            now,
            RequestId == Guid.Empty ? RequestIdentity.Current() : RequestId,
            _correlationId
        ).DecidedAs(Decision);

    /// <summary>The same context, its rows being collected or not.</summary>
    internal CollectionContext DecidedAs(CollectionDecision decision) =>
        new(Bits(Ticks, decision), RequestId, _correlationId);

    /// <summary>Whether time and ids are equal.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(CollectionContext other) =>
        Ticks == other.Ticks
        && RequestId == other.RequestId
        && string.Equals(_correlationId, other._correlationId, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ticks, RequestId, _correlationId);

    /// <summary>
    /// The context as text without spaces, URL-safe, ASCII: <c>1.&lt;microseconds since 1970&gt;.&lt;request id&gt;[.&lt;correlation id&gt;]</c>.
    /// </summary>
    public override string ToString()
    {
        long micros = (Timestamp - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        // The decision is written as zeroes before the time: releases that know of no decision read the same time.
        string zeroes = Decision switch
        {
            CollectionDecision.On => "0",
            CollectionDecision.Off => "00",
            _ => "",
        };
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Version}.{(micros < 0 ? "-" : "")}{zeroes}{Math.Abs(micros)}.{RequestId:N}"
        );
        return _correlationId is null ? text : $"{text}.{Uri.EscapeDataString(_correlationId)}";
    }

    /// <summary>Reads a context from the text that <see cref="ToString"/> made.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is not a context.</exception>
    public static CollectionContext Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out CollectionContext context)
            ? context
            : throw new FormatException(
                "Not a collection context: expected 1.<microseconds>.<request id>[.<correlation id>]."
            );
    }

    /// <summary>Reads a context from the text that <see cref="ToString"/> made.</summary>
    /// <param name="text">The text; may be foreign.</param>
    /// <param name="context">The context.</param>
    /// <returns>Whether the text is a context.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out CollectionContext context)
    {
        context = default;
        string[] parts = text?.Split('.', 4) ?? [];
        if (
            parts.Length < 3
            || parts[0] != Version
            || !long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long micros)
            || !Guid.TryParseExact(parts[2], "N", out Guid requestId)
            || micros < (DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            || micros > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
        )
        {
            return false;
        }
        string? correlationId = parts.Length == 4 ? Uri.UnescapeDataString(parts[3]) : null;
        context = new CollectionContext(
            DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond),
            requestId,
            correlationId
        ).DecidedAs(Decided(parts[1].AsSpan().TrimStart("+-")));
        return true;
    }

    private static long Bits(long ticks, CollectionDecision decision) => ticks | ((long)decision << DecisionBit);

    private static CollectionDecision Decided(ReadOnlySpan<char> time) =>
        time.Length < 2 || time[0] != '0' ? CollectionDecision.Open
        : time.Length > 2 && time[1] == '0' ? CollectionDecision.Off
        : CollectionDecision.On;

    static CollectionContext IParsable<CollectionContext>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<CollectionContext>.TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        out CollectionContext result
    ) => TryParse(s, out result);
}
