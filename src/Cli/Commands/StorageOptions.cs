using System.CommandLine;
using Azure.Storage.Blobs;

namespace ModelData.Cli.Commands;

/// <summary>Which container a command works on: by options, else by the settings of the worker.</summary>
internal sealed class StorageOptions
{
    private readonly CommandContext _context;
    private readonly string[] _sections;

    private StorageOptions(
        CommandContext context,
        string what,
        string container,
        string[] sections,
        string containerVariable,
        string blobsOption = "--blobs",
        string containerOption = "--container",
        string fallback = ""
    )
    {
        _context = context;
        _sections = sections;
        Blobs = new Option<string?>(blobsOption)
        {
            Description =
                $"The account of {what}: a storage connection string; or its https address, which is opened as your own identity. Default: the "
                + $"environment variable {string.Join(", else ", sections.SelectMany(Variables))}{fallback}, "
                + "which keeps the key out of the list of processes.",
            HelpName = "account",
            Recursive = true,
        };
        Container = new Option<string>(containerOption)
        {
            Description =
                $"The container of {what}. Default: the environment variable {containerVariable}, else {container}.",
            DefaultValueFactory = _ => Set(containerVariable) ?? container,
            HelpName = "name",
            Recursive = true,
        };
    }

    public Option<string?> Blobs { get; }

    public Option<string> Container { get; }

    public static StorageOptions ForData(CommandContext context) =>
        new(context, "the data files", "modeldata", ["Blobs"], "Blobs__Container");

    public static StorageOptions ForDeadLetters(CommandContext context) =>
        new(context, "dead letters", "modeldata-deadletters", ["DeadLetters", "Blobs"], "DeadLetters__Container");

    /// <summary>The dead letters; beside another storage in one command.</summary>
    public static StorageOptions ForDeadLettersBeside(CommandContext context) =>
        new(
            context,
            "dead letters",
            "modeldata-deadletters",
            ["DeadLetters"],
            "DeadLetters__Container",
            "--dead-letters",
            "--dead-letters-container",
            ", else the account of the data files"
        );

    /// <summary>The positions of the worker; beside another storage in one command.</summary>
    public static StorageOptions ForState(CommandContext context) =>
        new(
            context,
            "the positions that the worker saves",
            "modeldata-state",
            ["State"],
            "State__Container",
            "--state",
            "--state-container",
            ", else the account of the data files"
        );

    /// <summary>The settings documents of web services.</summary>
    public static StorageOptions ForSettings(CommandContext context) =>
        new(
            context,
            "settings documents",
            SettingsContainer.DefaultName,
            ["State", "Blobs"],
            "Settings__Container",
            "--state",
            "--settings-container"
        );

    public void AddTo(Command command)
    {
        command.Add(Blobs);
        command.Add(Container);
    }

    /// <summary>The container, which must exist.</summary>
    /// <exception cref="CommandFailedException">No account is given, or there is no such container.</exception>
    public async Task<BlobContainerClient> OpenAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string name = arguments.GetValue(Container)!;
        BlobContainerClient container = Account(arguments).Open(name);
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
    public StorageAccount Account(ParseResult arguments) =>
        FindAccount(arguments)
        ?? throw new CommandFailedException(
            $"No storage account is given: set {_sections[^1]}__ConnectionString or {_sections[^1]}__ServiceUri, or use {Blobs.Name} <account>."
        );

    /// <summary>The storage account; null when none is given.</summary>
    public StorageAccount? FindAccount(ParseResult arguments) =>
        (
            arguments.GetValue(Blobs)
            ?? _sections.SelectMany(Variables).Select(Set).FirstOrDefault(value => value is not null)
        )
            is { } text
            ? new StorageAccount(text)
            : null;

    /// <summary>What names the account: the option, or the section of the settings; null when none is given.</summary>
    public string? PlaceOf(ParseResult arguments) =>
        arguments.GetValue(Blobs) is not null
            ? Blobs.Name
            : _sections.FirstOrDefault(section => Variables(section).Any(variable => Set(variable) is not null));

    private static string[] Variables(string section) => [$"{section}__ConnectionString", $"{section}__ServiceUri"];

    private string? Set(string variable) => _context.Set(variable);
}
