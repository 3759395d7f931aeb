using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using ScoringService.Data;

namespace ScoringService.Model;

/// <summary>Tells a penguin's species from its measurements. Thread-safe.</summary>
public sealed class SpeciesModel
{
    /// <summary>The model's name, as its rows are filed under.</summary>
    public const string Name = "penguin-species";

    // A prediction engine serves one thread at a time.
    private readonly ObjectPool<PredictionEngine<PenguinFeatures, SpeciesPrediction>> _engines;

    private SpeciesModel(MLContext context, ITransformer model, double accuracy)
    {
        Accuracy = accuracy;
        _engines = new DefaultObjectPool<PredictionEngine<PenguinFeatures, SpeciesPrediction>>(
            new EnginePolicy(context, model)
        );
    }

    /// <summary>The share of right answers on the fifth of the data set that was not used for training.</summary>
    public double Accuracy { get; }

    /// <summary>Trains a multinomial logistic regression; the same data gives the same model.</summary>
    public static SpeciesModel Train(IReadOnlyList<Penguin> penguins)
    {
        var context = new MLContext(seed: 1);
        var rows = context.Data.LoadFromEnumerable(penguins.Select(PenguinFeatures.From));
        var split = context.Data.TrainTestSplit(rows, testFraction: 0.2, seed: 1);
        string[] measures =
        [
            nameof(PenguinFeatures.BeakLengthMm),
            nameof(PenguinFeatures.BeakDepthMm),
            nameof(PenguinFeatures.FlipperLengthMm),
            nameof(PenguinFeatures.BodyMassG),
        ];
        var pipeline = context
            .Transforms.Conversion.MapValueToKey("Label", nameof(PenguinFeatures.Species))
            .Append(context.Transforms.Categorical.OneHotEncoding("IslandCode", nameof(PenguinFeatures.Island)))
            .Append(context.Transforms.Categorical.OneHotEncoding("SexCode", nameof(PenguinFeatures.Sex)))
            .Append(context.Transforms.Concatenate("Measures", measures))
            .Append(context.Transforms.ReplaceMissingValues("Measures"))
            .Append(context.Transforms.NormalizeMeanVariance("Measures"))
            .Append(context.Transforms.Concatenate("Features", "IslandCode", "SexCode", "Measures"))
            .AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedSpecies", "PredictedLabel"));
        var model = pipeline.Fit(split.TrainSet);
        var metrics = context.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        return new SpeciesModel(context, model, metrics.MicroAccuracy);
    }

    /// <summary>Scores one row.</summary>
    public (string Species, float Probability) Predict(PenguinFeatures features)
    {
        var engine = _engines.Get();
        try
        {
            var prediction = engine.Predict(features);
            return (prediction.Species, prediction.Probabilities.Max());
        }
        finally
        {
            _engines.Return(engine);
        }
    }

    private sealed class EnginePolicy(MLContext context, ITransformer model)
        : PooledObjectPolicy<PredictionEngine<PenguinFeatures, SpeciesPrediction>>
    {
        public override PredictionEngine<PenguinFeatures, SpeciesPrediction> Create() =>
            context.Model.CreatePredictionEngine<PenguinFeatures, SpeciesPrediction>(model);

        public override bool Return(PredictionEngine<PenguinFeatures, SpeciesPrediction> engine) => true;
    }
}
