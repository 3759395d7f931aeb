using System.CommandLine;
using Azure.Core;
using Azure.Storage.Blobs;

namespace ModelData.Cli.Commands;

/// <summary>Which container a command works on: by options, else by the settings of the worker.</summary>
internal sealed class StorageOptions
{
    private readonly Surroundings _surroundings;
    private readonly string[] _variables;

    private StorageOptions(Surroundings surroundings, string container, string[] variables, string containerVariable)
    {
        _surroundings = surroundings;
        _variables = variables;
        Blobs = new Option<string?>("--blobs")
        {
            Description =
                $"A storage connection string. Default: the environment variable {string.Join(", else ", variables)}, "
                + "which keeps the key out of the list of processes.",
            HelpName = "connection string",
            Recursive = true,
        };
        Container = new Option<string>("--container")
        {
            Description = $"The container. Default: the environment variable {containerVariable}, else {container}.",
            DefaultValueFactory = _ => Set(containerVariable) ?? container,
            HelpName = "name",
            Recursive = true,
        };
    }

    public Option<string?> Blobs { get; }

    public Option<string> Container { get; }

    public static StorageOptions ForData(Surroundings surroundings) =>
        new(surroundings, "modeldata", ["Blobs__ConnectionString"], "Blobs__Container");

    public static StorageOptions ForDeadLetters(Surroundings surroundings) =>
        new(
            surroundings,
            "modeldata-deadletters",
            ["DeadLetters__ConnectionString", "Blobs__ConnectionString"],
            "DeadLetters__Container"
        );

    public void AddTo(Command command)
    {
        command.Add(Blobs);
        command.Add(Container);
    }

    /// <summary>The container, which must exist.</summary>
    /// <exception cref="CommandFailedException">There is no connection string or no such container.</exception>
    public async Task<BlobContainerClient> OpenAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string connectionString =
            arguments.GetValue(Blobs)
            ?? _variables.Select(Set).FirstOrDefault(value => value is not null)
            ?? throw new CommandFailedException(
                $"No storage account is given: set {_variables[^1]}, or use --blobs <connection string>."
            );
        string name = arguments.GetValue(Container)!;
        BlobContainerClient container = Create(connectionString, name);
        if (!await container.ExistsAsync(cancellationToken))
        {
            throw new CommandFailedException(
                $"There is no container {name} in the account {container.AccountName}. "
                    + "The worker creates it when it starts; --container names another one."
            );
        }
        return container;
    }

    private string? Set(string variable) => _surroundings.Variable(variable) is { Length: > 0 } value ? value : null;

    private static BlobContainerClient Create(string connectionString, string name)
    {
        var options = new BlobClientOptions();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(60);
        try
        {
            return new BlobContainerClient(connectionString, name, options);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // The text holds a key: neither it nor a message that may quote it is shown.
            throw new CommandFailedException(
                "The storage connection string is malformed: it needs AccountName, AccountKey and EndpointSuffix, or BlobEndpoint."
            );
        }
    }
}
