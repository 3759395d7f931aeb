using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.DeadLetters;

/// <summary>The options that select dead letters.</summary>
internal sealed class LetterFilterOptions
{
    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "Letters with this reason, for example sink-refused. docs/event-format.md lists them.",
        HelpName = "reason",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "Letters of events that the hub got at this time (UTC) or later.",
        HelpName = "time",
    };

    private readonly Option<string?> _before = new("--before")
    {
        Description = "Letters of events that the hub got before this time (UTC).",
        HelpName = "time",
    };

    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_from);
        command.Add(_before);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="CommandFailedException">A time cannot be read.</exception>
    public LetterFilter Read(ParseResult arguments) =>
        new(arguments.GetValue(_reason), ReadTime(arguments, _from), ReadTime(arguments, _before));

    private static DateTimeOffset? ReadTime(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is { } text ? TimeArgument.Read(option.Name, text) : null;
}
