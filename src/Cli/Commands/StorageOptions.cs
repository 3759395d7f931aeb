using System.CommandLine;
using Azure.Core;
using Azure.Storage.Blobs;

namespace ModelData.Cli.Commands;

/// <summary>Which container a command works on: by options, else by the settings of the worker.</summary>
internal sealed class StorageOptions
{
    private readonly Surroundings _surroundings;
    private readonly string[] _variables;

    private StorageOptions(
        Surroundings surroundings,
        string container,
        string[] variables,
        string containerVariable,
        string blobsOption = "--blobs",
        string containerOption = "--container",
        string fallback = ""
    )
    {
        _surroundings = surroundings;
        _variables = variables;
        Blobs = new Option<string?>(blobsOption)
        {
            Description =
                $"A storage connection string. Default: the environment variable {string.Join(", else ", variables)}{fallback}, "
                + "which keeps the key out of the list of processes.",
            HelpName = "connection string",
            Recursive = true,
        };
        Container = new Option<string>(containerOption)
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

    /// <summary>The positions of the worker; beside another storage in one command.</summary>
    public static StorageOptions ForState(Surroundings surroundings) =>
        new(
            surroundings,
            "modeldata-state",
            ["State__ConnectionString"],
            "State__Container",
            "--state",
            "--state-container",
            ", else the account of the data files"
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
        string name = arguments.GetValue(Container)!;
        BlobContainerClient container = Create(ConnectionString(arguments), name);
        if (!await container.ExistsAsync(cancellationToken))
        {
            throw new CommandFailedException(
                $"There is no container {name} in the account {container.AccountName}. "
                    + $"The worker creates it when it starts; {Container.Name} names another one."
            );
        }
        return container;
    }

    /// <summary>The storage account.</summary>
    /// <exception cref="CommandFailedException">None is given.</exception>
    public string ConnectionString(ParseResult arguments) =>
        FindConnectionString(arguments)
        ?? throw new CommandFailedException(
            $"No storage account is given: set {_variables[^1]}, or use {Blobs.Name} <connection string>."
        );

    /// <summary>The storage account; null when none is given.</summary>
    public string? FindConnectionString(ParseResult arguments) =>
        arguments.GetValue(Blobs) ?? _variables.Select(Set).FirstOrDefault(value => value is not null);

    /// <summary>A container, whether it exists or not.</summary>
    /// <param name="connectionString">The account.</param>
    /// <param name="name">Its name.</param>
    /// <param name="retries">How often a request is repeated; 0 for the commits of the worker's code.</param>
    /// <exception cref="CommandFailedException">The connection string is malformed.</exception>
    public static BlobContainerClient Create(string connectionString, string name, int retries = 3)
    {
        var options = new BlobClientOptions();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = retries;
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

    private string? Set(string variable) => _surroundings.Variable(variable) is { Length: > 0 } value ? value : null;
}
