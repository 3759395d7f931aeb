namespace ModelData;

/// <summary>
/// The letters that stand for types in the attribute <c>columntypes</c> and in the schema hash, and the words in <c>_schema.json</c>. Never change one.
/// </summary>
internal static class FeatureTypeCodes
{
    /// <summary>The letters in the order of <see cref="FeatureType"/>.</summary>
    public const string Letters = "sdflibt";

    private static readonly string[] Words = ["string", "double", "float", "int64", "int32", "boolean", "timestamp"];

    public static char Letter(FeatureType type) =>
        (uint)type < (uint)Letters.Length
            ? Letters[(int)type]
            : throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type.");

    public static bool TryParse(char letter, out FeatureType type)
    {
        int index = Letters.IndexOf(letter, StringComparison.Ordinal);
        type = (FeatureType)Math.Max(index, 0);
        return index >= 0;
    }

    public static string Word(FeatureType type) =>
        (uint)type < (uint)Words.Length
            ? Words[(int)type]
            : throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type.");

    public static bool TryParseWord(string? word, out FeatureType type)
    {
        int index = Array.IndexOf(Words, word);
        type = (FeatureType)Math.Max(index, 0);
        return index >= 0;
    }
}
