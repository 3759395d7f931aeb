using System.CommandLine;
using ModelData.EventHubs;

namespace ModelData.Cli.DeadLetters;

/// <summary>The hub that events are sent to.</summary>
internal sealed class HubOptions(Func<string, string?> variable)
{
    private const string ConnectionStringVariable = "EventHubs__ConnectionString";
    private const string NameVariable = "EventHubs__HubName";

    private readonly Option<string?> _hub = new("--hub")
    {
        Description =
            $"An Event Hubs connection string with the send right. Default: the environment variable {ConnectionStringVariable}, "
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
        string connectionString =
            arguments.GetValue(_hub)
            ?? Set(ConnectionStringVariable)
            ?? throw new CommandFailedException(
                $"No hub is given: set {ConnectionStringVariable}, or use --hub <connection string>."
            );
        try
        {
            return new EventHubsConnection(connectionString, arguments.GetValue(_name) ?? Set(NameVariable));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // The client's messages name parts and never values.
            throw new CommandFailedException(e.Message, e);
        }
    }

    private string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
