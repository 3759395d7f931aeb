using System.CommandLine;
using Azure.Identity;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Files;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Settings;

namespace ModelData.Cli.Replay;

/// <summary>The options that say what is read and what is written.</summary>
internal sealed class ReplayOptions(CommandContext context)
{
    private const string WindowVariable = "Checkpoints__DuplicateWindow";
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    private readonly FilterOptions _filter = new(context.Time, "--from-day", "--to-day");

    private readonly Option<string?> _into = new("--into")
    {
        Description =
            "Write into this container of the same account, which is empty or of an earlier run of the same command. "
            + "Default: restore into the data container the files of which nothing is there.",
        HelpName = "container",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description =
            "Read events that the hub stored at this time (UTC) or later; or earliest, the oldest event that it still has. Default: earliest.",
        HelpName = "time",
    };

    private readonly Option<string[]> _positions = new("--position")
    {
        Description =
            "Start a partition at this sequence number instead, for example 3=1200. Once for each such partition.",
        HelpName = "partition=sequence",
    };

    private readonly Option<string?> _to = new("--to")
    {
        Description =
            "Read events that the hub stored at this time (UTC) or earlier. Default: what is there when the command starts.",
        HelpName = "time",
    };

    private readonly Option<string?> _formats = new("--formats")
    {
        Description = "csv, parquet or csv,parquet. Default: csv with --into, else what the worker writes.",
        HelpName = "formats",
    };

    private readonly Option<bool> _unpadded = new("--unpadded")
    {
        Description = "With --into: months and days in folders without a leading zero.",
    };

    private readonly Option<string> _workerGroup = new("--worker-group")
    {
        Description =
            "The consumer group that the worker reads with: its positions are kept under it. Default: the environment variable "
            + "EventHubs__ConsumerGroup, else $Default.",
        DefaultValueFactory = _ => context.Set("EventHubs__ConsumerGroup") ?? "$Default",
        HelpName = "name",
    };

    private readonly Option<bool> _isDryRun = new("--dry-run") { Description = "Read and report, and write nothing." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_into, _from, _positions, _to, _formats, _unpadded, _workerGroup])
        {
            command.Add(option);
        }
        _filter.AddTo(command);
        command.Add(_isDryRun);
    }

    /// <summary>The container to write into; null for the data container itself.</summary>
    public string? Into(ParseResult arguments) => arguments.GetValue(_into);

    /// <summary>Reads the options.</summary>
    /// <exception cref="CommandFailedException">They contradict each other, or one cannot be read.</exception>
    public ReplayRequest Read(
        ParseResult arguments,
        Func<EventHubsSettings> hub,
        StorageAccount account,
        BlobContainerClient data
    )
    {
        bool isUnpadded = arguments.GetValue(_unpadded);
        if (isUnpadded && Into(arguments) is null)
        {
            throw new CommandFailedException(
                "--unpadded needs --into: in the data container folders are named as the worker names them."
            );
        }
        if (Into(arguments) == data.Name)
        {
            throw new CommandFailedException(
                $"--into names the data container {data.Name} itself: leave it out to restore files there, or name another one."
            );
        }
        FileFilter filter = _filter.Read(arguments);
        return new ReplayRequest
        {
            Hub = hub(),
            Credential = new DefaultAzureCredential(),
            Start = new(
                ReadTime("--from", arguments.GetValue(_from)),
                PositionArgument.Read(arguments.GetValue(_positions))
            ),
            To = ReadTime("--to", arguments.GetValue(_to)),
            Formats = ReadFormats(arguments.GetValue(_formats)),
            IsPadded = !isUnpadded,
            IsWanted = filter.Matches,
            Folders = filter.ToString(),
            WorkerGroup = arguments.GetValue(_workerGroup)!,
            DuplicateWindow = ReadWindow(),
            IsDryRun = arguments.GetValue(_isDryRun),
            Data = data,
            Open = account.OpenForRows,
            Warn = context.Error.WriteLine,
        };
    }

    private static DateTimeOffset? ReadTime(string option, string? text) =>
        text is null || (option == "--from" && text == "earliest") ? null : TimeArgument.Read(option, text);

    private static IReadOnlyList<FileKind>? ReadFormats(string? text) =>
        text is null
            ? null
            : FormatList.TryParse(text)
                ?? throw new CommandFailedException($"--formats takes csv, parquet or csv,parquet, not '{text}'.");

    private TimeSpan ReadWindow() =>
        context.Set(WindowVariable) is { } text ? DurationArgument.Read(WindowVariable, text) : DefaultWindow;
}
