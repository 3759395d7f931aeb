namespace ModelData.Ingestion.Model;

/// <summary>Reads lists of formats as settings have them.</summary>
public static class FormatList
{
    /// <summary>Reads for example <c>csv,parquet</c>.</summary>
    /// <param name="text">Names separated by commas.</param>
    /// <returns>The formats, each once, in the order of the enumeration; <see langword="null"/> when there is none or an unknown one.</returns>
    public static IReadOnlyList<FileKind>? TryParse(string text)
    {
        var kinds = new SortedSet<FileKind>();
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name.Equals("csv", StringComparison.OrdinalIgnoreCase))
            {
                kinds.Add(FileKind.Csv);
            }
            else if (name.Equals("parquet", StringComparison.OrdinalIgnoreCase))
            {
                kinds.Add(FileKind.Parquet);
            }
            else
            {
                return null;
            }
        }

        return [.. kinds];
    }
}
