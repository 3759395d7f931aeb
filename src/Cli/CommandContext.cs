using System.Text;

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
    /// <summary>
    /// An environment variable without the white space and the byte order mark around it, which those from files and secrets may have; null when
    /// nothing is left.
    /// </summary>
    public string? Set(string name) => Variable(name)?.Trim('\uFEFF').Trim() is { Length: > 0 } value ? value : null;

    public static CommandContext OfProcess() =>
        new(
            new StreamWriter(System.Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" },
            System.Console.Error,
            !System.Console.IsOutputRedirected,
            Environment.GetEnvironmentVariable,
            TimeProvider.System
        );
}
