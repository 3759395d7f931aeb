using System.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>A number or letter that is not written out as what it becomes.</summary>
internal sealed class ConvertedNumber
{
    private ConvertedNumber(Location location, string value, string from, string to, string consequence)
    {
        Location = location;
        Value = value;
        From = from;
        To = to;
        Consequence = consequence;
    }

    public Location Location { get; }

    public string Value { get; }

    public string From { get; }

    public string To { get; }

    public string Consequence { get; }

    /// <summary>What an implicit conversion does to the value, if it may change it.</summary>
    public static ConvertedNumber? TryFind(IOperation element)
    {
        switch (element)
        {
            case ISpreadOperation { ElementConversion.IsNumeric: true, ElementType: { } from } spread:
                return TryFind(spread.Operand, from, ElementTypeOf(spread.Parent?.Type), "each of ");
            case ICoalesceOperation { Value.Type: { } from } coalesce:
                return TryFind(coalesce.Value, from, coalesce.Type, "");
            case IConversionOperation { IsImplicit: true, Operand: { Type: { } from } value } conversion:
                return TryFind(value, from, conversion.Type, "")
                    // The value may be converted twice: to the type of its neighbours, and to what the row holds.
                    ?? TryFind(value);
            default:
                return null;
        }
    }

    private static ConvertedNumber? TryFind(IOperation value, ITypeSymbol from, ITypeSymbol? to, string prefix)
    {
        SpecialType source = NumberOf(from);
        SpecialType target = NumberOf(to);
        string? consequence = ConsequenceOf(source, target);
        return consequence is null || IsKept(value.ConstantValue, target)
            ? null
            : new ConvertedNumber(
                value.Syntax.GetLocation(),
                $"{prefix}{value.Syntax}",
                NameOf(from),
                NameOf(to!),
                consequence
            );
    }

    private static string? ConsequenceOf(SpecialType from, SpecialType to) =>
        (from, to) switch
        {
            (SpecialType.System_Char, not SpecialType.None and not SpecialType.System_Char) =>
                "collects its code in place of the letter",
            (SpecialType.System_Int32 or SpecialType.System_UInt32, SpecialType.System_Single) => "may lose digits",
            (
                SpecialType.System_Int64
                    or SpecialType.System_UInt64
                    or SpecialType.System_IntPtr
                    or SpecialType.System_UIntPtr,
                SpecialType.System_Single
                    or SpecialType.System_Double
            ) => "may lose digits",
            _ => null,
        };

    /// <summary>Whether a constant comes out as it went in.</summary>
    private static bool IsKept(Optional<object?> constant, SpecialType to)
    {
        BigInteger? number = constant.Value switch
        {
            int value => value,
            uint value => value,
            long value => value,
            ulong value => value,
            _ => null,
        };
        return number is { } exact
            && new BigInteger(to == SpecialType.System_Single ? (float)exact : (double)exact) == exact;
    }

    private static SpecialType NumberOf(ITypeSymbol? type)
    {
        SpecialType special = Underlying(type)?.SpecialType ?? SpecialType.None;
        return
            special
                is SpecialType.System_Char
                    or (>= SpecialType.System_SByte and <= SpecialType.System_Double)
                    or SpecialType.System_IntPtr
                    or SpecialType.System_UIntPtr
            ? special
            : SpecialType.None;
    }

    private static string NameOf(ITypeSymbol type) => Underlying(type)!.ToDisplayString();

    private static ITypeSymbol? Underlying(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;

    private static ITypeSymbol? ElementTypeOf(ITypeSymbol? collection) =>
        collection switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: 1 } generic => generic.TypeArguments[0],
            _ => null,
        };
}
