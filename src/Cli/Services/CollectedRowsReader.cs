using System.CommandLine;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Files;

namespace ModelData.Cli.Services;

/// <summary>Tells by the metadata of their files what was collected of web services. Where it cannot be read, that is said once. Thread-safe.</summary>
internal sealed class CollectedRowsReader
{
    private readonly BlobContainerClient _data;
    private readonly TimeProvider _time;

    private CollectedRowsReader(BlobContainerClient data, TimeProvider time) => (_data, _time) = (data, time);

    /// <summary>Why it could not be read; null when it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Opens the container of the data files; null when no account is given. Nothing is sent yet.</summary>
    /// <exception cref="CommandFailedException">The account is malformed.</exception>
    public static CollectedRowsReader? Open(CommandContext context, StorageOptions data, ParseResult arguments) =>
        data.FindAccount(arguments) is { } account
            ? new CollectedRowsReader(account.OpenForStatus(arguments.GetValue(data.Container)!), context.Time)
            : null;

    /// <summary>What was collected of a web service; null when it is not known.</summary>
    public async Task<CollectedRows?> ReadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        // What one cannot be asked for, the others cannot either.
        if (Problem is not null)
        {
            return null;
        }
        try
        {
            return await SumAsync(service, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && Explanation.Of(e) is { } problem)
        {
            Problem = problem;
            return null;
        }
    }

    private async Task<CollectedRows> SumAsync(ServiceName service, CancellationToken cancellationToken)
    {
        (string subscription, string group, string workspace, string name) = service.Names();
        var filter = new FileFilter
        {
            Subscription = subscription,
            ResourceGroup = group,
            Workspace = workspace,
            WebService = name,
        };
        var finder = new FolderFinder(_data, filter);
        DateOnly today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        var files = new List<DataFile>();
        foreach (string address in await finder.FindAddressesAsync(cancellationToken))
        {
            files.AddRange(await finder.ListAsync(address, today, cancellationToken));
            files.AddRange(await finder.ListAsync(address, today.AddDays(-1), cancellationToken));
        }
        files.RemoveAll(file => !file.IsData);
        List<DataFile> ofToday = files.FindAll(file => file.Location.Day == today);
        return new CollectedRows(
            files.Max(file => file.Facts?.LastRow),
            // Rows of another format of the same folder are counted once.
            ofToday.TrueForAll(file => file.Facts?.Rows is not null)
                ? ofToday.Sum(file => file.Facts!.Rows!.Value - (file.Facts.Copies ?? 0))
                : null,
            files.Count > 0
        );
    }
}
