using System.CommandLine;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Services;

/// <summary>The options of every command that changes a settings document.</summary>
internal sealed class ChangeOptions
{
    private readonly Option<string> _who = new("--as")
    {
        Description = "Who makes the change: it stands in the document, for people. Default: <user>@<machine>.",
        HelpName = "who",
    };

    private readonly Option<bool> _isDryRun = new("--dry-run")
    {
        Description = "Print the document that would be written, and write nothing.",
    };

    private readonly Option<bool> _isJson = new("--json")
    {
        Description = "Print one JSON object: the revision, what changed, and the document.",
    };

    public void AddTo(Command command)
    {
        command.Add(_who);
        command.Add(_isDryRun);
        command.Add(_isJson);
    }

    public string Who(ParseResult arguments) =>
        arguments.GetValue(_who) ?? $"{Environment.UserName}@{Environment.MachineName}";

    public bool IsDryRun(ParseResult arguments) => arguments.GetValue(_isDryRun);

    public bool IsJson(ParseResult arguments) => arguments.GetValue(_isJson);
}
