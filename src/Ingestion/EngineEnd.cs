namespace ModelData.Ingestion;

/// <summary>How the engine has ended.</summary>
public enum EngineEnd
{
    /// <summary>It was told to stop, and what it has done is saved.</summary>
    Stopped,

    /// <summary>It was told to stop, and positions are not saved: the next start reads their events once more.</summary>
    NotSaved,

    /// <summary>Reading on could lose or double rows. A person has to decide; the log says what.</summary>
    Failed,
}
