using System.Collections.Concurrent;
using System.Net.Http.Json;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>Processes of the scoring service that are asked for scores without a break. Each request has a correlation id of its own.</summary>
internal sealed class ScoringFleet : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly object Penguin = new
    {
        island = "Biscoe",
        sex = "FEMALE",
        bodyMassG = 4200,
    };

    private readonly List<ChildProcess> _processes = [];
    private readonly List<Task> _traffic = [];
    private readonly ConcurrentQueue<ScoredRequest> _answered = new();
    private readonly CancellationTokenSource _ends = new();
    private readonly HttpClient _http = new();

    /// <summary>The requests that were answered, in the order of the answers.</summary>
    public IReadOnlyCollection<ScoredRequest> Answered => _answered;

    /// <summary>Starts them and their traffic.</summary>
    public static async Task<ScoringFleet> StartAsync(int processes, IReadOnlyDictionary<string, string?> settings)
    {
        var fleet = new ScoringFleet();
        for (int i = 0; i < processes; i++)
        {
            var listening = new ListeningAddress();
            var process = await ChildProcess.StartAsync(
                $"scoring service {i}",
                Repository.Program("ScoringService"),
                [],
                new Dictionary<string, string?>(ListeningAddress.Environment.Concat(settings)),
                onLine: listening.Read
            );
            fleet._processes.Add(process);
            await Eventually.IsTrueAsync(
                () => listening.Known is not null || process.HasExited,
                Deadline,
                () => $"a scoring service does not listen:\n{process.OutputTail}"
            );
            Assert.True(listening.Known is not null, process.Output);
            int number = i;
            fleet._traffic.Add(Task.Run(() => fleet.ScoreAsync(number, new Uri(listening.Known, "score"))));
        }
        return fleet;
    }

    /// <summary>Ends the traffic, then the processes in order: these send what they have.</summary>
    public async Task StopAsync()
    {
        await _ends.CancelAsync();
        await Task.WhenAll(_traffic);
        foreach (var process in _processes)
        {
            Assert.Equal(0, await process.TerminateAsync(Deadline));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
        _http.Dispose();
        _ends.Dispose();
    }

    private async Task ScoreAsync(int process, Uri score)
    {
        for (int i = 0; !_ends.IsCancellationRequested; i++)
        {
            var request = new ScoredRequest(process, $"{process}-{i}", DateTimeOffset.UtcNow);
            using var message = new HttpRequestMessage(HttpMethod.Post, score)
            {
                Content = JsonContent.Create(Penguin),
            };
            message.Headers.Add("x-correlation-id", request.CorrelationId);
            using var answer = await _http.SendAsync(message);
            answer.EnsureSuccessStatusCode();
            _answered.Enqueue(request);
            await Task.Delay(Pace);
        }
    }
}
