using System.Globalization;
using System.Net;

namespace ModelData.Testing;

/// <summary>The ingestion worker as a process of its own, as it runs in production: configured by environment alone.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ListeningAddress _listening;

    private WorkerProcess(ChildProcess process, ListeningAddress listening)
    {
        Process = process;
        _listening = listening;
    }

    /// <summary>The process: id, output, memory and processor time.</summary>
    public ChildProcess Process { get; }

    /// <summary>Where it serves <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>.</summary>
    /// <exception cref="InvalidOperationException">It does not listen yet.</exception>
    public Uri Address =>
        _listening.Known ?? throw new InvalidOperationException($"The worker does not listen:\n{Process.OutputTail}");

    /// <summary>Its process id.</summary>
    public int Id => Process.Id;

    /// <summary>Starts a worker and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before it was ready; the message holds the end of its output.</exception>
    /// <exception cref="TimeoutException">It was not ready in time; the message holds the end of its output.</exception>
    public static async Task<WorkerProcess> StartAsync(
        WorkerOptions options,
        CancellationToken cancellationToken = default
    )
    {
        var listening = new ListeningAddress();
        var environment = new Dictionary<string, string?>(ListeningAddress.Environment)
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["EventHubs__ConnectionString"] = options.EventHubsConnectionString,
            ["EventHubs__HubName"] = options.HubName,
            ["EventHubs__ConsumerGroup"] = options.ConsumerGroup,
            ["Blobs__ConnectionString"] = options.BlobsConnectionString,
            ["LoadBalancing__Identity"] = options.Identity,
        };
        foreach (var (key, value) in options.Settings)
        {
            environment[key] = value;
        }
        var program = options.Program ?? Repository.Program(options.ProjectName);
        var process = await ChildProcess.StartAsync(
            "worker",
            program,
            [],
            environment,
            Path.GetDirectoryName(program),
            line =>
            {
                listening.Read(line);
                options.OnLine?.Invoke(line);
            }
        );
        var worker = new WorkerProcess(process, listening);
        try
        {
            if (options.ReadyDeadline > TimeSpan.Zero)
            {
                await worker.WaitUntilReadyAsync(options.ReadyDeadline, cancellationToken);
            }
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until <c>/readyz</c> answers 200.</summary>
    public Task WaitUntilReadyAsync(TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Eventually.IsTrueAsync(
            async token =>
            {
                if (Process.HasExited)
                {
                    throw new InvalidOperationException(
                        $"The worker ended with code {Process.ExitCode}:\n{Process.OutputTail}"
                    );
                }
                return await AnswersAsync("readyz", token);
            },
            deadline,
            () => $"the worker is not ready:\n{Process.OutputTail}",
            cancellationToken
        );

    /// <summary>Whether a path of the worker answers 200.</summary>
    public async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken = default)
    {
        if (_listening.Known is not { } address)
        {
            return false;
        }
        try
        {
            using var response = await Http.GetAsync(new Uri(address, path), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Reads <c>/metrics</c> in the Prometheus text format.</summary>
    public Task<string> ReadMetricsAsync(CancellationToken cancellationToken = default) =>
        Http.GetStringAsync(new Uri(Address, "metrics"), cancellationToken);

    /// <summary>Reads the sum of a counter or gauge over all its labels; 0 while it was not counted yet.</summary>
    /// <param name="name">Its whole name, for example <c>modeldata_rows_total</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<double> ReadSumAsync(string name, CancellationToken cancellationToken = default) =>
        (await ReadMetricsAsync(cancellationToken))
            .Split('\n')
            .Where(line =>
                line.StartsWith(name, StringComparison.Ordinal) && line.AsSpan(name.Length) is ['{' or ' ', ..]
            )
            .Sum(line =>
                double.Parse(line[(line.IndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)
            );

    /// <summary>Ends it at once (SIGKILL): nothing of it runs any more when this returns.</summary>
    public void Kill() => Process.Kill();

    /// <summary>Asks it to drain and end (SIGTERM).</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It did not end and was killed.</exception>
    public Task<int> TerminateAsync(TimeSpan deadline) => Process.TerminateAsync(deadline);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
