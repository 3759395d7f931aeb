using System.Collections;
using Microsoft.Azure.Amqp.Encoding;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>A value without AMQP types: text, numbers, bool, Guid, times, <c>byte[]</c>, arrays, dictionaries.</summary>
internal static class AmqpPlainValue
{
    public static object? Of(object? value) =>
        value switch
        {
            AmqpSymbol symbol => symbol.Value,
            DescribedType described => Of(described.Value),
            ArraySegment<byte> bytes => bytes.ToArray(),
            AmqpMap map => map.ToDictionary(pair => $"{pair.Key.Key}", pair => Of(pair.Value)),
            IReadOnlyDictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Of(pair.Value)),
            byte[] or string => value,
            IEnumerable list => list.Cast<object?>().Select(Of).ToArray(),
            _ => value,
        };
}
