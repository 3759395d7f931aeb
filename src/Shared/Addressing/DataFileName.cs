using System.Buffers;
using System.Globalization;

namespace ModelData;

/// <summary>
/// The name of a data file in a folder: <c>data[-p&lt;partition&gt;][-&lt;schema hash&gt;][-&lt;ordinal&gt;].&lt;extension&gt;</c>. Plain
/// <c>data.csv</c> is the first schema of the folder; <c>data-&lt;schema hash&gt;.csv</c> holds another schema, <c>data-2.csv</c> takes over from a file that
/// must not be written, <c>data-p0007.csv</c> is partition 7's share of a model that is spread. All match <c>data*.csv</c>.
/// </summary>
/// <param name="SchemaHash">
/// 16 lower-case hex digits (<see cref="FeatureSchema.Hash"/>, in Parquet <see cref="FeatureSchema.TypedHash"/>), or null for the first schema of the folder.
/// </param>
/// <param name="Ordinal">1 (not written) to 999,999.</param>
/// <param name="Partition">The partition that a spread file belongs to, 0 to 9,999; null when it is not spread.</param>
/// <param name="Extension">Without the dot, for example <c>csv</c>.</param>
public readonly record struct DataFileName(
    string? SchemaHash = null,
    int Ordinal = 1,
    int? Partition = null,
    string Extension = "csv"
)
{
    private const int MaxOrdinal = 999_999;
    private const int MaxPartition = 9_999;
    private const int HashLength = 16;
    private const int MaxExtensionLength = 16;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Creates the name of the first schema's CSV file: <c>data.csv</c>.</summary>
    public DataFileName()
        : this(null) { }

    /// <summary>The name.</summary>
    /// <exception cref="InvalidOperationException">A part is out of its range.</exception>
    public override string ToString()
    {
        if (
            Ordinal is < 1 or > MaxOrdinal
            || Partition is < 0 or > MaxPartition
            || !IsExtension(Extension)
            || (SchemaHash is not null && !IsHash(SchemaHash))
        )
        {
            throw new InvalidOperationException("A part of the file name is out of its range.");
        }
        string partition = Partition is { } p ? $"-p{p:D4}" : "";
        string schema = SchemaHash is null ? "" : $"-{SchemaHash}";
        string ordinal = Ordinal == 1 ? "" : $"-{Ordinal}";
        return $"data{partition}{schema}{ordinal}.{Extension}";
    }

    /// <summary>Reads a name.</summary>
    /// <param name="text">The file name, without a folder.</param>
    /// <param name="name">Its parts.</param>
    /// <returns>Whether the text is exactly what <see cref="ToString"/> writes.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DataFileName name)
    {
        name = default;
        int dot = text.IndexOf('.');
        if (!text.StartsWith("data") || dot < 0 || !IsExtension(text[(dot + 1)..]))
        {
            return false;
        }
        DataFileName parsed = new(Extension: text[(dot + 1)..].ToString());
        ReadOnlySpan<char> rest = text[4..dot];
        if (rest.StartsWith("-p") && rest.Length >= 6 && TryNumber(rest[2..6], out int partition))
        {
            parsed = parsed with { Partition = partition };
            rest = rest[6..];
        }
        if (rest.Length > HashLength && rest[0] == '-' && IsHash(rest[1..(HashLength + 1)]))
        {
            parsed = parsed with { SchemaHash = rest[1..(HashLength + 1)].ToString() };
            rest = rest[(HashLength + 1)..];
        }
        if (rest.Length is > 1 and <= 7 && rest[0] == '-' && TryNumber(rest[1..], out int ordinal) && ordinal > 1)
        {
            parsed = parsed with { Ordinal = ordinal };
            rest = [];
        }
        if (!rest.IsEmpty || !text.SequenceEqual(parsed.ToString()))
        {
            return false;
        }
        name = parsed;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool IsHash(ReadOnlySpan<char> text) =>
        text.Length == HashLength && !text.ContainsAnyExcept(HexDigits);

    private static bool IsExtension(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxExtensionLength && !text.ContainsAnyExceptInRange('a', 'z');
}
