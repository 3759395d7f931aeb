using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelData.LocalEventHubs.Broker;

/// <summary>What a start position speaks of.</summary>
internal enum StartKind
{
    Offset,
    SequenceNumber,
    EnqueuedTime,
}

/// <summary>The expression of a receiver's filter, parsed.</summary>
/// <param name="Kind">What the value is.</param>
/// <param name="Value">The value; an offset of -1 is the beginning.</param>
/// <param name="IsInclusive">Whether the event with exactly this value is wanted.</param>
/// <param name="IsLatest">Only events that come from now on.</param>
internal readonly partial record struct StartFilter(StartKind Kind, long Value, bool IsInclusive, bool IsLatest)
{
    private const int MostCharacters = 1024;
    private const string Latest = "@latest";

    /// <summary>Everything that is stored: the start without a filter.</summary>
    public static StartFilter Beginning { get; } = new(StartKind.Offset, -1, false, false);

    /// <summary>Parses for example <c>amqp.annotation.x-opt-offset &gt; '42'</c>, with or without quotes.</summary>
    /// <returns><see langword="null"/> when it is none of the forms that the service knows.</returns>
    public static StartFilter? Parse(string expression)
    {
        if (expression.Length > MostCharacters || Form().Match(expression) is not { Success: true } match)
        {
            return null;
        }

        StartKind kind = match.Groups["name"].Value switch
        {
            "offset" => StartKind.Offset,
            "sequence-number" => StartKind.SequenceNumber,
            _ => StartKind.EnqueuedTime,
        };
        bool inclusive = match.Groups["operator"].Value == ">=";
        string value = match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["bare"].Value;
        if (kind == StartKind.EnqueuedTime && inclusive)
        {
            return null;
        }

        if (kind == StartKind.Offset && value == Latest)
        {
            return new StartFilter(kind, 0, inclusive, true);
        }

        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? new StartFilter(kind, number, inclusive, false)
            : null;
    }

    [GeneratedRegex(
        @"^\s*amqp\.annotation\.x-opt-(?<name>offset|sequence-number|enqueued-time)\s*(?<operator>>=|>)\s*(?:'(?<quoted>[^']*)'|(?<bare>[^\s']+))\s*$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
