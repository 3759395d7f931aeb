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

    private readonly Option<string?> _workspace = Name(
        "--workspace",
        "subscription/resource group/workspace",
        "Letters of events that name this workspace."
    );

    private readonly Option<string?> _service = Name(
        "--service",
        "name",
        "Letters of events that name this web service."
    );
    private readonly Option<string?> _model = Name("--model", "name", "Letters of events that name this model.");
    private readonly Option<string?> _version = Name(
        "--model-version",
        "version",
        "Letters of events that name this version of the model."
    );
    private readonly Option<string?> _identifier = Name(
        "--identifier",
        "name",
        "Letters of events that name this, for example inputs."
    );

    public void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_from);
        command.Add(_before);
        foreach (Option option in (Option[])[_workspace, _service, _model, _version, _identifier])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="CommandFailedException">A time or a workspace cannot be read.</exception>
    public LetterFilter Read(ParseResult arguments) =>
        new(arguments.GetValue(_reason), ReadTime(arguments, _from), ReadTime(arguments, _before))
        {
            Address =
            [
                .. ReadWorkspace(arguments),
                arguments.GetValue(_service),
                arguments.GetValue(_model),
                arguments.GetValue(_version),
                arguments.GetValue(_identifier),
            ],
        };

    private string?[] ReadWorkspace(ParseResult arguments) =>
        arguments.GetValue(_workspace) is not { } path ? [null, null, null]
        : CollectionAddress.TryParseWorkspace(path, out string? subscription, out string? group, out string? workspace)
            ? [subscription, group, workspace]
        : throw new CommandFailedException(
            "--workspace takes <subscription>/<resource group>/<workspace>, for example default/default/default."
        );

    private static DateTimeOffset? ReadTime(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is { } text ? TimeArgument.Read(option.Name, text) : null;

    private static Option<string?> Name(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };
}
