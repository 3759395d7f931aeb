namespace Retrain;

/// <summary>There is nothing to train on, or it cannot be read; the message says why and what would help.</summary>
internal sealed class RetrainFailure(string message) : Exception(message);
