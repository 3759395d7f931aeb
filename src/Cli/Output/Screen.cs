using System.Text;

namespace ModelData.Cli.Output;

/// <summary>
/// A terminal's alternate screen, for what is looked at again and again: what stood on the terminal before is there again behind it, and so is what can be
/// scrolled back to. Where escape sequences are not understood, each text stands behind the one before.
/// </summary>
internal sealed class Screen : IDisposable
{
    private const string Enter = "\e[?1049h";
    private const string Leave = "\e[?1049l";
    private const string Home = "\e[H";
    private const string ClearRestOfLine = "\e[K";
    private const string ClearBelow = "\e[J";

    private readonly CommandContext _context;
    private bool _isFirst = true;

    public Screen(CommandContext context)
    {
        _context = context;
        if (context.HasSequences)
        {
            context.Out.Write(Enter);
        }
    }

    /// <summary>Shows a text in place of the one before, as much as there is room for.</summary>
    /// <param name="text">Lines, fit for a terminal.</param>
    public void Show(string text)
    {
        if (!_context.HasSequences)
        {
            _context.Out.Write(_isFirst ? text : $"\n{text}");
        }
        else
        {
            (int columns, int rows) = _context.ScreenSize();
            _context.Out.Write(Home);
            _context.Out.Write(Fit(text, Math.Max(columns, 1), Math.Max(rows, 2)));
            _context.Out.Write(ClearBelow);
        }
        _isFirst = false;
        _context.Out.Flush();
    }

    public void Dispose()
    {
        if (_context.HasSequences)
        {
            _context.Out.Write(Leave);
            _context.Out.Flush();
        }
    }

    // The terminal folds long lines: each takes as many rows as that makes.
    private static string Fit(string text, int columns, int rows)
    {
        var shown = new StringBuilder();
        int left = rows - 1;
        string[] lines = text.TrimEnd('\n').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int needed = Math.Max(1, (TextTable.WidthOf(lines[i]) + columns - 1) / columns);
            bool isLast = i == lines.Length - 1;
            if (needed > (isLast ? left + 1 : left))
            {
                shown.Append("... and more than fits this terminal").Append(ClearRestOfLine);
                break;
            }
            left -= needed;
            shown.Append(lines[i]).Append(ClearRestOfLine).Append(isLast ? "" : "\n");
        }
        return shown.ToString();
    }
}
