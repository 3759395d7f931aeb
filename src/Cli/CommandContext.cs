using System.Text;
using ModelData.Cli.Output;
using Spectre.Console;

namespace ModelData.Cli;

/// <summary>What a command sees of the process that it runs in.</summary>
/// <param name="Out">Standard output: results, and nothing else.</param>
/// <param name="Error">The error stream: problems and progress.</param>
/// <param name="IsTerminal">Whether a person reads the output: then nothing from outside reaches it unescaped.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Time">The clock.</param>
internal sealed record CommandContext(
    TextWriter Out,
    TextWriter Error,
    bool IsTerminal,
    Func<string, string?> Variable,
    TimeProvider Time
)
{
    /// <summary>Whether the terminal of the output understands escape sequences. Never into a pipe.</summary>
    public bool HasSequences { get; init; }

    /// <summary>Whether the output may have colours: not into a pipe, and not where <c>NO_COLOR</c> is set.</summary>
    public bool HasColours { get; init; }

    /// <summary>Whether a person reads the error stream, on a terminal that understands escape sequences: then progress is shown.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Where a person answers questions; null where nobody can.</summary>
    public TextReader? Answers { get; init; }

    /// <summary>How many columns and rows the terminal has now.</summary>
    public Func<(int Columns, int Rows)> ScreenSize { get; init; } = FindScreenSize;

    /// <summary>
    /// An environment variable without the white space and the byte order mark around it, which those from files and secrets may have; null when
    /// nothing is left.
    /// </summary>
    public string? Set(string name) => Variable(name)?.Trim('\uFEFF').Trim() is { Length: > 0 } value ? value : null;

    public static CommandContext OfProcess()
    {
        var utf8 = new UTF8Encoding(false);
        Capabilities terminal = AnsiConsole.Profile.Capabilities;
        bool isTerminal = !System.Console.IsOutputRedirected;
        var error = new StreamWriter(new OutputStream(System.Console.OpenStandardError(), isLossy: true), utf8)
        {
            AutoFlush = true,
        };
        return new(
            new StreamWriter(OutputStream.OfProcess(), utf8) { NewLine = "\n" },
            TextWriter.Synchronized(error),
            isTerminal,
            Environment.GetEnvironmentVariable,
            TimeProvider.System
        )
        {
            HasSequences = isTerminal && terminal.Ansi,
            HasColours = isTerminal && terminal is { Ansi: true, ColorSystem: not ColorSystem.NoColors },
            ShowsProgress =
                !System.Console.IsErrorRedirected
                && !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal),
            Answers = System.Console.IsInputRedirected || System.Console.IsErrorRedirected ? null : System.Console.In,
            ScreenSize = FindScreenSize,
        };
    }

    private static (int Columns, int Rows) FindScreenSize()
    {
        const int Columns = 80;
        const int Rows = 24;
        try
        {
            return System.Console.WindowWidth > 0
                ? (System.Console.WindowWidth, System.Console.WindowHeight)
                : (Columns, Rows);
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return (Columns, Rows);
        }
    }
}
