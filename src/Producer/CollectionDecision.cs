namespace ModelData.Producer;

/// <summary>Whether the rows of a context are collected: decided once, with its first rows, so that what belongs together stays or goes together.</summary>
internal enum CollectionDecision
{
    /// <summary>Not decided yet: the next collector does it.</summary>
    Open = 0,

    /// <summary>The service collected when the context was made.</summary>
    On,

    /// <summary>The service did not collect.</summary>
    Off,
}
