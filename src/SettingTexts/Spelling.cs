namespace ModelData.SettingTexts;

/// <summary>Finds the name that a misspelled one was meant to be.</summary>
internal static class Spelling
{
    private const int MostEdits = 3;

    /// <summary>The nearest name within a few edits; <see langword="null"/> when there is none. Case does not count.</summary>
    public static string? FindNearest(string text, IEnumerable<string> names) =>
        names
            .Select(name => (Name: name, Edits: CountEdits(text.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(it => it.Edits <= Math.Min(MostEdits, it.Name.Length / 2))
            .OrderBy(it => it.Edits)
            .Select(it => it.Name)
            .FirstOrDefault();

    // Levenshtein's distance, row by row.
    private static int CountEdits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
