using System.CommandLine;

namespace ModelData.Cli.Files;

/// <summary>The options that select folders.</summary>
/// <param name="time">The clock, for <c>yesterday</c>.</param>
/// <param name="from">The option for the first day.</param>
/// <param name="to">The option for the last day.</param>
internal sealed class FilterOptions(TimeProvider time, string from = "--from", string to = "--to")
{
    private readonly Option<string?> _workspace = Name(
        "--workspace",
        "subscription/resource group/workspace",
        "Only this workspace, for example default/default/default."
    );

    private readonly Option<string?> _service = Name("--service", "name", "Only this web service.");
    private readonly Option<string?> _model = Name("--model", "name", "Only this model.");
    private readonly Option<string?> _version = Name("--model-version", "version", "Only this version of the model.");
    private readonly Option<string?> _identifier = Name("--identifier", "name", "Only this, for example inputs.");
    private readonly Option<string?> _day = Name(
        "--day",
        "day",
        $"Only this UTC day: yesterday, today or yyyy-MM-dd. Excludes {from} and {to}."
    );

    private readonly Option<string?> _from = Name(from, "day", "The first UTC day. Default: from the beginning.");
    private readonly Option<string?> _to = Name(to, "day", "The last UTC day, included. Default: to the end.");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_workspace, _service, _model, _version, _identifier, _day, _from, _to])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="CommandFailedException">They select nothing that exists, or contradict each other.</exception>
    public FileFilter Read(ParseResult arguments)
    {
        string? subscription = null;
        string? resourceGroup = null;
        string? workspace = null;
        if (
            arguments.GetValue(_workspace) is { } path
            && !CollectionAddress.TryParseWorkspace(path, out subscription, out resourceGroup, out workspace)
        )
        {
            throw new CommandFailedException(
                "--workspace takes <subscription>/<resource group>/<workspace>, for example default/default/default."
            );
        }
        DateOnly? day = ReadDay(arguments, _day);
        DateOnly? first = ReadDay(arguments, _from);
        DateOnly? last = ReadDay(arguments, _to);
        if (day is not null && (first ?? last) is not null)
        {
            throw new CommandFailedException($"--day excludes {from} and {to}.");
        }
        if (first > last)
        {
            throw new CommandFailedException($"{from} is later than {to}.");
        }
        return new FileFilter
        {
            Subscription = subscription,
            ResourceGroup = resourceGroup,
            Workspace = workspace,
            WebService = arguments.GetValue(_service),
            Model = arguments.GetValue(_model),
            Version = arguments.GetValue(_version),
            Identifier = arguments.GetValue(_identifier),
            From = day ?? first,
            To = day ?? last,
        };
    }

    private DateOnly? ReadDay(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is { } text ? DayArgument.Read(option.Name, text, time) : null;

    private static Option<string?> Name(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };
}
