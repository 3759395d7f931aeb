using System.Buffers;
using System.Globalization;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// The name of a pack: <c>&lt;incarnation&gt;/&lt;partition&gt;/&lt;first sequence number, 20 digits&gt;-pack.jsonl</c>, with a number
/// behind <c>pack</c> when an earlier one was changed by somebody else. Where a letter lies follows from its sequence number.
/// </summary>
/// <param name="Incarnation">The life of the hub, 16 hex digits.</param>
/// <param name="Partition">The partition.</param>
/// <param name="First">The first sequence number whose letter may lie in it.</param>
/// <param name="Ordinal">1, or more after a change by somebody else.</param>
public readonly record struct LetterPackName(string Incarnation, string Partition, long First, int Ordinal = 1)
{
    /// <summary>How many sequence numbers a pack covers.</summary>
    public const int Span = 1000;

    private const int Digits = 20;
    private const string Infix = "-pack";
    private const string Extension = ".jsonl";
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The pack of a letter.</summary>
    public static LetterPackName Of(string incarnation, string partition, long sequenceNumber) =>
        new(incarnation, partition, FirstOf(sequenceNumber));

    /// <summary>The first sequence number of the pack that a letter lies in.</summary>
    public static long FirstOf(long sequenceNumber) => sequenceNumber - sequenceNumber % Span;

    /// <summary>The blob beside the pack that says which of its letters were sent again.</summary>
    public string Marks =>
        string.Create(CultureInfo.InvariantCulture, $"{Incarnation}/{Partition}/{First:D20}-marks.txt");

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Incarnation}/{Partition}/{First:D20}{Infix}{(Ordinal == 1 ? "" : $"-{Ordinal}")}{Extension}"
        );

    /// <summary>The name of a letter, wherever it lies.</summary>
    public string Letter(long sequenceNumber) =>
        string.Create(CultureInfo.InvariantCulture, $"{Incarnation}/{Partition}/{sequenceNumber:D20}.json");

    public static bool TryParse(string text, out LetterPackName name)
    {
        name = default;
        if (
            text.Split('/') is not [{ Length: 16 } incarnation, { Length: > 0 and <= 128 } partition, var file]
            || incarnation.AsSpan().ContainsAnyExcept(Hex)
            || file.Length < Digits
            || !long.TryParse(file.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out long first)
        )
        {
            return false;
        }

        string rest = file[Digits..];
        if (!rest.StartsWith(Infix, StringComparison.Ordinal) || !rest.EndsWith(Extension, StringComparison.Ordinal))
        {
            return false;
        }

        var ordinal = rest.AsSpan(Infix.Length..^Extension.Length);
        int number = 1;
        bool isOrdinal =
            ordinal.IsEmpty
            || (
                ordinal[0] == '-'
                && int.TryParse(ordinal[1..], NumberStyles.None, CultureInfo.InvariantCulture, out number)
                && number > 1
            );
        name = new LetterPackName(incarnation, partition, first, number);
        return isOrdinal && first % Span == 0;
    }
}
