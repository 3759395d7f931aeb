using System.Text;

namespace ModelData.Console.Files;

/// <summary>The head of a CSV file as fields. Whatever the bytes are, it makes the best of them.</summary>
internal static class CsvTable
{
    /// <summary>Reads a header line and rows.</summary>
    public static FileHead Read(ReadOnlySpan<byte> csv)
    {
        List<List<string>> rows = ReadRows(Encoding.UTF8.GetString(csv));
        return rows.Count == 0 ? new FileHead([], []) : new FileHead(rows[0], [.. rows.Skip(1)]);
    }

    private static List<List<string>> ReadRows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c is ',' or '\n' && !isQuoted)
            {
                End(row, field);
                if (c == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (c != '\r' || isQuoted)
            {
                field.Append(c);
            }
        }
        if (field.Length > 0 || row.Count > 0)
        {
            End(row, field);
            rows.Add(row);
        }
        return rows;
    }

    private static void End(List<string> row, StringBuilder field)
    {
        row.Add(field.ToString());
        field.Clear();
    }
}
