using System.CommandLine;
using ModelData.EventHubs;

namespace ModelData.Cli.Commands;

/// <summary>The hub that a command sends to or reads.</summary>
/// <param name="variable">Reads an environment variable.</param>
/// <param name="right">The right that the command needs: send or listen.</param>
internal sealed class HubOptions(Func<string, string?> variable, string right)
{
    private const string ConnectionStringVariable = "EventHubs__ConnectionString";
    private const string NameVariable = "EventHubs__HubName";

    private readonly Option<string?> _hub = new("--hub")
    {
        Description =
            $"An Event Hubs connection string with the {right} right. Default: the environment variable {ConnectionStringVariable}, "
            + "which keeps the key out of the list of processes.",
        HelpName = "connection string",
    };

    private readonly Option<string?> _name = new("--hub-name")
    {
        Description =
            $"The hub. Default: the environment variable {NameVariable}, else the EntityPath of the connection string.",
        HelpName = "name",
    };

    public void AddTo(Command command)
    {
        command.Add(_hub);
        command.Add(_name);
    }

    /// <summary>The hub; nothing is sent yet.</summary>
    /// <exception cref="CommandFailedException">No hub is given, or the connection string is malformed.</exception>
    public EventHubsConnection Open(ParseResult arguments)
    {
        try
        {
            return new EventHubsConnection(ConnectionString(arguments), HubName(arguments));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // The client's messages name parts and never values.
            throw new CommandFailedException(e.Message, e);
        }
    }

    /// <summary>The connection string.</summary>
    /// <exception cref="CommandFailedException">None is given.</exception>
    public string ConnectionString(ParseResult arguments) =>
        arguments.GetValue(_hub)
        ?? Set(ConnectionStringVariable)
        ?? throw new CommandFailedException(
            $"No hub is given: set {ConnectionStringVariable}, or use --hub <connection string>."
        );

    /// <summary>The hub's name; <see langword="null"/> when only the connection string may say it.</summary>
    public string? HubName(ParseResult arguments) => arguments.GetValue(_name) ?? Set(NameVariable);

    private string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
