using System.Net.Http.Json;
using Azure.Storage.Blobs;
using ModelData.Containers.Docker;
using ModelData.Containers.Pipeline;
using ModelData.Testing;

namespace ModelData.Containers;

/// <summary><c>infra/compose/compose.yaml</c> brings the pipeline up: a request to the model becomes a row in a file.</summary>
[Trait("Level", "Containers")]
public sealed class ComposeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Compose_Up_ARequestBecomesARow()
    {
        DockerDaemon.Require();
        (int scoring, int storage) = (FreePort.Find(), FreePort.Find());
        await using var compose = new ComposeProject(
            "compose.yaml",
            new()
            {
                ["MODELDATA_TAG"] = "tests",
                ["MODELDATA_FLUSH_MAX_AGE"] = "00:00:01",
                ["MODELDATA_SCORING_PORT"] = $"{scoring}",
                ["MODELDATA_STORAGE_PORT"] = $"{storage}",
                ["MODELDATA_EVENT_HUBS_PORT"] = $"{FreePort.Find()}",
                ["MODELDATA_WORKER_PORT"] = $"{FreePort.Find()}",
            }
        );
        await compose.RunAsync("up", "-d");
        await ScoreAsync(scoring);

        string row = await ReadPredictionAsync(AzuriteProcess.ConnectionStringFor(storage));
        Assert.Contains("Adelie", row, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task ScoreAsync(int port)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var penguin = new
        {
            island = "Torgersen",
            beakLengthMm = 39.1,
            beakDepthMm = 18.7,
            flipperLengthMm = 181,
            bodyMassG = 3750,
        };
        await Eventually.IsTrueAsync(
            async token =>
            {
                try
                {
                    using var answer = await http.PostAsJsonAsync("score", penguin, token);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            Deadline,
            () => "the scoring service to answer",
            Token
        );
    }

    private static async Task<string> ReadPredictionAsync(string connectionString)
    {
        var data = new BlobContainerClient(connectionString, "modeldata");
        string text = "";
        await Eventually.IsTrueAsync(
            async token =>
            {
                if (await data.ExistsAsync(token))
                {
                    await foreach (var blob in data.GetBlobsAsync(cancellationToken: token))
                    {
                        if (
                            blob.Name.Contains("/predictions/")
                            && blob.Name.EndsWith("data.csv", StringComparison.Ordinal)
                        )
                        {
                            text = (
                                await data.GetBlobClient(blob.Name).DownloadContentAsync(token)
                            ).Value.Content.ToString();
                        }
                    }
                }

                return text.Length > 0;
            },
            Deadline,
            () => "the prediction to be in its file",
            Token
        );
        return text;
    }
}
