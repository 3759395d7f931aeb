using System.Globalization;
using Amqp.Types;

namespace ModelData.EventHubs.Receiving;

/// <summary>The selector that tells the service where to start.</summary>
internal static class StartFilter
{
    // What all SDKs but the .NET one send; servers find the filter by its key and accept either descriptor.
    private const ulong SelectorDescriptor = 0x0000468C00000004;

    private static readonly Symbol SelectorKey = new("apache.org:selector-filter:string");

    /// <summary>The filter map of a source.</summary>
    public static Map ToFilterSet(in EventPosition position) =>
        new() { [SelectorKey] = new DescribedValue(SelectorDescriptor, ToExpression(position)) };

    /// <summary>The expression: the property, <c>&gt;</c> or <c>&gt;=</c>, and the value in quotes.</summary>
    public static string ToExpression(in EventPosition position)
    {
        string comparison = position.IsInclusive ? ">=" : ">";
        return position.Kind switch
        {
            PositionKind.Latest => Compare("offset", ">", "@latest"),
            PositionKind.Offset => Compare("offset", comparison, CheckOffset(position.Offset!)),
            PositionKind.SequenceNumber => Compare(
                "sequence-number",
                comparison,
                position.SequenceNumber.ToString(CultureInfo.InvariantCulture)
            ),
            PositionKind.EnqueuedTime => Compare(
                "enqueued-time",
                ">",
                position.EnqueuedTime.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
            ),
            _ => Compare("offset", ">", "-1"),
        };
    }

    private static string Compare(string name, string comparison, string value) =>
        $"amqp.annotation.x-opt-{name} {comparison} '{value}'";

    // An offset is opaque, but what would end the quotes is none.
    private static string CheckOffset(string offset) =>
        offset.Contains('\'', StringComparison.Ordinal)
            ? throw new ArgumentException("An offset does not contain quotes.", nameof(offset))
            : offset;
}
