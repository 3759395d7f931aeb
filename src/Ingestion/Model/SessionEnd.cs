namespace ModelData.Ingestion.Model;

/// <summary>Why a session on a partition is over.</summary>
internal enum SessionEnd
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>The hub was deleted and created again: what is proven is still committed, then a new session starts in the new hub.</summary>
    HubRecreated,

    /// <summary>Another session owns the partition: what is proven may be committed for a while, the rest is dropped and read by the other.</summary>
    Lost,

    /// <summary>Going on could lose or double rows: nothing more is committed.</summary>
    Failed,
}
