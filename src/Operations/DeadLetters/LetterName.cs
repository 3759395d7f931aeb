using System.Buffers;
using System.Globalization;

namespace ModelData.Operations.DeadLetters;

/// <summary>The name of a dead letter: <c>&lt;incarnation&gt;/&lt;partition&gt;/&lt;sequence number, 20 digits&gt;[-gap].json</c>.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="SequenceNumber">Of the event; of the first missing one for a gap.</param>
/// <param name="IsGap">Whether it stands for events that were never seen.</param>
public readonly record struct LetterName(string Partition, long SequenceNumber, bool IsGap)
{
    private const int Digits = 20;
    private const string Extension = ".json";
    private const string Gap = "-gap";
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static bool TryParse(string text, out LetterName name)
    {
        name = default;
        string[] parts = text.Split('/');
        if (
            parts is not [{ Length: 16 } incarnation, { Length: > 0 and <= 128 } partition, var file]
            || incarnation.AsSpan().ContainsAnyExcept(Hex)
            || !file.EndsWith(Extension, StringComparison.Ordinal)
        )
        {
            return false;
        }
        string stem = file[..^Extension.Length];
        bool isGap = stem.EndsWith(Gap, StringComparison.Ordinal);
        stem = isGap ? stem[..^Gap.Length] : stem;
        bool isNumber = long.TryParse(stem, NumberStyles.None, CultureInfo.InvariantCulture, out long sequenceNumber);
        name = new LetterName(partition, sequenceNumber, isGap);
        return isNumber && stem.Length == Digits;
    }
}
