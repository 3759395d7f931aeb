using System.CommandLine;
using Azure.Identity;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Settings;

namespace ModelData.Cli.Status;

/// <summary>The pipeline that a command looks at: its hub and its containers, by options, else by the settings of the worker.</summary>
internal sealed class PipelineOptions(CommandContext context)
{
    private const string GroupVariable = "EventHubs__ConsumerGroup";
    private const string RetentionVariable = "EventHubs__Retention";
    private const string ExpiryVariable = "LoadBalancing__Expiry";

    private readonly HubOptions _hub = new(context, "listen");
    private readonly StorageOptions _data = StorageOptions.ForData(context);
    private readonly StorageOptions _state = StorageOptions.ForState(context);
    private readonly StorageOptions _letters = StorageOptions.ForDeadLettersBeside(context);

    private readonly Option<string> _group = new("--worker-group")
    {
        Description =
            $"The consumer group of the worker. Default: the environment variable {GroupVariable}, else $Default.",
        DefaultValueFactory = _ => context.Set(GroupVariable) ?? "$Default",
        HelpName = "name",
    };

    public void AddTo(Command command)
    {
        _hub.AddTo(command);
        command.Add(_group);
        _data.AddTo(command);
        _state.AddTo(command);
        _letters.AddTo(command);
    }

    /// <summary>Where the pipeline is. Nothing is asked yet.</summary>
    /// <exception cref="CommandFailedException">Hub or account are not given, or a setting is malformed.</exception>
    public PipelinePlaces Read(ParseResult arguments)
    {
        EventHubsSettings hub = _hub.Read(arguments);
        hub.ConsumerGroup = arguments.GetValue(_group)!;
        StorageAccount account = _data.Account(arguments);
        return new PipelinePlaces
        {
            Hub = hub,
            Credential = new DefaultAzureCredential(),
            Data = account.OpenForStatus(arguments.GetValue(_data.Container)!),
            State = Open(_state, arguments, account),
            DeadLetters = Open(_letters, arguments, account),
            DataSettings = _data.PlaceOf(arguments)!,
            StateSettings = _state.PlaceOf(arguments) ?? _data.PlaceOf(arguments)!,
            DeadLettersSettings = _letters.PlaceOf(arguments) ?? _data.PlaceOf(arguments)!,
            Retention = ReadTime(RetentionVariable),
            OwnershipExpiry = ReadTime(ExpiryVariable),
        };
    }

    /// <summary>Another container of the account where the states are.</summary>
    /// <exception cref="CommandFailedException">The account is not given, or the name is none of a container.</exception>
    public BlobContainerClient OpenBesideStates(ParseResult arguments, string container) =>
        StorageAccess.IsContainerName(container)
            ? (_state.FindAccount(arguments) ?? _data.Account(arguments)).Open(container)
            : throw new CommandFailedException(
                $"A container's name has 3 to 63 lower-case letters, digits and single hyphens; '{container}' is none."
            );

    private static BlobContainerClient Open(StorageOptions options, ParseResult arguments, StorageAccount account) =>
        (options.FindAccount(arguments) ?? account).OpenForStatus(arguments.GetValue(options.Container)!);

    private TimeSpan? ReadTime(string variable) =>
        context.Set(variable) is { } text ? DurationArgument.Read(variable, text) : null;
}
