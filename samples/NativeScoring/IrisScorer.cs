using ModelData.Producer;

namespace NativeScoring;

/// <summary>Scores, and has what goes in and what comes out collected.</summary>
internal sealed class IrisScorer(IModelDataCollectors collectors)
{
    private readonly IModelDataCollector<Iris> _inputs = collectors.Get<Iris>("iris", "inputs");

    private readonly IModelDataCollector<Prediction> _predictions = collectors.Get<Prediction>("iris", "predictions");

    /// <summary>The species of a flower.</summary>
    public Prediction Score(Iris iris)
    {
        var prediction = Predict(iris);
        var context = _inputs.Collect(iris);
        _predictions.Collect(prediction, context);
        return prediction;
    }

    // Two cuts of a decision tree; a model of your own stands here.
    private static Prediction Predict(Iris iris) =>
        iris.PetalLength < 2.45 ? new Prediction(Species.Setosa, 1.0)
        : iris.PetalWidth < 1.75 ? new Prediction(Species.Versicolor, 0.91)
        : new Prediction(Species.Virginica, 0.98);
}
