namespace ModelData.Ingestion.Observing.Checking;

/// <summary>What a check came to.</summary>
public enum CheckOutcome
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>It works, and somebody should look.</summary>
    Look,

    /// <summary>It does not work, or will cost rows or money.</summary>
    Failed,

    /// <summary>It could not be told; the text says why.</summary>
    Unknown,
}
