using Spectre.Console;

namespace ModelData.Cli.Output;

/// <summary>A table of plain text: nothing in a cell is markup, and nothing of it controls a terminal.</summary>
internal sealed class TextTable
{
    /// <summary>Wide enough for every path: only a terminal folds lines, a pipe never does.</summary>
    private const int Unlimited = 16_384;

    private readonly Table _table = new() { Border = TableBorder.None };

    /// <summary>Starts a table.</summary>
    /// <param name="columns">The headings; one that begins with <c>&gt;</c> is aligned to the right.</param>
    public TextTable(params ReadOnlySpan<string> columns)
    {
        foreach (string column in columns)
        {
            bool isNumber = column.StartsWith('>');
            var header = new TableColumn(new Text(isNumber ? column[1..] : column))
            {
                NoWrap = true,
                Alignment = isNumber ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, 2, 0),
            };
            _table.AddColumn(header);
        }
    }

    public void Add(params ReadOnlySpan<string> cells)
    {
        var row = new List<Text>(cells.Length);
        foreach (string cell in cells)
        {
            row.Add(new Text(Printable.Line(cell)));
        }
        _table.AddRow(row);
    }

    public void WriteTo(TextWriter writer)
    {
        using var text = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(text),
            }
        );
        console.Profile.Width = Unlimited;
        console.Profile.Capabilities.Unicode = true;
        console.Write(_table);
        foreach (string line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            writer.Write(line.TrimEnd() + "\n");
        }
    }
}
