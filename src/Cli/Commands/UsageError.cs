using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using ModelData.Cli.Output;

namespace ModelData.Cli.Commands;

/// <summary>Arguments that no command takes: one line on the error stream, and where the help is. Scripts read the output, not help.</summary>
internal static class UsageError
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="action">What the parser would do.</param>
    /// <param name="context">Where to.</param>
    public static async Task<int> TellAsync(ParseResult arguments, ParseErrorAction action, CommandContext context)
    {
        await using var similar = new StringWriter();
        await using var problems = new StringWriter();
        action.ShowHelp = false;
        await arguments.InvokeAsync(new InvocationConfiguration { Output = similar, Error = problems });
        string text = OneLine($"{problems}{similar}");
        await context.Error.WriteLineAsync(Printable.Line($"{text} See `{PathOf(arguments)} --help`."));
        return ExitCodes.Failed;
    }

    private static string PathOf(ParseResult arguments)
    {
        string path = "";
        for (SymbolResult? it = arguments.CommandResult; it?.Parent is CommandResult; it = it.Parent)
        {
            path = $" {((CommandResult)it).Command.Name}{path}";
        }
        return $"modeldata{path}";
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
