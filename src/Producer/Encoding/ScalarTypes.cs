using System.Numerics;

namespace ModelData.Producer.Encoding;

/// <summary>The CLR types whose values are collected as they are, nullable or not.</summary>
internal static class ScalarTypes
{
    public static bool Include(Type type) => IsScalar(Nullable.GetUnderlyingType(type) ?? type);

    private static bool IsScalar(Type type) =>
        type == typeof(string)
        || type == typeof(decimal)
        || type == typeof(DateTime)
        || type == typeof(DateTimeOffset)
        || type == typeof(DateOnly)
        || type == typeof(TimeOnly)
        || type == typeof(TimeSpan)
        || type == typeof(Guid)
        || type == typeof(Uri)
        || type == typeof(Half)
        || type == typeof(FeatureValue)
        || type == typeof(Int128)
        || type == typeof(UInt128)
        || type == typeof(BigInteger)
        || type.IsEnum
        || type.IsPrimitive;
}
