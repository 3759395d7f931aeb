using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The properties of a type of objects, as those of a typed row: those of base types first, in the order of declaration, objects within spread
/// by dotted names.
/// Looked up once per type. Thread-safe.
/// </summary>
internal sealed class ObjectShape
{
    private const string Reflects = "Reads the public properties of objects, which trimming may remove.";

    private static readonly ConditionalWeakTable<Type, ObjectShape> Known = [];

    private readonly ObjectProperty[] _properties;

    private ObjectShape(ObjectProperty[] properties) => _properties = properties;

    /// <summary>Whether an object is a row by its properties, and not a value, or a row by itself.</summary>
    public static bool IsRow(object row) =>
        TypeShape.Of(row) == DataShape.Value
        && row is not (IConvertible or JsonElement or JsonNode)
        && !ScalarTypes.Include(row.GetType());

    /// <summary>The shape of a type.</summary>
    [RequiresUnreferencedCode(Reflects)]
    public static ObjectShape Of(Type type)
    {
        if (!Known.TryGetValue(type, out ObjectShape? shape))
        {
            shape = new ObjectShape(Find(type, "", []));
            Known.AddOrUpdate(type, shape);
        }
        return shape;
    }

    /// <summary>Reads the values of an object.</summary>
    public List<KeyValuePair<string, object?>> Read(object row)
    {
        List<KeyValuePair<string, object?>> values = [];
        Read(_properties, row, values);
        return values;
    }

    private static void Read(ObjectProperty[] properties, object? owner, List<KeyValuePair<string, object?>> values)
    {
        foreach (ObjectProperty property in properties)
        {
            object? value = owner is null ? null : property.Getter.Invoke(owner);
            if (property.Parts is null)
            {
                values.Add(new(property.Name, value));
            }
            else
            {
                Read(property.Parts, value, values);
            }
        }
    }

    [RequiresUnreferencedCode(Reflects)]
    private static ObjectProperty[] Find(Type type, string prefix, List<Type> within)
    {
        List<(int Order, ObjectProperty Property)> found = [];
        within.Add(type);
        foreach (PropertyInfo property in PublicProperties(type))
        {
            FeatureAttribute? feature = property.GetCustomAttribute<FeatureAttribute>();
            if (feature?.Ignore == true)
            {
                continue;
            }
            string name = prefix + (feature?.Name ?? property.Name);
            Type held = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            ObjectProperty[]? parts = IsSpread(held) && !within.Contains(held) ? Find(held, name + ".", within) : null;
            found.Add(
                (feature?.Order ?? 0, new(name, MethodInvoker.Create(property.GetMethod!), parts is [] ? null : parts))
            );
        }
        within.RemoveAt(within.Count - 1);
        return [.. found.OrderBy(each => each.Order).Select(each => each.Property)];
    }

    /// <summary>Those of base types first; one that stands for another stands in its place.</summary>
    [RequiresUnreferencedCode(Reflects)]
    private static List<PropertyInfo> PublicProperties(Type type)
    {
        Stack<Type> chain = new();
        for (Type? each = type; each is not null; each = each.BaseType)
        {
            chain.Push(each);
        }
        List<PropertyInfo> properties = [];
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (PropertyInfo property in chain.SelectMany(each => each.GetProperties(declared)))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters() is not [])
            {
                continue;
            }
            int hidden = properties.FindIndex(each => each.Name == property.Name);
            if (hidden < 0)
            {
                properties.Add(property);
            }
            else
            {
                properties[hidden] = property;
            }
        }
        return properties;
    }

    /// <summary>Whether an object is spread into its properties; anything else is a value, and refused as such where it is none.</summary>
    private static bool IsSpread(Type type) =>
        !ScalarTypes.Include(type)
        && (type.IsClass || type.IsValueType)
        && !typeof(IEnumerable).IsAssignableFrom(type)
        && type.Namespace is var space
        && !(space is "System" or "Microsoft")
        && space?.StartsWith("System.", StringComparison.Ordinal) != true
        && space?.StartsWith("Microsoft.", StringComparison.Ordinal) != true;

    /// <param name="Name">The name of the feature.</param>
    /// <param name="Getter">Reads its value.</param>
    /// <param name="Parts">The properties that it is spread into; null where it is a value.</param>
    private sealed record ObjectProperty(string Name, MethodInvoker Getter, ObjectProperty[]? Parts);
}
