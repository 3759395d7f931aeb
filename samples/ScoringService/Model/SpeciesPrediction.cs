using Microsoft.ML.Data;

namespace ScoringService.Model;

/// <summary>What the model says of one row.</summary>
public sealed class SpeciesPrediction
{
    [ColumnName("PredictedSpecies")]
    public string Species { get; set; } = "";

    [ColumnName("Score")]
    public float[] Probabilities { get; set; } = [];
}
