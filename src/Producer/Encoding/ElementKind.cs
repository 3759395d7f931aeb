namespace ModelData.Producer.Encoding;

/// <summary>The kind of a CLR type, found once per type: the JIT folds it into a constant where the type is a struct.</summary>
internal static class ElementKind<T>
{
    public static readonly ValueKind Kind = Find(typeof(T));

    private static ValueKind Find(Type type) =>
        type switch
        {
            _ when type == typeof(double) => ValueKind.Double,
            _ when type == typeof(float) => ValueKind.Float,
            _ when type == typeof(int) => ValueKind.Int32,
            _ when type == typeof(long) => ValueKind.Int64,
            _ when type == typeof(bool) => ValueKind.Boolean,
            _ when type == typeof(byte) || type == typeof(byte?) => ValueKind.Binary,
            _ when type == typeof(object) || ScalarTypes.Include(type) => ValueKind.Scalar,
            _ => ValueKind.Unsupported,
        };
}
