using System.Text;

namespace ModelData;

/// <summary>
/// The one rule of what a value of each type may look like, whatever file it goes to. What is accepted in another spelling than the plain one is written
/// in the plain one, so that every format holds the same value. docs/event-format.md has the rule as a table.
/// </summary>
internal static class TypedValue
{
    /// <summary>Judges the text of a field that is not empty, without quotes around it.</summary>
    public static ValueForm Judge(FeatureType type, ReadOnlySpan<byte> text) =>
        type switch
        {
            FeatureType.String => ValueForm.Plain,
            FeatureType.Double => NumberText.OfFloatingPoint(text, isSingle: false),
            FeatureType.Float => NumberText.OfFloatingPoint(text, isSingle: true),
            FeatureType.Int64 => NumberText.OfInteger(text, is32Bit: false),
            FeatureType.Int32 => NumberText.OfInteger(text, is32Bit: true),
            FeatureType.Boolean => OfBoolean(text),
            FeatureType.Timestamp => OfTime(text),
            _ => ValueForm.None,
        };

    /// <summary>Writes the plain spelling of a lenient one.</summary>
    public static void WritePlain(FeatureType type, ReadOnlySpan<byte> text, RetainedBuffer output)
    {
        switch (type)
        {
            case FeatureType.Boolean:
                Append(text.Length == 4 ? "true"u8 : "false"u8, output);
                break;
            case FeatureType.Timestamp:
                TimeText.TryParse(text, isStrict: false, out long ticks);
                CsvTimestamp.Format(new DateTimeOffset(ticks, TimeSpan.Zero), output.GetSpan(CsvTimestamp.Length));
                output.Advance(CsvTimestamp.Length);
                break;
            default:
                Append(NumberText.ToPlain(text), output);
                break;
        }
    }

    /// <summary>What a value of a type may look like, for a person.</summary>
    public static string Accepted(FeatureType type) =>
        type switch
        {
            FeatureType.Double =>
                "a number such as 41.5 or 1E-05 within 64-bit floating point, NaN, Infinity or -Infinity",
            FeatureType.Float =>
                "a number such as 41.5 or 1E-05 within 32-bit floating point, NaN, Infinity or -Infinity",
            FeatureType.Int64 => $"an integer from {long.MinValue} to {long.MaxValue} without point or exponent",
            FeatureType.Int32 => $"an integer from {int.MinValue} to {int.MaxValue} without point or exponent",
            FeatureType.Boolean => "true or false",
            FeatureType.Timestamp =>
                "a time such as 2026-11-23T05:41:11.123456Z, or with an offset such as +01:00, or with neither (then it is UTC)",
            _ => "any text",
        };

    private static ValueForm OfBoolean(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) ? ValueForm.Plain
        : Ascii.EqualsIgnoreCase(text, "true"u8) || Ascii.EqualsIgnoreCase(text, "false"u8) ? ValueForm.Lenient
        : ValueForm.None;

    private static ValueForm OfTime(ReadOnlySpan<byte> text) =>
        TimeText.TryParse(text, isStrict: true, out _) && TimeText.IsPlain(text) ? ValueForm.Plain
        : TimeText.TryParse(text, isStrict: false, out _) ? ValueForm.Lenient
        : ValueForm.None;

    private static void Append(ReadOnlySpan<byte> text, RetainedBuffer output)
    {
        text.CopyTo(output.GetSpan(text.Length));
        output.Advance(text.Length);
    }
}
