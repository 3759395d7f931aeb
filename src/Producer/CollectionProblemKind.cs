namespace ModelData.Producer;

/// <summary>What went wrong in collection.</summary>
public enum CollectionProblemKind
{
    /// <summary>A setting is broken or missing: collection stays off, or goes on with the former settings.</summary>
    Misconfigured = 0,

    /// <summary>The hub or the network refuses, or does not answer: rows wait.</summary>
    Refused,

    /// <summary>Rows that were taken are dropped.</summary>
    RowsDropped,

    /// <summary><c>Collect</c> does not take rows.</summary>
    RowsRefused,

    /// <summary>Rows were given up whose batch was not accepted in time, or never will be.</summary>
    RowsGivenUp,
}
