namespace ModelData.Ingestion.Replaying;

/// <summary>What became of a file.</summary>
public enum ReplayOutcome
{
    /// <summary>Rows were written.</summary>
    Written,

    /// <summary>Rows would have been written: nothing is when only a report is asked for.</summary>
    WouldBeWritten,

    /// <summary>All rows were there already.</summary>
    AlreadyThere,

    /// <summary>Rows are missing and could not be written without losing or doubling others.</summary>
    Refused,
}
