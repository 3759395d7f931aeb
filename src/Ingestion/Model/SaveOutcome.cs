namespace ModelData.Ingestion.Model;

/// <summary>How a save of a state ended.</summary>
internal enum SaveOutcome
{
    /// <summary>The state says it, or said so before.</summary>
    Saved,

    /// <summary>Another session owns the state: nothing is written any more.</summary>
    Superseded,

    /// <summary>Whether it was saved is not known; the next save decides.</summary>
    Failed,
}
