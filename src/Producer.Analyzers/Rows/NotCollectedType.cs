using Microsoft.CodeAnalysis;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>Types of properties that are neither values nor objects to be spread.</summary>
internal static class NotCollectedType
{
    private const string LeaveOut = "leave it out by [Feature(Ignore = true)]";

    /// <summary>Why a type that is no scalar is not collected, and what to do; null when its properties are.</summary>
    public static string? Why(ITypeSymbol type) =>
        IsBytes(type) ? $"bytes and streams (images, audio, video) are no features; {LeaveOut}"
        : IsEnumerable(type)
            ? $"a list or dictionary is not one value; {LeaveOut}, or give each of its values a property"
        : type.TypeKind is not (TypeKind.Class or TypeKind.Struct)
        || type.SpecialType == SpecialType.System_Object
        || type.IsTupleType
        || type.IsRefLikeType
        || IsOfThePlatform(type)
            ? $"make it a number, text, boolean, time, GUID, enumeration or a type of yours with such properties, or {LeaveOut}"
        : null;

    /// <summary>Whether a type holds bytes.</summary>
    public static bool IsBytes(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => array.ElementType.SpecialType == SpecialType.System_Byte,
            INamedTypeSymbol { TypeArguments.Length: 1 } generic => IsOfThePlatform(generic)
                && generic.TypeArguments[0].SpecialType == SpecialType.System_Byte
                && generic.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T,
            _ => type.OriginalDefinition.ToDisplayString() == "System.BinaryData" || IsStream(type),
        };

    private static bool IsStream(ITypeSymbol? type) =>
        type is not null
        && (type.OriginalDefinition.ToDisplayString() == "System.IO.Stream" || IsStream(type.BaseType));

    private static bool IsEnumerable(ITypeSymbol type) =>
        type is IArrayTypeSymbol
        || type.SpecialType == SpecialType.System_Collections_IEnumerable
        || type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
        || type.AllInterfaces.Any(each => each.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static bool IsOfThePlatform(ITypeSymbol type)
    {
        INamespaceSymbol? space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }
        return space?.Name is "System" or "Microsoft";
    }
}
