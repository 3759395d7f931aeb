using System.Globalization;

namespace ModelData;

/// <summary>
/// What the letter of a column's type cannot say: in files that have such types (Parquet) the values keep it. Written as <c>uint64</c>,
/// <c>decimal</c>, <c>decimal(18:4)</c>, <c>date</c>, <c>time</c> or <c>uuid</c>.
/// </summary>
/// <param name="Kind">The kind of the values.</param>
/// <param name="Precision">
/// Of declared decimals the number of digits, 1 to <see cref="MaxPrecision"/>; else 0: decimals of any size.
/// </param>
/// <param name="Scale">Of declared decimals the digits behind the point, 0 to <paramref name="Precision"/>; else 0.</param>
public readonly record struct ExactType(ExactTypeKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>The most digits of a declared decimal: as many as a <see cref="decimal"/> always holds.</summary>
    public const int MaxPrecision = 28;

    private static readonly string[] Words = ["uint64", "decimal", "date", "time", "uuid"];

    /// <summary>The type of the column for whoever does not know exact types.</summary>
    public FeatureType Type =>
        Kind is ExactTypeKind.UInt64 or ExactTypeKind.Decimal ? FeatureType.Double : FeatureType.String;

    /// <summary>Whether kind, precision and scale are legal.</summary>
    internal bool IsLegal =>
        Enum.IsDefined(Kind)
        && (
            Kind == ExactTypeKind.Decimal && Precision != 0
                ? Precision is >= 1 and <= MaxPrecision && Scale >= 0 && Scale <= Precision
                : (Precision, Scale) == (0, 0)
        );

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The type.</param>
    /// <returns>Whether the text is one, and legal.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ExactType type)
    {
        type = default;
        int open = text.IndexOf('(');
        int kind = Array.IndexOf(Words, (open < 0 ? text : text[..open]).ToString());
        if (kind < 0)
        {
            return false;
        }
        type = new ExactType((ExactTypeKind)kind);
        if (open < 0)
        {
            return true;
        }
        ReadOnlySpan<char> digits = text[(open + 1)..];
        int colon = digits.IndexOf(':');
        if (
            colon < 0
            || digits[^1] != ')'
            || !TryNumber(digits[..colon], out int precision)
            || !TryNumber(digits[(colon + 1)..^1], out int scale)
        )
        {
            return false;
        }
        type = new ExactType(ExactTypeKind.Decimal, precision, scale);
        return kind == (int)ExactTypeKind.Decimal && precision > 0 && type.IsLegal;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Precision == 0
            ? Words[(int)Kind]
            : string.Create(CultureInfo.InvariantCulture, $"{Words[(int)Kind]}({Precision}:{Scale})");

    private static bool TryNumber(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
