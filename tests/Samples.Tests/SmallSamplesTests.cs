using System.Net.Http.Json;
using System.Text.Json;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>The small samples, run as programs, until their rows are in the files.</summary>
[Trait("Level", "Process")]
public sealed class SmallSamplesTests(SamplePipeline pipeline) : IClassFixture<SamplePipeline>
{
    private const int Rows = 100;
    private const int RequestId = 2;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console_ArraysOfDoubles_AreInTheFilesWithTheirPredictions()
    {
        string output = await RunAsync("ConsoleSample");

        // Standard output and error come by two pipes.
        string[] lines = [.. output.Split('\n').Order(StringComparer.Ordinal)];
        Assert.StartsWith(
            "ModelData: Model data collection is on and connected to ",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.Equal(["inputs: Accepted, predictions: Accepted"], lines[1..]);
        var inputs = await pipeline.ReadAsync("linear", "inputs", Rows);
        var predictions = await pipeline.ReadAsync("linear", "predictions", Rows);
        Assert.Equal(["width", "height", "weight"], inputs[0][3..]);
        Assert.Equal(["3", "1.5", "0.30000000000000004"], inputs[4][3..]);
        AssertPaired(inputs, predictions);
    }

    [Fact]
    public async Task WorkerLoop_MessagesOfAChannel_EachHasAContextOfItsOwn()
    {
        await RunAsync("WorkerLoop");

        var inputs = await pipeline.ReadAsync("fraud", "inputs", Rows);
        var predictions = await pipeline.ReadAsync("fraud", "predictions", Rows);
        Assert.Equal(Enumerable.Range(0, Rows).Select(it => $"order-{it}"), inputs.Skip(1).Select(it => it[1]));
        AssertPaired(inputs, predictions);
    }

    [Fact]
    public async Task MinimalApi_RequestsAndALabel_AreJoinedInTheFiles()
    {
        var listening = new ListeningAddress();
        await using var service = await ChildProcess.StartAsync(
            "MinimalApi",
            Repository.Program("MinimalApi"),
            [],
            pipeline.Variables.Concat(ListeningAddress.Environment),
            onLine: listening.Read
        );
        await Eventually.IsTrueAsync(
            () => listening.Known is not null || service.HasExited,
            Deadline,
            () => $"the service does not listen:\n{service.OutputTail}",
            Token
        );
        Assert.True(listening.Known is not null, service.Output);
        using var http = new HttpClient { BaseAddress = listening.Known };
        string context = "";
        foreach (double? income in (double?[])[51_000, null])
        {
            using var answer = await http.PostAsJsonAsync(
                "score",
                new
                {
                    age = 42,
                    income,
                    city = "Oslo",
                },
                Token
            );
            answer.EnsureSuccessStatusCode();
            context = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("context").GetString()!;
        }
        using var accepted = await http.PostAsJsonAsync("label", new { context, defaulted = true }, Token);
        using var refused = await http.PostAsJsonAsync(
            "label",
            new { context = "no context", defaulted = true },
            Token
        );
        Assert.Equal((202, 400), ((int)accepted.StatusCode, (int)refused.StatusCode));
        // Its end sends what is still in its memory.
        Assert.Equal(0, await service.TerminateAsync(Deadline));

        var inputs = await pipeline.ReadAsync("credit", "inputs", 2);
        var predictions = await pipeline.ReadAsync("credit", "predictions", 2);
        var label = (await pipeline.ReadAsync("credit", "labels", 1))[1];
        Assert.Equal(["42,51000,Oslo", "42,,Oslo"], inputs.Skip(1).Select(it => string.Join(',', it[3..])));
        AssertPaired(inputs, predictions);
        Assert.Equal(inputs[2][RequestId], label[RequestId]);
        Assert.Equal("true", label[3]);
    }

    private async Task<string> RunAsync(string sample)
    {
        await using var program = await ChildProcess.StartAsync(
            sample,
            Repository.Program(sample),
            [],
            pipeline.Variables
        );
        int code = await program.WaitForExitAsync(Token).WaitAsync(Deadline, Token);
        Assert.True(code == 0, program.Output);
        return program.Output;
    }

    /// <summary>Each input has a request id that is its own, and its prediction has the same.</summary>
    private static void AssertPaired(List<string[]> inputs, List<string[]> predictions)
    {
        string[] ids = [.. inputs.Skip(1).Select(it => it[RequestId])];
        Assert.All(ids, id => Assert.NotEqual(Guid.Empty, Guid.Parse(id)));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids, predictions.Skip(1).Select(it => it[RequestId]));
    }
}
