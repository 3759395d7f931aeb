using System.CommandLine;
using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Files;
using ModelData.Cli.Output;

namespace ModelData.Cli.Tail;

/// <summary><c>modeldata tail</c>: rows as they are committed.</summary>
internal static class TailCommand
{
    private const int MostDays = 7;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AddressInterval = TimeSpan.FromSeconds(20);

    public static Command Create(CommandContext context)
    {
        StorageOptions storage = StorageOptions.ForData(context);
        var filter = new FilterOptions(context.Time);
        var seconds = new Option<string?>("--for")
        {
            Description = "End after this time (hh:mm:ss).",
            HelpName = "time",
        };
        var command = new Command(
            "tail",
            "Print rows as they are committed to files, of today and yesterday (UTC) unless days are given, until interrupted; "
                + "those of Parquet files as lines of CSV. "
                + "Before the first rows of a file, and whenever another file takes its turn, its path and its header line are printed."
        );
        storage.AddTo(command);
        filter.AddTo(command);
        command.Add(seconds);
        command.SetAction(
            context,
            async (arguments, cancellationToken) =>
            {
                FileFilter selected = filter.Read(arguments);
                TimeSpan longest = arguments.GetValue(seconds) is { } text
                    ? DurationArgument.Read(seconds.Name, text)
                    : Timeout.InfiniteTimeSpan;
                BlobContainerClient container = await storage.OpenAsync(arguments, cancellationToken);
                await new Tail(context, container, selected).RunAsync(longest, cancellationToken);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private sealed class Tail(CommandContext context, BlobContainerClient container, FileFilter filter)
    {
        private readonly FolderFinder _finder = new(container, filter);
        private readonly Dictionary<string, IFollowedFile> _files = new(StringComparer.Ordinal);
        private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
        private string _last = "";

        public async Task RunAsync(TimeSpan longest, CancellationToken cancellationToken)
        {
            long start = context.Time.GetTimestamp();
            long? foundAt = null;
            List<string> addresses = [];
            bool isFirst = true;
            while (longest == Timeout.InfiniteTimeSpan || context.Time.GetElapsedTime(start) < longest)
            {
                if (foundAt is not { } at || context.Time.GetElapsedTime(at) > AddressInterval)
                {
                    addresses = await _finder.FindAddressesAsync(cancellationToken);
                    foundAt = context.Time.GetTimestamp();
                }
                List<DateOnly> days = Days();
                foreach (string address in addresses)
                {
                    foreach (DateOnly day in days)
                    {
                        foreach (DataFile file in await _finder.ListAsync(address, day, cancellationToken))
                        {
                            await FollowAsync(file, isFirst, cancellationToken);
                        }
                    }
                }
                isFirst = false;
                await context.Out.FlushAsync(cancellationToken);
                await Task.Delay(Interval, context.Time, cancellationToken);
            }
        }

        // What is collected now may still be filed under yesterday, and a machine's clock may be a little off.
        private List<DateOnly> Days()
        {
            var days = new List<DateOnly>();
            DateOnly today = DateOnly.FromDateTime(context.Time.GetUtcNow().UtcDateTime);
            DateOnly first = filter.From ?? filter.To ?? today.AddDays(-1);
            DateOnly last = filter.To ?? (filter.From > today ? filter.From.Value : today);
            for (DateOnly day = first; day <= last; day = day.AddDays(1))
            {
                days.Add(day);
            }
            return days.Count <= MostDays
                ? days
                : throw new CommandFailedException(
                    $"tail follows {MostDays} days at most: give a later --from, or --day; files get copies the others."
                );
        }

        private async Task FollowAsync(DataFile file, bool isFirst, CancellationToken cancellationToken)
        {
            if (!file.IsData || _unreadable.Contains(file.Path) || !filter.Matches(file.Location))
            {
                return;
            }
            try
            {
                if (!_files.TryGetValue(file.Path, out IFollowedFile? followed))
                {
                    followed = Create(file.Path);
                    if (isFirst)
                    {
                        await followed.SkipAsync(container, file, cancellationToken);
                    }
                    _files.Add(file.Path, followed);
                }
                if (!followed.HasChanged(file))
                {
                    return;
                }
                if (followed.IsReplaced(file))
                {
                    await context.Error.WriteLineAsync(
                        $"{Printable.Line(file.Path)} is shorter than it was: somebody replaced it. Going on at its end."
                    );
                    return;
                }
                await foreach (ReadOnlyMemory<byte> rows in followed.ReadAsync(container, file, cancellationToken))
                {
                    await PrintAsync(followed, rows);
                }
            }
            catch (Exception e) when ((e.InnerException ?? e) is RequestFailedException { Status: 404 or 412 })
            {
                // Written again, or deleted, since it was listed: the next listing tells.
            }
            catch (CommandFailedException e)
            {
                if (_unreadable.Add(file.Path))
                {
                    await context.Error.WriteLineAsync(
                        Printable.Line($"{e.Message.TrimEnd('.')}. It is not followed.")
                    );
                }
            }
        }

        private static IFollowedFile Create(string path) =>
            path.EndsWith(".csv", StringComparison.Ordinal) ? new FollowedCsv(path) : new FollowedParquet(path);

        private async Task PrintAsync(IFollowedFile file, ReadOnlyMemory<byte> rows)
        {
            if (_last != file.Path)
            {
                await context.Out.WriteAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(_last.Length == 0 ? "" : "\n")}==> {Printable.Line(file.Path)} <==\n{Text(file.Header)}"
                    )
                );
                _last = file.Path;
            }
            await context.Out.WriteAsync(Text(rows));
        }

        private string Text(ReadOnlyMemory<byte> csv)
        {
            string text = Encoding.UTF8.GetString(csv.Span);
            return context.IsTerminal ? Printable.Lines(text) : text;
        }
    }
}
