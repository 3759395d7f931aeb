namespace Retrain.Reading;

/// <summary>What became of the collected rows.</summary>
/// <param name="Inputs">Rows of inputs.</param>
/// <param name="Predictions">Rows of predictions.</param>
/// <param name="Labels">Rows of labels.</param>
/// <param name="Unidentified">Inputs without a request id, or of a request with several rows: no id tells which label is theirs.</param>
/// <param name="WithoutPrediction">Requests whose prediction is not there, or not yet.</param>
/// <param name="WithoutLabel">Requests whose label is not known yet.</param>
/// <param name="Contradicting">Requests whose labels contradict each other.</param>
/// <param name="Joined">Requests with inputs, a prediction and a label: what is trained on.</param>
internal sealed record JoinCounts(
    long Inputs,
    long Predictions,
    long Labels,
    long Unidentified,
    long WithoutPrediction,
    long WithoutLabel,
    long Contradicting,
    long Joined
);
