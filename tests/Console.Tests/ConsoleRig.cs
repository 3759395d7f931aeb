using Azure.Storage.Blobs;
using ModelData.Console.Local;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>A console in this process, on a pipeline of its own.</summary>
internal sealed class ConsoleRig : IAsyncDisposable
{
    public const string Who = "ada@desk";

    private readonly List<LocalConsole> _more = [];

    private ConsoleRig(Pipeline pipeline, BlobContainerClient settings, LocalConsole console)
    {
        (Pipeline, Settings, Console) = (pipeline, settings, console);
        Browser = new ConsoleClient(console);
    }

    public Pipeline Pipeline { get; }

    public BlobContainerClient Settings { get; }

    public LocalConsole Console { get; }

    public ConsolePlaces Places => PlacesOf(Pipeline, Settings);

    /// <summary>A browser that is signed in once <see cref="ConsoleClient.EnterAsync"/> was called.</summary>
    public ConsoleClient Browser { get; }

    /// <summary>Starts one, signed in.</summary>
    /// <param name="azurite">The storage.</param>
    /// <param name="rights">What its user may do. Default: everything.</param>
    /// <param name="enters">Whether to sign in.</param>
    /// <param name="partitions">The partitions of its hub.</param>
    public static async Task<ConsoleRig> StartAsync(
        AzuriteFixture azurite,
        IReadOnlyList<string>? rights = null,
        bool enters = true,
        int partitions = 1
    )
    {
        Pipeline pipeline = await Pipeline.StartAsync(azurite.Azurite.ConnectionString, partitions);
        foreach (
            BlobContainerClient container in (BlobContainerClient[])
                [pipeline.Data, pipeline.State, pipeline.DeadLetters]
        )
        {
            await container.CreateIfNotExistsAsync();
        }
        var settings = new BlobContainerClient(azurite.Azurite.ConnectionString, $"set-{Guid.NewGuid():N}");
        await settings.CreateAsync();
        LocalConsole console = await LocalConsole.StartAsync(
            new LocalConsoleOptions
            {
                Places = PlacesOf(pipeline, settings),
                Who = Who,
                Rights = rights ?? ConsoleRights.All,
            }
        );
        var rig = new ConsoleRig(pipeline, settings, console);
        if (enters)
        {
            await rig.Browser.EnterAsync();
        }
        return rig;
    }

    /// <summary>Where another browser can enter: a further console on the same pipeline.</summary>
    public async Task<Uri> NewAddressAsync()
    {
        LocalConsole console = await LocalConsole.StartAsync(new LocalConsoleOptions { Places = Places, Who = Who });
        _more.Add(console);
        return console.Address;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        foreach (LocalConsole console in _more)
        {
            await console.DisposeAsync();
        }
        await Console.DisposeAsync();
        await Pipeline.DisposeAsync();
        await Settings.DeleteIfExistsAsync();
    }

    private static ConsolePlaces PlacesOf(Pipeline pipeline, BlobContainerClient settings) =>
        new() { Pipeline = pipeline.Places, Settings = settings };
}
