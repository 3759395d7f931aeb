using ModelData.Producer;

namespace ModelData.Docs.Snippets;

/// <summary>What the pages for those who come from elsewhere show.</summary>
internal static class Migrations
{
    public static void FromMonitoring(double[,] data, double[,] result, string correlationId)
    {
        // csharpier-ignore-start
        #region monitoring
        var inputs = new ModelDataCollector("best_model", identifier: "inputs", featureNames: ["feat1", "feat2", "feat3"]);
        var predictions = new ModelDataCollector("best_model", "predictions", ["prediction1", "prediction2"]);

        var context = inputs.Collect(data, correlationId);
        predictions.Collect(result, context);
        #endregion
        // csharpier-ignore-end
    }

    #region aimonitoring
    public sealed class Deployment(IModelDataCollectors collectors)
    {
        private readonly IModelDataCollector _inputs = collectors.Get("best_model", "inputs", ["col1", "col2"]);
        private readonly IModelDataCollector _outputs = collectors.Get("best_model", "predictions", ["risk"]);

        public double[][] Run(double[][] rows)
        {
            double[][] risks = Predict(rows);
            var context = _inputs.Collect(rows);
            _outputs.Collect(risks, context);
            return risks;
        }

        private static double[][] Predict(double[][] rows) => [.. rows.Select(row => new[] { row[0] / row[1] })];
    }
    #endregion
}
