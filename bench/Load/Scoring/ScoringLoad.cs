using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace ModelData.Bench.Load.Scoring;

/// <summary>Requests to a scoring app, several at a time, each with numbers of its own.</summary>
internal sealed class ScoringLoad : IDisposable
{
    private const int Connections = 8;
    private const int Bodies = 4_096;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            MaxConnectionsPerServer = Connections,
            PooledConnectionLifetime = TimeSpan.FromHours(1),
        }
    );
    private readonly byte[][] _bodies;

    public ScoringLoad()
    {
        Random random = new(7);
        _bodies = [.. Enumerable.Range(0, Bodies).Select(_ => Body(random))];
    }

    public async Task SendAsync(Uri app, int requests, CancellationToken cancellationToken)
    {
        int next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(async _ =>
                {
                    for (int i = Interlocked.Increment(ref next); i < requests; i = Interlocked.Increment(ref next))
                    {
                        using ByteArrayContent body = new(_bodies[i % Bodies]) { Headers = { ContentType = Json } };
                        using HttpResponseMessage answer = await _client.PostAsync(app, body, cancellationToken);
                        answer.EnsureSuccessStatusCode();
                    }
                })
        );
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Body(Random random)
    {
        IEnumerable<string> numbers = Enumerable
            .Range(0, ScoringApi.Features)
            .Select(_ => (random.NextDouble() * 100).ToString("R", CultureInfo.InvariantCulture));
        return Encoding.UTF8.GetBytes($"[{string.Join(',', numbers)}]");
    }
}
