using Spectre.Console.Rendering;

namespace ModelData.Cli.Output;

/// <summary>
/// A table of plain text: nothing in a cell is markup, and nothing of it controls a terminal. Each row is one line, whole, however wide it is: a
/// terminal may fold it, a pipe never gets two.
/// </summary>
internal sealed class TextTable
{
    /// <summary>Cells that are wider push the rest of their own row alone: one long value must not fill the others with blanks.</summary>
    private const int MaxPadding = 256;

    private const string Gap = "  ";

    private readonly bool[] _isNumber;
    private readonly List<string[]> _rows = [];

    /// <summary>Starts a table.</summary>
    /// <param name="columns">The headings; one that begins with <c>&gt;</c> is aligned to the right.</param>
    public TextTable(params ReadOnlySpan<string> columns)
    {
        _isNumber = [.. columns.ToArray().Select(column => column.StartsWith('>'))];
        Add([.. columns.ToArray().Select((column, i) => _isNumber[i] ? column[1..] : column)]);
    }

    private TextTable(int columns) => _isNumber = new bool[columns];

    /// <summary>Starts a table whose headings are names from outside, whatever they begin with.</summary>
    public static TextTable OfNames(IReadOnlyList<string> names)
    {
        var table = new TextTable(names.Count);
        table.Add([.. names]);
        return table;
    }

    public void Add(params ReadOnlySpan<string> cells)
    {
        string[] row = new string[_isNumber.Length];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = Printable.Line(cells[i]);
        }
        _rows.Add(row);
    }

    public void WriteTo(TextWriter writer)
    {
        int[] widths = new int[_isNumber.Length];
        foreach (string[] row in _rows)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Min(Math.Max(widths[i], WidthOf(row[i])), MaxPadding);
            }
        }
        foreach (string[] row in _rows)
        {
            WriteRow(writer, row, widths);
        }
    }

    /// <summary>How many cells of a terminal a text takes: letters of some scripts take two, some marks none.</summary>
    public static int WidthOf(string cell) =>
        cell.AsSpan().ContainsAnyExceptInRange(' ', '~') ? new Segment(cell).CellCount() : cell.Length;

    private void WriteRow(TextWriter writer, string[] row, int[] widths)
    {
        // What only fills up is written once something stands behind it.
        int blanks = 0;
        for (int i = 0; i < row.Length; i++)
        {
            string cell = row[i].TrimEnd(' ');
            int fill = Math.Max(widths[i] - WidthOf(cell), 0);
            blanks += _isNumber[i] ? fill : 0;
            if (cell.Length > 0)
            {
                writer.Write(new string(' ', blanks));
                writer.Write(cell);
                blanks = 0;
            }
            blanks += (_isNumber[i] ? 0 : fill) + Gap.Length;
        }
        writer.Write("\n");
    }
}
