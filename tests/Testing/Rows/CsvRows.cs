namespace ModelData.Testing;

/// <summary>Reads the rows of a CSV file.</summary>
public static class CsvRows
{
    private const string Header = "$Timestamp,$CorrelationId,$RequestId,stream,number";

    /// <summary>Reads what can be read.</summary>
    /// <param name="content">The file.</param>
    /// <param name="damage">Takes the lines that are neither the header at the top nor a whole row.</param>
    public static List<FileRow> Read(string content, List<string> damage)
    {
        string[] lines = content.Split('\n');
        if (!lines[0].StartsWith(Header, StringComparison.Ordinal))
        {
            damage.Add($"header '{lines[0]}'");
        }

        if (lines[^1].Length > 0)
        {
            damage.Add($"cut off at '{lines[^1]}'");
        }

        var rows = new List<FileRow>(lines.Length);
        foreach (string line in lines.AsSpan(1, Math.Max(0, lines.Length - 2)))
        {
            string[] fields = line.Split(',');
            // Columns may follow that are not looked at.
            if (fields.Length >= 5 && long.TryParse(fields[4], out long number))
            {
                rows.Add(new FileRow(fields[3], number));
            }
            else
            {
                damage.Add($"'{line}'");
            }
        }

        return rows;
    }
}
