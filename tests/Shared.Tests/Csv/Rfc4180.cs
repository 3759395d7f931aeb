using System.Text;

namespace ModelData.Tests.Csv;

/// <summary>A second, plain reading of the dialect, which shares nothing with the product: one character at a time.</summary>
internal static class Rfc4180
{
    /// <summary>The rows; null for an empty unquoted field.</summary>
    public static List<string?[]> Parse(ReadOnlySpan<byte> utf8)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
        List<string?[]> rows = [];
        List<string?> row = [];
        int i = 0;
        while (i < text.Length)
        {
            StringBuilder field = new();
            bool isQuoted = text[i] == '"';
            if (isQuoted)
            {
                i++;
                while (true)
                {
                    if (text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                    {
                        field.Append('"');
                        i += 2;
                    }
                    else if (text[i] == '"')
                    {
                        i++;
                        break;
                    }
                    else
                    {
                        field.Append(text[i++]);
                    }
                }
            }
            else
            {
                while (text[i] is not (',' or '\n'))
                {
                    if (text[i] is '"' or '\r')
                    {
                        throw new FormatException($"A stray character at {i}.");
                    }
                    field.Append(text[i++]);
                }
            }
            row.Add(field.Length == 0 && !isQuoted ? null : field.ToString());
            if (text[i] == ',')
            {
                i++;
                if (i < text.Length && text[i] == '\n')
                {
                    row.Add(null);
                    rows.Add([.. row]);
                    row.Clear();
                    i++;
                }
            }
            else if (text[i] == '\n')
            {
                rows.Add([.. row]);
                row.Clear();
                i++;
            }
            else
            {
                throw new FormatException($"A field that goes on behind its quote at {i}.");
            }
        }
        return row.Count == 0 ? rows : throw new FormatException("The last row is not ended.");
    }
}
