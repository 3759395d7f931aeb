using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ModelData;

/// <summary>
/// How many rows of a file were collected at which sampling rate. Bounded, since strangers choose rates: beyond <see cref="MaxRates"/> of them rows count as
/// <see cref="Mixed"/>. Written as <c>1:240,0.1:33</c>: from the highest rate to the lowest, then <c>mixed</c> and <c>?</c>. Immutable and thread-safe.
/// </summary>
public sealed class RowsPerRate : IEquatable<RowsPerRate>
{
    /// <summary>The most rates that are told apart: 8.</summary>
    public const int MaxRates = 8;

    /// <summary>The rows of rates beyond <see cref="MaxRates"/>: <c>mixed</c>.</summary>
    public const string Mixed = "mixed";

    /// <summary>The rows of which no rate is known: <c>?</c>.</summary>
    public const string Unknown = "?";

    // Room for what is written, and far more rows than a file holds.
    private const int MaxTextLength = 512;
    private const long MostRows = 1_000_000_000_000;

    private readonly ImmutableSortedDictionary<decimal, long> _rates;
    private readonly long _mixed;
    private readonly long _unknown;

    private RowsPerRate(ImmutableSortedDictionary<decimal, long> rates, long mixed, long unknown) =>
        (_rates, _mixed, _unknown) = (rates, mixed, unknown);

    /// <summary>No rows.</summary>
    public static RowsPerRate None { get; } = new(ImmutableSortedDictionary<decimal, long>.Empty, 0, 0);

    /// <summary>All rows.</summary>
    public long Rows => _rates.Values.Sum() + _mixed + _unknown;

    /// <summary>Whether there is more to say than that all rows were collected at 1.</summary>
    public bool IsSampled => _mixed + _unknown > 0 || _rates.Keys.Any(rate => rate != 1);

    /// <summary>
    /// The rows by rate: <c>1</c>, <c>0.1</c> and so on, <see cref="Mixed"/>, <see cref="Unknown"/>; only what has rows, in the order of the text.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, long>> Counts
    {
        get
        {
            List<KeyValuePair<string, long>> counts =
            [
                .. _rates.Reverse().Select(it => KeyValuePair.Create(SampleRate.Format(it.Key), it.Value)),
            ];
            if (_mixed > 0)
            {
                counts.Add(KeyValuePair.Create(Mixed, _mixed));
            }
            if (_unknown > 0)
            {
                counts.Add(KeyValuePair.Create(Unknown, _unknown));
            }
            return counts;
        }
    }

    /// <summary>The same with more rows.</summary>
    /// <param name="rate">Their rate: above 0, at most 1, at most nine digits behind the point. <see langword="null"/>: not known.</param>
    /// <param name="rows">Their number, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is none, or there are fewer rows than none.</exception>
    public RowsPerRate Add(decimal? rate, long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (rows == 0)
        {
            return this;
        }
        if (rate is not { } known)
        {
            return new RowsPerRate(_rates, _mixed, _unknown + rows);
        }
        if (!SampleRate.IsOfEvent(known))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A rate is above 0 and at most 1.");
        }
        return _rates.TryGetValue(known, out long before) || _rates.Count < MaxRates
            ? new RowsPerRate(_rates.SetItem(known, before + rows), _mixed, _unknown)
            : new RowsPerRate(_rates, _mixed + rows, _unknown);
    }

    /// <summary>Reads what <see cref="ToString"/> writes. Never throws, whatever the text is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rates">The rows.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RowsPerRate? rates)
    {
        rates = null;
        if (text is not { Length: > 0 and <= MaxTextLength })
        {
            return false;
        }
        RowsPerRate read = None;
        foreach (string entry in text.Split(','))
        {
            if (entry.Split(':') is not [var rate, var rows] || !read.TryAdd(rate, rows, out read!))
            {
                return false;
            }
        }
        // Written in one way only: what is edited by hand is told from what was counted.
        rates = read.ToString() == text ? read : null;
        return rates is not null;
    }

    /// <summary>The rows by rate, for example <c>1:240,0.1:33</c>; empty when there are none.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((string rate, long rows) in Counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}{rate}:{rows}");
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(RowsPerRate? other) => other is not null && Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowsPerRate);

    /// <inheritdoc/>
    public override int GetHashCode() => Rows.GetHashCode();

    /// <summary>Adds rows as documents name them.</summary>
    internal bool TryAdd(string rate, long rows, [NotNullWhen(true)] out RowsPerRate? sum)
    {
        sum = null;
        if (rows is < 1 or > MostRows)
        {
            return false;
        }
        if (rate is Mixed or Unknown)
        {
            sum = new RowsPerRate(_rates, _mixed + (rate == Mixed ? rows : 0), _unknown + (rate == Unknown ? rows : 0));
            return true;
        }
        bool isRate = SampleRate.TryParse(rate, out decimal known) && SampleRate.IsOfEvent(known);
        sum = isRate && _rates.Count < MaxRates && !_rates.ContainsKey(known) ? Add(known, rows) : null;
        return sum is not null;
    }

    private bool TryAdd(string rate, string rows, [NotNullWhen(true)] out RowsPerRate? sum)
    {
        sum = null;
        return long.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && TryAdd(rate, count, out sum);
    }
}
