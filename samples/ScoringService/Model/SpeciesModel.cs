using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;

namespace ScoringService.Model;

/// <summary>Tells a penguin's species from its measurements. Thread-safe.</summary>
public sealed class SpeciesModel
{
    /// <summary>The model's name, as its rows are filed under.</summary>
    public const string Name = "penguin-species";

    /// <summary>The version that the service trains when it starts.</summary>
    public const string Version = "1";

    // A prediction engine serves one thread at a time.
    private readonly ObjectPool<PredictionEngine<PenguinFeatures, SpeciesPrediction>> _engines;

    private SpeciesModel(MLContext context, ITransformer model) =>
        _engines = new DefaultObjectPool<PredictionEngine<PenguinFeatures, SpeciesPrediction>>(
            new EnginePolicy(context, model)
        );

    /// <summary>Trains a multinomial logistic regression; the same rows in the same order give the same model.</summary>
    /// <param name="rows">What was measured, with the species: two of them at least.</param>
    public static SpeciesModel Train(IReadOnlyList<PenguinFeatures> rows)
    {
        var context = new MLContext(seed: 1);
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
        return new SpeciesModel(context, pipeline.Fit(context.Data.LoadFromEnumerable(rows)));
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
