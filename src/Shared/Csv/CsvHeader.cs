using System.Text;
using System.Text.Unicode;

namespace ModelData;

/// <summary>Reads the names of a header line.</summary>
internal static class CsvHeader
{
    /// <summary>Reads the names.</summary>
    /// <param name="line">The line without its line end.</param>
    /// <param name="names">The names, in order.</param>
    /// <returns>Whether the line is legal CSV in UTF-8 of not too many fields.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, List<string> names) => Read(line, names) is null;

    /// <summary>Reads the names.</summary>
    /// <param name="line">The line without its line end.</param>
    /// <param name="names">The names, in order; with a fault, those before it.</param>
    /// <returns>What is wrong, for a person; null when nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> line, List<string> names)
    {
        names.Clear();
        if (!Utf8.IsValid(line))
        {
            return $"The header line is not UTF-8; it begins with {Shown.Text(line)}.";
        }
        while (names.Count < EventLimits.MaxColumns)
        {
            int end;
            if (!line.IsEmpty && line[0] == CsvDialect.Quote)
            {
                if (!TryReadQuoted(line, names, out end))
                {
                    return $"The name of column {names.Count + 1} has a quote that is not closed, or something behind its closing quote: {Shown.Text(line)}.";
                }
            }
            else
            {
                end = line.IndexOf(CsvDialect.Comma);
                end = end < 0 ? line.Length : end;
                if (line[..end].ContainsAny(CsvDialect.Quote, CsvDialect.LineFeed, CsvDialect.CarriageReturn))
                {
                    return $"The name of column {names.Count + 1} holds a quote or a carriage return and is not quoted: {Shown.Text(line[..end])}.";
                }
                names.Add(Encoding.UTF8.GetString(line[..end]));
            }
            if (end == line.Length)
            {
                return null;
            }
            line = line[(end + 1)..];
        }
        return $"The header line has more than {EventLimits.MaxColumns} columns, system columns included.";
    }

    private static bool TryReadQuoted(ReadOnlySpan<byte> line, List<string> names, out int end)
    {
        StringBuilder name = new();
        end = 1;
        while (line[end..].IndexOf(CsvDialect.Quote) is >= 0 and int length)
        {
            name.Append(Encoding.UTF8.GetString(line.Slice(end, length)));
            end += length + 1;
            if (end == line.Length || line[end] == CsvDialect.Comma)
            {
                names.Add(name.ToString());
                return true;
            }
            if (line[end] != CsvDialect.Quote)
            {
                return false;
            }
            name.Append('"');
            end++;
        }
        return false;
    }
}
