using System.CommandLine;

namespace ModelData.Cli.Services;

/// <summary>The argument and the option that say which web service is meant.</summary>
internal sealed class ServiceOptions
{
    private const string DefaultWorkspace = "default/default/default";

    private readonly Argument<string> _service = new("service")
    {
        Description =
            "The web service: its name, or the whole path that list prints (<subscription>/<resource group>/<workspace>/<service>).",
    };

    private readonly Option<string?> _workspace = new("--workspace")
    {
        Description = $"The workspace of a web service that is given by its name. Default: {DefaultWorkspace}.",
        HelpName = "subscription/resource group/workspace",
    };

    public void AddTo(Command command)
    {
        command.Add(_service);
        command.Add(_workspace);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="CommandFailedException">A name is not legal.</exception>
    public ServiceName Read(ParseResult arguments)
    {
        string service = arguments.GetValue(_service)!;
        string? workspace = arguments.GetValue(_workspace);
        if (!service.Contains('/', StringComparison.Ordinal))
        {
            return ServiceName.Of(workspace ?? DefaultWorkspace, service);
        }
        return workspace is null
            ? ServiceName.OfPath(service)
            : throw new CommandFailedException($"'{service}' has a workspace already: leave --workspace out.");
    }
}
