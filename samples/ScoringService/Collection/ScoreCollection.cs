using ModelData;
using ModelData.Producer;
using ScoringService.Api;
using ScoringService.Model;

namespace ScoringService.Collection;

/// <summary>Collects what goes into the model and what comes out of it, off the scoring thread. Thread-safe.</summary>
internal sealed class ScoreCollection(IModelDataCollectors collectors)
{
    private readonly IModelDataCollector _inputs = collectors.Get(
        SpeciesModel.Name,
        "inputs",
        ["island", "sex", "beak_length_mm", "beak_depth_mm", "flipper_length_mm", "body_mass_g"],
        modelVersion: SpeciesModel.Version,
        // Declared, since the first penguin may be one that was not measured.
        featureTypes:
        [
            FeatureType.String,
            FeatureType.String,
            FeatureType.Float,
            FeatureType.Float,
            FeatureType.Float,
            FeatureType.Float,
        ]
    );

    private readonly IModelDataCollector _predictions = collectors.Get(
        SpeciesModel.Name,
        "predictions",
        ["species", "probability"],
        modelVersion: SpeciesModel.Version,
        featureTypes: [FeatureType.String, FeatureType.Float]
    );

    private readonly IModelDataCollector _labels = collectors.Get(
        SpeciesModel.Name,
        "labels",
        ["species"],
        modelVersion: SpeciesModel.Version,
        featureTypes: [FeatureType.String]
    );

    /// <summary>Collects one request: its inputs and its prediction carry the same ids.</summary>
    /// <returns>The context of the request, to collect its label with when it is known.</returns>
    public CollectionContext Collect(ScoreRequest request, string species, float probability, string correlationId)
    {
        var inputs = _inputs.StartRow(correlationId);
        inputs.Add(request.Island);
        inputs.Add(request.Sex);
        Add(ref inputs, request.BeakLengthMm);
        Add(ref inputs, request.BeakDepthMm);
        Add(ref inputs, request.FlipperLengthMm);
        Add(ref inputs, request.BodyMassG);
        var context = inputs.Collect();

        var prediction = _predictions.StartRow(context);
        prediction.Add(species);
        prediction.Add(probability);
        return prediction.Collect();
    }

    /// <summary>Collects what a request should have been answered with.</summary>
    /// <param name="species">The species.</param>
    /// <param name="context">The context of the request, however old: it decides the day and the ids.</param>
    public void CollectLabel(string species, CollectionContext context)
    {
        var label = _labels.StartRow(context);
        label.Add(species);
        label.Collect();
    }

    private static void Add(ref RowBuilder row, float? value)
    {
        if (value is { } known)
        {
            row.Add(known);
        }
        else
        {
            row.AddNull();
        }
    }
}
