using ModelData.Producer;

namespace NativeScoring;

/// <summary>Scores, and has what goes in and what comes out collected.</summary>
internal sealed class IrisScorer(IModelDataCollectors collectors)
{
    private readonly IModelDataCollector _inputs = collectors.Get(
        "iris",
        "inputs",
        ["sepalLength", "sepalWidth", "petalLength", "petalWidth"]
    );

    private readonly IModelDataCollector _predictions = collectors.Get("iris", "predictions", ["species", "certainty"]);

    /// <summary>The species of a flower.</summary>
    public Prediction Score(Iris iris)
    {
        var prediction = Predict(iris);
        var context = _inputs.Collect([iris.SepalLength, iris.SepalWidth, iris.PetalLength, iris.PetalWidth]);
        _predictions.Collect([prediction.Species, prediction.Certainty], context);
        return prediction;
    }

    // Two cuts of a decision tree; a model of your own stands here.
    private static Prediction Predict(Iris iris) =>
        iris.PetalLength < 2.45 ? new Prediction("setosa", 1.0)
        : iris.PetalWidth < 1.75 ? new Prediction("versicolor", 0.91)
        : new Prediction("virginica", 0.98);
}
