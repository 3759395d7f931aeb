using System.Net.Http.Json;
using System.Text.Json;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>Scores each penguin of the data set once and says what it was: a client that shares no code with the service.</summary>
internal sealed class PenguinTraffic(Uri service) : IDisposable
{
    /// <summary>The penguins whose caller sends an empty text as their sex.</summary>
    public const int WithEmptySex = 3;

    /// <summary>The penguins of the data set whose sex is not known.</summary>
    public const int WithoutSex = 10;

    private const int Concurrency = 8;
    private readonly HttpClient _http = new() { BaseAddress = service };

    /// <summary>Sends everything.</summary>
    /// <returns>The number of requests to score, all of them answered and labelled.</returns>
    public async Task<int> RunAsync()
    {
        var packages = await NodePackages.InstallAsync("eng/node");
        var path = Path.Combine(packages, "node_modules/vega-datasets/data/penguins.json");
        using var penguins = JsonDocument.Parse(await File.ReadAllBytesAsync(path));
        JsonElement[] all = [.. penguins.RootElement.EnumerateArray()];
        var known = all.Where(it => it.GetProperty("Sex").ValueKind == JsonValueKind.String);
        Assert.Equal(WithoutSex, all.Length - known.Count());
        var emptied = known.Take(WithEmptySex).ToHashSet();
        var concurrency = new ParallelOptions { MaxDegreeOfParallelism = Concurrency };
        await Parallel.ForEachAsync(all, concurrency, async (it, _) => await SendAsync(it, emptied.Contains(it)));
        return all.Length;
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(JsonElement penguin, bool isSexEmpty)
    {
        var inputs = new
        {
            island = penguin.GetProperty("Island"),
            sex = isSexEmpty ? "" : penguin.GetProperty("Sex").GetString(),
            beakLengthMm = penguin.GetProperty("Beak Length (mm)"),
            beakDepthMm = penguin.GetProperty("Beak Depth (mm)"),
            flipperLengthMm = penguin.GetProperty("Flipper Length (mm)"),
            bodyMassG = penguin.GetProperty("Body Mass (g)"),
        };
        using var scored = await _http.PostAsJsonAsync("score", inputs);
        scored.EnsureSuccessStatusCode();
        var answer = await scored.Content.ReadFromJsonAsync<JsonElement>();
        var label = new { context = answer.GetProperty("context"), species = penguin.GetProperty("Species") };
        using var labelled = await _http.PostAsJsonAsync("label", label);
        labelled.EnsureSuccessStatusCode();
    }
}
