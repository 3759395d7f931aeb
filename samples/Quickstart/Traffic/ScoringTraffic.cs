using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using ScoringService.Api;
using ScoringService.Data;

namespace Quickstart.Traffic;

/// <summary>Scores penguins over HTTP and says what they were, several at a time, at a steady pace.</summary>
internal sealed class ScoringTraffic(Uri service, IReadOnlyList<Penguin> penguins, string runId) : IDisposable
{
    private const int RequestsPerSecond = 200;
    private const int Concurrency = 8;
    private readonly ConcurrentBag<Answer> _answers = [];
    private readonly HttpClient _http = new() { BaseAddress = service };

    /// <summary>The answers so far. Every one stands for a row that must be found.</summary>
    public IReadOnlyCollection<Answer> Answers => _answers;

    /// <summary>Sends the requests and waits for their answers.</summary>
    public async Task RunAsync(int count, Action onAnswer, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RequestsPerSecond * Concurrency));
        for (var first = 0; first < count; first += Concurrency)
        {
            var numbers = Enumerable.Range(first, Math.Min(Concurrency, count - first));
            await Task.WhenAll(numbers.Select(number => ScoreAsync(number, onAnswer, cancellationToken)));
            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task ScoreAsync(int number, Action onAnswer, CancellationToken cancellationToken)
    {
        var penguin = penguins[number % penguins.Count];
        var id = string.Create(CultureInfo.InvariantCulture, $"{runId}-{number:D6}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "score")
        {
            Content = JsonContent.Create(RequestFor(penguin)),
        };
        request.Headers.Add("x-correlation-id", id);
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<ScoreResponse>(cancellationToken);
        _answers.Add(new Answer(answer!.CorrelationId, answer.Species, answer.Probability));
        // At once here; elsewhere days later.
        var label = new LabelRequest(answer.Context, penguin.Species);
        using var labelled = await _http.PostAsJsonAsync("label", label, cancellationToken);
        labelled.EnsureSuccessStatusCode();
        onAnswer();
    }

    private static ScoreRequest RequestFor(Penguin penguin) =>
        new(
            penguin.Island,
            penguin.Sex,
            penguin.BeakLengthMm,
            penguin.BeakDepthMm,
            penguin.FlipperLengthMm,
            penguin.BodyMassG
        );
}
