using ModelData.Producer;

namespace MinimalApi;

/// <summary>Scores, and has collected what goes in, what comes out, and what turned out to be true. Thread-safe.</summary>
internal sealed class RiskScorer(IModelDataCollectors collectors)
{
    private const string Model = "credit";

    private readonly IModelDataCollector _inputs = collectors.Get(Model, "inputs", ["age", "income", "city"]);
    private readonly IModelDataCollector _predictions = collectors.Get(Model, "predictions", ["risk"]);
    private readonly IModelDataCollector _labels = collectors.Get(Model, "labels", ["defaulted"]);

    public Scored Score(Applicant applicant)
    {
        double risk = Predict(applicant);
        // Within a request the context has the request's id; it is passed on all the same.
        var context = _inputs.Collect([applicant.Age, applicant.Income, applicant.City]);
        _predictions.Collect([risk], context);
        return new Scored(risk, context.ToString());
    }

    public void Label(bool defaulted, CollectionContext context) => _labels.Collect([defaulted], context);

    // A model of your own stands here.
    private static double Predict(Applicant applicant) =>
        applicant.Income is { } income ? applicant.Age / (applicant.Age + (income / 1000)) : 0.5;
}
