using Microsoft.CodeAnalysis;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>What a type of values becomes in a row.</summary>
internal sealed class ScalarFeature
{
    private static readonly ScalarFeature Integer = new("Int32", "(int)");
    private static readonly ScalarFeature Long = new("Int64", "(long)");
    private static readonly ScalarFeature Text = new("String");
    private static readonly ScalarFeature OwnText = new("String", "(global::ModelData.Producer.FeatureValue)");
    private static readonly ScalarFeature Enumeration = new("String") { Method = "AddEnum" };

    private static readonly Dictionary<SpecialType, ScalarFeature> BySpecialType = new()
    {
        [SpecialType.System_Boolean] = new("Boolean"),
        [SpecialType.System_Char] = Text,
        [SpecialType.System_SByte] = Integer,
        [SpecialType.System_Byte] = Integer,
        [SpecialType.System_Int16] = Integer,
        [SpecialType.System_UInt16] = Integer,
        [SpecialType.System_Int32] = new("Int32"),
        [SpecialType.System_UInt32] = Long,
        [SpecialType.System_Int64] = new("Int64"),
        [SpecialType.System_IntPtr] = Long,
        [SpecialType.System_UInt64] = new("Double") { Exact = "UInt64" },
        [SpecialType.System_UIntPtr] = new("Double", "(ulong)") { Exact = "UInt64" },
        [SpecialType.System_Single] = new("Float"),
        [SpecialType.System_Double] = new("Double"),
        [SpecialType.System_Decimal] = new("Double") { Exact = "Decimal" },
        [SpecialType.System_String] = Text,
        [SpecialType.System_DateTime] = new("Timestamp"),
    };

    private static readonly Dictionary<string, ScalarFeature> ByName = new()
    {
        ["System.Half"] = new("Float", "(float)"),
        ["System.DateTimeOffset"] = new("Timestamp"),
        ["System.DateOnly"] = new("String", OwnText.Cast) { Exact = "Date" },
        ["System.TimeOnly"] = OwnText,
        ["System.TimeSpan"] = OwnText,
        ["System.Guid"] = new("String", OwnText.Cast) { Exact = "Uuid" },
        ["System.Uri"] = OwnText,
        ["System.Int128"] = OwnText,
        ["System.UInt128"] = OwnText,
        ["System.Numerics.BigInteger"] = OwnText,
    };

    private ScalarFeature(string type, string cast = "")
    {
        Type = type;
        Cast = cast;
    }

    /// <summary>The member of <c>FeatureType</c>.</summary>
    public string Type { get; }

    /// <summary>What stands before the value where it is added.</summary>
    public string Cast { get; }

    /// <summary>The member of <c>ExactTypeKind</c>, where the type cannot say it.</summary>
    public string? Exact { get; private set; }

    /// <summary>The method of <c>RowBuilder</c>.</summary>
    public string Method { get; private set; } = "Add";

    /// <summary>Whether it may have a precision.</summary>
    public bool IsDecimal => Exact == "Decimal";

    /// <summary>What a type becomes that is not nullable; null where its values are not collected as they are.</summary>
    public static ScalarFeature? Find(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum ? Enumeration
        : BySpecialType.TryGetValue(type.SpecialType, out ScalarFeature? special) ? special
        : ByName.TryGetValue(type.OriginalDefinition.ToDisplayString(), out ScalarFeature? named) ? named
        : null;
}
