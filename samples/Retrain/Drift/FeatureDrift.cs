namespace Retrain.Drift;

/// <summary>One feature, then and now.</summary>
/// <param name="Feature">The column.</param>
/// <param name="Training">What the deployed model was trained on, in a few words.</param>
/// <param name="Collected">What it is asked.</param>
/// <param name="Stability">The <see cref="PopulationStability"/> index.</param>
internal sealed record FeatureDrift(string Feature, string Training, string Collected, double Stability)
{
    public string Verdict =>
        Stability switch
        {
            < 0.1 => "stable",
            < 0.25 => "moving",
            _ => "drifted",
        };
}
