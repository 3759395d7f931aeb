using System.Diagnostics.CodeAnalysis;
using ModelData.Producer.Buffering;

namespace ModelData.Producer;

/// <summary>
/// When, and for which request, rows were collected. Pass the context of the inputs when their predictions or, days later, their labels are collected: those
/// are then filed under the day of scoring and carry the same ids, so that they join. It also remembers whether the service collected when it was made: what
/// is passed on with it stays or goes with the first rows, though collection is switched meanwhile. So it is with sampling by a column: it remembers that
/// of the first rows. Keep it as text with <see cref="ToString"/> and <see cref="Parse(string)"/>. Immutable; equal to another when time and ids are.
/// </summary>
public readonly record struct CollectionContext : IParsable<CollectionContext>
{
    private const int DecisionBit = 62;
    private const uint HashMark = 1u << 31;
    private const long TicksMask = (1L << DecisionBit) - 1;

    /// <summary>The ticks of the timestamp; above them, since no time reaches there, the decision.</summary>
    private readonly long _bits;
    private readonly string? _correlationId;

    /// <summary>What its rows are sampled by, where that is not one of its ids.</summary>
    private readonly ulong _hash;

    /// <summary>Whether there is a hash; below that, the row's number and one, or zero for all rows.</summary>
    private readonly uint _marks;

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

    private CollectionContext(long bits, Guid requestId, string? correlationId, ulong hash = 0, uint marks = 0)
    {
        _bits = bits;
        RequestId = requestId;
        _correlationId = correlationId;
        _hash = hash;
        _marks = marks;
    }

    /// <summary>When the first rows of this context were collected: UTC, microseconds.</summary>
    public DateTimeOffset Timestamp => new(Ticks, TimeSpan.Zero);

    /// <summary>The request, as in the column <c>$RequestId</c>: that of the current <see cref="System.Diagnostics.Activity"/>, else a random one.</summary>
    public Guid RequestId { get; }

    /// <summary>The user's correlation id, as in the column <c>$CorrelationId</c>; empty when none was given.</summary>
    public string CorrelationId => _correlationId ?? "";

    /// <summary>The UTC day of scoring: rows that are collected with this context are filed under it.</summary>
    public DateOnly ScoringDay => DateOnly.FromDateTime(Timestamp.UtcDateTime);

    /// <summary>The row of a batch that it is the context of, as in the column <c>$RowId</c>: from 0. Null for all of them.</summary>
    public int? RowId => (_marks & ~HashMark) is > 0 and uint row ? (int)(row - 1) : null;

    /// <summary>Whether it has neither a time nor ids: collecting with it gives them.</summary>
    public bool IsEmpty => !HasBegun && RequestId == Guid.Empty && _correlationId is null && RowId is null;

    /// <summary>The timestamp's ticks, UTC.</summary>
    internal long Ticks => _bits & TicksMask;

    /// <summary>Whether there is a timestamp: the default one stands for that of the first rows.</summary>
    internal bool HasBegun => Ticks != 0;

    /// <summary>Whether its rows are collected.</summary>
    internal CollectionDecision Decision => (CollectionDecision)((ulong)_bits >> DecisionBit);

    /// <summary>Whether it says nothing at all.</summary>
    internal bool IsDefault => _bits == 0 && _marks == 0 && RequestId == Guid.Empty && _correlationId is null;

    /// <summary>The hash that its rows are sampled by; null where that is one of an id.</summary>
    internal ulong? SampleHash => _marks >= HashMark ? _hash : null;

    /// <summary>
    /// A context with a request id of its own, for rows outside of a request. It has no time yet: what is collected with it is filed under the time of that
    /// call. Pass what <c>Collect</c> returns on, which has it.
    /// </summary>
    /// <param name="correlationId">The user's correlation id. Default: none.</param>
    public static CollectionContext New(string? correlationId = null) =>
        new(default, RequestIdentity.Random(), correlationId);

    /// <summary>
    /// Has all collectors that are given no context use one and the same until the result is disposed, in this method and in what it calls and starts:
    /// <c>using (CollectionContext.Begin()) { … }</c>. The first rows give it its time and its request id, that of the current request or else a random one;
    /// with them it is decided whether its rows are collected, and which sample they are in. One within another holds until it is disposed.
    /// </summary>
    /// <param name="correlationId">The user's correlation id, for rows that are given none. Default: none.</param>
    /// <returns>What ends it.</returns>
    public static IDisposable Begin(string? correlationId = null) => AmbientContext.Begin(correlationId);

    /// <summary>
    /// The context of one row of a batch: what is collected with it joins that row alone, on <c>$RequestId</c> and <c>$RowId</c>. The column is there with
    /// <see cref="ModelDataCollectorOptions.RowIds"/>.
    /// </summary>
    /// <param name="row">The row's place in the call that collected the batch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or <see cref="int.MaxValue"/>.</exception>
    public CollectionContext Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfEqual(row, int.MaxValue);
        return new(_bits, RequestId, _correlationId, _hash, (_marks & HashMark) | ((uint)row + 1));
    }

    /// <summary>The context with what it lacks when its first rows are collected; ids that it has are kept.</summary>
    /// <param name="now">The time.</param>
    /// <param name="correlationIds">Where a correlation id comes from that it lacks; null for nowhere.</param>
    /// <param name="isAlone">Whether nothing else can have its ids: it had none, and there is no request.</param>
    internal CollectionContext BegunAt(DateTimeOffset now, CorrelationIdSource? correlationIds, out bool isAlone)
    {
        Guid requestId = RequestId;
        isAlone = false;
        if (requestId == Guid.Empty)
        {
            requestId = RequestIdentity.Current(out isAlone);
        }
        string? correlationId = _correlationId ?? correlationIds?.Find();
        isAlone &= correlationId is null;
        long ticks = now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond);
        return new(Bits(ticks, Decision), requestId, correlationId, _hash, _marks);
    }

    /// <summary>The same context with another correlation id.</summary>
    internal CollectionContext CorrelatedBy(string correlationId) =>
        new(_bits, RequestId, correlationId, _hash, _marks);

    /// <summary>The same context, its rows being collected or not.</summary>
    internal CollectionContext DecidedAs(CollectionDecision decision) =>
        new(Bits(Ticks, decision), RequestId, _correlationId, _hash, _marks);

    /// <summary>The same context, its rows being sampled by a hash.</summary>
    internal CollectionContext SampledBy(ulong hash) => new(_bits, RequestId, _correlationId, hash, _marks | HashMark);

    /// <summary>Whether time and ids are equal.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(CollectionContext other) =>
        Ticks == other.Ticks
        && RequestId == other.RequestId
        && RowId == other.RowId
        && string.Equals(_correlationId, other._correlationId, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ticks, RequestId, RowId, _correlationId);

    /// <summary>
    /// The context as text without spaces: URL-safe, ASCII. Earlier releases cannot read one of a row, or of rows that are sampled by a column.
    /// </summary>
    public override string ToString() => ContextText.Format(this);

    /// <summary>Reads a context from the text that <see cref="ToString"/> made.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is not a context.</exception>
    public static CollectionContext Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out CollectionContext context)
            ? context
            : throw new FormatException($"Not a collection context: expected {ContextText.Accepted}.");
    }

    /// <summary>Reads a context from the text that <see cref="ToString"/> made.</summary>
    /// <param name="text">The text; may be foreign.</param>
    /// <param name="context">The context.</param>
    /// <returns>Whether the text is a context.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out CollectionContext context) =>
        ContextText.TryParse(text, out context);

    private static long Bits(long ticks, CollectionDecision decision) => ticks | ((long)decision << DecisionBit);

    static CollectionContext IParsable<CollectionContext>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<CollectionContext>.TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        out CollectionContext result
    ) => TryParse(s, out result);
}
