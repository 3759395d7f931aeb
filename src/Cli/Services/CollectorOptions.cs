using System.CommandLine;

namespace ModelData.Cli.Services;

/// <summary>The options that select some collectors of a web service.</summary>
internal sealed class CollectorOptions
{
    private readonly Option<string?> _model = Name("--model", "name", "Only collectors of this model.");
    private readonly Option<string?> _version = Name("--model-version", "version", "Only those of this version.");
    private readonly Option<string?> _identifier = Name(
        "--identifier",
        "name",
        "Only those of this, for example inputs. Of the three, those that are not given stand for any; without all of them the whole service is meant."
    );

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_version);
        command.Add(_identifier);
    }

    /// <summary>What a change is about.</summary>
    public SettingsScope Read(ParseResult arguments)
    {
        string? model = arguments.GetValue(_model);
        string? version = arguments.GetValue(_version);
        string? identifier = arguments.GetValue(_identifier);
        return new SettingsScope(
            (model ?? version ?? identifier) is null
                ? null
                : new CollectorName(Named(model), Named(version), Named(identifier))
        );
    }

    private static string Named(string? name) => name ?? CollectorSettings.Any;

    private static Option<string?> Name(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };
}
