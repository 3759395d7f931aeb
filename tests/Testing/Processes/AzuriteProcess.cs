using System.Globalization;

namespace ModelData.Testing;

/// <summary>The official Blob emulator as a child process: a real blob service over HTTP on loopback.</summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    // The emulator's documented account; no secret.
    private const string AccountName = "devstoreaccount1";
    private const string AccountKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string ListeningText = "listens on http://127.0.0.1:";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;

    private AzuriteProcess(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>The loopback port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The process.</summary>
    public ChildProcess Process => _process;

    /// <summary>The connection string of its account.</summary>
    public string ConnectionString => ConnectionStringFor(Port);

    /// <summary>The connection string of the emulator's account behind another port, for example a proxy's.</summary>
    /// <param name="port">A loopback port.</param>
    public static string ConnectionStringFor(int port) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{port}/{AccountName};"
        );

    /// <summary>Installs the emulator when it is missing, starts it and waits until it listens.</summary>
    /// <param name="options">Default: in memory, any port.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It could not be installed or started; the message says why.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        AzuriteOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new AzuriteOptions();
        var packages = await NodePackages.InstallAsync("eng/node", options.OnInstalling, cancellationToken);
        List<string> arguments =
        [
            "--import",
            WithoutGarbageCollection(packages),
            Path.Combine(packages, "node_modules/azurite/dist/src/blob/main.js"),
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            (options.Port > 0 ? options.Port : FreePort.Find()).ToString(CultureInfo.InvariantCulture),
            "--disableTelemetry",
            "--skipApiVersionCheck",
            "--silent",
        ];
        arguments.AddRange(options.DataFolder is { } folder ? ["--location", folder] : ["--inMemoryPersistence"]);
        var process = await ChildProcess.StartAsync("Azurite", "node", arguments, workingFolder: Path.GetTempPath());
        try
        {
            var line = await process.WaitForLineAsync(IsListening, StartDeadline);
            return new AzuriteProcess(process, PortOf(line));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>
    /// The emulator looks every ten minutes for blocks that no blob refers to: first in blobs, then among staged blocks. One that is committed
    /// in between is found in neither, and its content is deleted under the blob. What no test runs long enough to need is put off for weeks.
    /// </summary>
    private static string WithoutGarbageCollection(string packages)
    {
        string constants = Path.Combine(packages, "node_modules/azurite/dist/src/blob/utils/constants.js");
        string script =
            "import { createRequire } from 'node:module';"
            + $"createRequire('file:///')({System.Text.Json.JsonSerializer.Serialize(constants)})"
            + ".DEFAULT_GC_INTERVAL_MS = 2147483647;";
        return $"data:text/javascript,{Uri.EscapeDataString(script)}";
    }

    private static bool IsListening(string line) => line.Contains(ListeningText, StringComparison.Ordinal);

    private static int PortOf(string line)
    {
        var start = line.IndexOf(ListeningText, StringComparison.Ordinal) + ListeningText.Length;
        var end = start;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
        {
            end++;
        }
        return int.Parse(line.AsSpan(start..end), CultureInfo.InvariantCulture);
    }
}
