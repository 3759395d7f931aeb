using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Model;

/// <summary>The session is over: see its <see cref="Fencing.PartitionSession.End"/>.</summary>
internal sealed class SessionEndedException() : Exception("The session on the partition is over");

/// <summary>A partition cannot be read on without risking rows; a person has to decide. The message names the cause and the mend.</summary>
/// <param name="kind">Which of the known problems it is.</param>
/// <param name="cause">What happened, without the full stop.</param>
/// <param name="mend">What to do, without the full stop.</param>
/// <param name="inner">What it came from.</param>
internal class PartitionFailedException(KnownProblem kind, string cause, string mend, Exception? inner = null)
    : Exception($"{cause}. {mend}", inner)
{
    /// <summary>The problem of its partition.</summary>
    public ReportedProblem ProblemOf(string partitionId) => new(kind, $"partition {partitionId}", cause, mend, null);
}

/// <summary>The state of a partition was there and is gone.</summary>
internal sealed class StateGoneException(string cause, string mend)
    : PartitionFailedException(ProblemCatalogue.PositionUnknown, cause, mend);
