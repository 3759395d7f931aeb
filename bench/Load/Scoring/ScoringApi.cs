using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelData.Producer;

namespace ModelData.Bench.Load.Scoring;

/// <summary>
/// A scoring app as small as one gets, so that what collecting costs weighs the most: a request of 20 numbers, a linear model, one number back.
/// </summary>
internal static class ScoringApi
{
    public const int Features = 20;

    /// <summary>What it prints before its address.</summary>
    public const string Listening = "scoring at ";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddModelDataCollection();
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        IModelDataCollectors collectors = app.Services.GetRequiredService<IModelDataCollectors>();
        IModelDataCollector inputs = collectors.Get("model", "inputs");
        IModelDataCollector predictions = collectors.Get("model", "predictions", ["score"]);
        double[] weights = [.. Enumerable.Range(1, Features).Select(i => 1.0 / i)];
        app.MapPost(
            "/score",
            async (HttpRequest request) =>
            {
                double[] row = (await request.ReadFromJsonAsync<double[]>(cancellationToken))!;
                CollectionContext context = inputs.Collect<double>(row);
                double score = 0;
                for (int i = 0; i < row.Length; i++)
                {
                    score += row[i] * weights[i];
                }
                predictions.Collect([score], context);
                return score;
            }
        );
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"{Listening}{app.Urls.First()}");
        await app.WaitForShutdownAsync(cancellationToken);
        Console.WriteLine($"{inputs.Statistics} {predictions.Statistics}");
    }
}
