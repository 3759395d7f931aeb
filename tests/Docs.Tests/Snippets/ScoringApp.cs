using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelData.Producer;

namespace ModelData.Docs.Snippets;

/// <summary>What the documentation shows; compiled here, compared with the pages by <see cref="SnippetTests"/>.</summary>
internal static class ScoringApp
{
    public static void Configure(WebApplicationBuilder builder)
    {
        #region add
        builder.Services.AddModelDataCollection();
        #endregion
    }

    #region use
    public sealed class Scorer(IModelDataCollectors collectors)
    {
        private readonly IModelDataCollector _inputs = collectors.Get("best_model", "inputs", ["age", "income"]);
        private readonly IModelDataCollector _predictions = collectors.Get("best_model", "predictions", ["risk"]);

        public double Score(double age, double income)
        {
            double risk = Predict(age, income);
            var context = _inputs.Collect([age, income]);
            _predictions.Collect([risk], context);
            return risk;
        }

        private static double Predict(double age, double income) => age / (age + income);
    }
    #endregion

    public static async Task WithoutInjectionAsync()
    {
        #region plain
        await using var inputs = new ModelDataCollector("best_model", "inputs", ["age", "income"]);
        await using var predictions = new ModelDataCollector("best_model", "predictions", ["risk"]);

        var context = inputs.Collect([42.0, 51_000.0], correlationId: "order-17");
        predictions.Collect([0.2], context);
        #endregion
    }

    public static void Ids(IModelDataCollector inputs, IModelDataCollector predictions, double[][] rows, double[] row)
    {
        #region begin
        using (CollectionContext.Begin())
        {
            inputs.Collect(row);
            predictions.Collect([0.2]);
        }
        #endregion

        #region batch
        CollectionContext batch = inputs.Collect(rows);
        predictions.Collect([0.2], batch.Row(3));
        #endregion
    }

    public static void Correlation(WebApplicationBuilder builder)
    {
        #region correlation
        HttpContextAccessor accessor = new();
        builder.Services.AddSingleton<IHttpContextAccessor>(accessor);
        builder.Services.AddModelDataCollection(options =>
            options.CorrelationIdSource = () => accessor.HttpContext?.Request.Headers["x-correlation-id"]
        );
        #endregion
    }

    public static void Working(WebApplicationBuilder builder)
    {
        #region working
        builder.Services.AddModelDataCollection(options =>
            options.OnProblem = problem => Console.Error.WriteLine($"{problem.Kind}: {problem.Reason} {problem.Mend}")
        );
        builder.Services.AddHealthChecks().AddModelDataCollection();
        #endregion
    }

    public static void Shapes(
        IModelDataCollector collector,
        double[] features,
        double[,] matrix,
        ReadOnlySpan<float> tensor
    )
    {
        // csharpier-ignore-start
        #region rows
        collector.Collect([34, "blue", 0.5f, null]);        // one row; each value keeps its own type
        collector.Collect([[34, "blue"], [35, "red"]]);     // two rows
        collector.Collect(features);                        // an array, a span or a list of one type: one row
        collector.Collect(matrix);                          // a rectangular or a jagged array: rows
        collector.CollectRows(tensor, width: 20);           // values that lie row by row
        #endregion
        // csharpier-ignore-end
    }
}
