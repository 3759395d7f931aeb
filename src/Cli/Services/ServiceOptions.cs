using System.CommandLine;

namespace ModelData.Cli.Services;

/// <summary>The argument and the option that say which web service is meant.</summary>
internal sealed class ServiceOptions
{
    private readonly Argument<string> _service = new("service") { Description = "The web service." };

    private readonly Option<string> _workspace = new("--workspace")
    {
        Description = "The workspace of the web service.",
        DefaultValueFactory = _ => "default/default/default",
        HelpName = "subscription/resource group/workspace",
    };

    public void AddTo(Command command)
    {
        command.Add(_service);
        command.Add(_workspace);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="CommandFailedException">A name is not legal.</exception>
    public ServiceName Read(ParseResult arguments) =>
        ServiceName.Of(arguments.GetValue(_workspace)!, arguments.GetValue(_service)!);
}
