namespace ModelData.Ingestion.Diagnostics;

/// <summary>How much a problem matters, in rising order.</summary>
public enum ProblemSeverity
{
    /// <summary>Rows arrive in time; somebody should look nevertheless.</summary>
    Attention,

    /// <summary>Rows come late, or will; none is lost.</summary>
    Behind,

    /// <summary>Nothing arrives, or rows are or will soon be lost, or whether it works cannot be known.</summary>
    Broken,
}
