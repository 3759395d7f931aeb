using System.Buffers;
using System.Collections;
using System.Collections.Immutable;
using System.Collections.Specialized;
using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// Tells rows from what is enumerable for other reasons, by the interfaces of a type: a field of a form is one value although it lists texts, and a
/// dictionary is no row of pairs. Looked up once per type. Thread-safe.
/// </summary>
internal static class TypeShape
{
    /// <summary>A name and a value, which shows as a list of the value alone.</summary>
    private const string JsonProperty = "Newtonsoft.Json.Linq.JProperty";

    private static readonly ConditionalWeakTable<Type, StrongBox<DataShape>> Known = [];

    private static readonly Type[] OfBytes =
    [
        typeof(Memory<byte>),
        typeof(ReadOnlyMemory<byte>),
        typeof(ReadOnlySequence<byte>),
        typeof(BinaryData),
    ];

    private static readonly Type[] OfPairs = [typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>)];

    private static readonly Type[] OfRecords = [typeof(IDataRecord), typeof(DataRow), typeof(DataRowView)];

    // The usual ones by name as well: a native program may have lost the interfaces.
    private static readonly Type[] OfSets =
    [
        typeof(ISet<>),
        typeof(IReadOnlySet<>),
        typeof(HashSet<>),
        typeof(SortedSet<>),
        typeof(ImmutableHashSet<>),
    ];

    private static readonly Type[] OfLists = [typeof(IList<>), typeof(IReadOnlyList<>)];

    public static DataShape Of(object? item) =>
        item switch
        {
            // Numbers, texts, times and null among them, so that the most usual values are not looked up.
            null or IConvertible => DataShape.Value,
            JsonElement { ValueKind: JsonValueKind.Array } => DataShape.List,
            JsonElement { ValueKind: JsonValueKind.Object } => DataShape.Pairs,
            _ => Known.GetValue(item.GetType(), static type => new StrongBox<DataShape>(Find(type))).Value,
        };

    /// <summary>The shape; null where an item does not even tell what it is, as that of a JSON document that was disposed.</summary>
    public static DataShape? TryOf(object? item)
    {
        try
        {
            return Of(item);
        }
#pragma warning disable CA1031 // It is refused when it is read.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static DataShape Find(Type type)
    {
        if (type.IsArray && type.GetArrayRank() > 1)
        {
            return IsByte(type.GetElementType()) ? DataShape.Bytes : DataShape.Tensor;
        }
        if (type == typeof(StringValues))
        {
            return DataShape.Value;
        }
        if (
            typeof(Stream).IsAssignableFrom(type)
            || typeof(IMemoryOwner<byte>).IsAssignableFrom(type)
            || OfBytes.Contains(type)
        )
        {
            return DataShape.Bytes;
        }
        if (typeof(IDataReader).IsAssignableFrom(type) || typeof(DataTable).IsAssignableFrom(type))
        {
            return DataShape.Table;
        }
        if (Array.Exists(OfRecords, each => each.IsAssignableFrom(type)))
        {
            return DataShape.Record;
        }
        if (typeof(ITuple).IsAssignableFrom(type))
        {
            return DataShape.Tuple;
        }
        if (IsOf(type, typeof(Memory<>), typeof(ReadOnlyMemory<>)))
        {
            return DataShape.Memory;
        }
        return typeof(IEnumerable).IsAssignableFrom(type) ? FindEnumerable(type) : DataShape.Value;
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "An interface that nothing casts to may be gone: the type then counts as the list or sequence that it is as well."
    )]
    private static DataShape FindEnumerable(Type type)
    {
        Type[] interfaces = type.GetInterfaces();
        Type[] elements = [.. Arguments(interfaces.Append(type), typeof(IEnumerable<>))];
        bool IsAny(params Type[] definitions) => interfaces.Append(type).Any(each => IsOf(each, definitions));

        if (elements.Any(IsByte))
        {
            return DataShape.Bytes;
        }
        if (
            typeof(IDictionary).IsAssignableFrom(type)
            || typeof(NameObjectCollectionBase).IsAssignableFrom(type)
            || type.FullName == JsonProperty
            || IsAny(OfPairs)
            || elements.Any(each => IsOf(each, typeof(KeyValuePair<,>)))
        )
        {
            return DataShape.Pairs;
        }
        if (IsAny(OfSets))
        {
            return DataShape.Set;
        }
        if (IsAny(typeof(IGrouping<,>)))
        {
            return DataShape.Group;
        }
        if (TensorLengths.AreOf(type, interfaces))
        {
            return DataShape.Tensor;
        }
        if (IsText(type, elements))
        {
            return DataShape.Text;
        }
        if (typeof(IList).IsAssignableFrom(type) || IsAny(OfLists))
        {
            return DataShape.List;
        }
        return elements.Any(IsNumeric) ? DataShape.Series : DataShape.Sequence;
    }

    /// <summary>Whether the type is a text: converts to one by itself, or holds letters and is neither an array nor a plain list of them.</summary>
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "A conversion that nothing uses may be gone: the type then counts as the list or sequence that it is as well."
    )]
    private static bool IsText(Type type, Type[] elements) =>
        (elements.Contains(typeof(char)) && !type.IsArray && type != typeof(List<char>))
        || type.GetMethods().Any(each => each.Name == "op_Implicit" && each.ReturnType == typeof(string));

    private static IEnumerable<Type> Arguments(IEnumerable<Type> types, Type definition) =>
        types.Where(each => IsOf(each, definition)).Select(each => each.GetGenericArguments()[0]);

    private static bool IsOf(Type type, params ReadOnlySpan<Type> definitions) =>
        type.IsGenericType && definitions.Contains(type.GetGenericTypeDefinition());

    private static bool IsByte(Type? type) => type == typeof(byte) || type == typeof(byte?);

    private static bool IsNumeric(Type type) => type.IsValueType && ScalarTypes.Include(type);
}
