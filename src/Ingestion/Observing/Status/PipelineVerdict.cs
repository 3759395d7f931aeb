namespace ModelData.Ingestion.Observing.Status;

/// <summary>Whether a pipeline works, in rising order of trouble.</summary>
public enum PipelineVerdict
{
    /// <summary>What arrives is in its files in time.</summary>
    Well,

    /// <summary>Rows come late; none is lost.</summary>
    Behind,

    /// <summary>Nothing arrives, rows are or will soon be lost, or it cannot be known.</summary>
    Broken,
}
