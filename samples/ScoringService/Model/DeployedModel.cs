using ScoringService.Data;

namespace ScoringService.Model;

/// <summary>
/// The model that the service runs. It was trained on what the first survey brought home: two islands of three. The third has a species
/// that the model has never seen, which is what the collected rows, with their labels, show; <c>samples/Retrain</c> mends it.
/// </summary>
public sealed class DeployedModel
{
    private const int HeldOutOf = 5;
    private static readonly string[] SurveyedIslands = ["Biscoe", "Torgersen"];

    private DeployedModel(SpeciesModel model, int trainedOn, double accuracy)
    {
        Model = model;
        TrainedOn = trainedOn;
        Accuracy = accuracy;
    }

    public SpeciesModel Model { get; }

    /// <summary>The rows that it was trained on.</summary>
    public int TrainedOn { get; }

    /// <summary>The share of right answers on the fifth of the survey that was not used for training: all that was known on the day of deployment.</summary>
    public double Accuracy { get; }

    public static DeployedModel Train(IEnumerable<Penguin> penguins)
    {
        var parts = Part(penguins);
        PenguinFeatures[] training = [.. parts[false]];
        var model = SpeciesModel.Train(training);
        var accuracy = parts[true].Average(it => model.Predict(it).Species == it.Species ? 1.0 : 0.0);
        return new DeployedModel(model, training.Length, accuracy);
    }

    /// <summary>The rows that it is trained on: what drift is measured against.</summary>
    public static IReadOnlyList<PenguinFeatures> TrainingSet(IEnumerable<Penguin> penguins) =>
        [.. Part(penguins)[false]];

    private static ILookup<bool, PenguinFeatures> Part(IEnumerable<Penguin> penguins) =>
        penguins
            .Where(it => SurveyedIslands.Contains(it.Island))
            .Select(PenguinFeatures.From)
            .Index()
            .ToLookup(it => it.Index % HeldOutOf == 0, it => it.Item);
}
