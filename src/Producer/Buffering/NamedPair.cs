using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ModelData.Producer.Buffering;

/// <summary>Reads pairs of a name and a value of any type.</summary>
internal static class NamedPair
{
    /// <summary>Reads pairs.</summary>
    /// <returns>Whether all of them are such; not so where a native program has lost the members of their type.</returns>
    public static bool TryReadAll(IEnumerable pairs, List<KeyValuePair<string, object?>> values)
    {
        foreach (object? pair in pairs)
        {
            if (pair is null || !TryRead(pair, out KeyValuePair<string, object?> value))
            {
                return false;
            }
            values.Add(value);
        }
        return true;
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2075",
        Justification = "Where the members are gone the row is refused."
    )]
    private static bool TryRead(object pair, out KeyValuePair<string, object?> value)
    {
        Type type = pair.GetType();
        value = default;
        if (
            !type.IsGenericType
            || type.GetGenericTypeDefinition() != typeof(KeyValuePair<,>)
            || type.GetProperty("Key") is not { } key
            || type.GetProperty("Value") is not { } held
            || key.GetValue(pair) is not string name
        )
        {
            return false;
        }
        value = new(name, held.GetValue(pair));
        return true;
    }
}
