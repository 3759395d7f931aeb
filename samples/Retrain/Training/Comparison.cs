using ScoringService.Model;

namespace Retrain.Training;

/// <summary>The deployed model and a new one, judged by the same rows.</summary>
/// <param name="TrainedOn">The rows that the new model was trained on.</param>
/// <param name="Species">Right answers by species, in the order of their names.</param>
internal sealed record Comparison(int TrainedOn, IReadOnlyList<SpeciesResult> Species)
{
    public int HeldOut => Species.Sum(it => it.Rows);

    public double OldAccuracy => (double)Species.Sum(it => it.OldRight) / HeldOut;

    public double NewAccuracy => (double)Species.Sum(it => it.NewRight) / HeldOut;

    /// <summary>
    /// Trains and judges. The deployed model is judged by the answers that it gave: its predictions were collected, so it is not needed here. It
    /// may have been trained on some of these animals, which is in its favour.
    /// </summary>
    public static Comparison Of(IReadOnlyList<LabelledRow> training, IReadOnlyList<LabelledRow> heldOut)
    {
        PenguinFeatures[] rows = [.. training.Select(it => it.Features)];
        if (rows.DistinctBy(it => it.Species).Count() < 2)
        {
            throw new RetrainFailure("All labels name one species: there is nothing to tell apart.");
        }
        var model = SpeciesModel.Train(rows);
        return new Comparison(
            rows.Length,
            [
                .. heldOut
                    .GroupBy(it => it.Features.Species)
                    .OrderBy(it => it.Key, StringComparer.Ordinal)
                    .Select(it => new SpeciesResult(
                        it.Key,
                        it.Count(),
                        it.Count(row => row.Predicted == it.Key),
                        it.Count(row => model.Predict(row.Features).Species == it.Key)
                    )),
            ]
        );
    }
}
