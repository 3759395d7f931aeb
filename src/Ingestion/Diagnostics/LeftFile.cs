namespace ModelData.Ingestion.Diagnostics;

/// <summary>Why a worker leaves a file for the next sibling.</summary>
internal enum LeftFile
{
    /// <summary>It holds as many blocks or positions as a file may.</summary>
    Full,

    /// <summary>Storage has refused it for too long: lease, policy, tier or rights.</summary>
    Refused,

    /// <summary>It was written by somebody else, or by a newer version: it has not the metadata of a worker's.</summary>
    Foreign,

    /// <summary>It was replaced under the metadata of a worker's: its blocks are none of ours, or are not all there.</summary>
    Replaced,

    /// <summary>Its metadata do not say any more what is in it.</summary>
    PositionsUnreadable,

    /// <summary>Its metadata do not say any more how many rows are in it.</summary>
    RowsUnreadable,

    /// <summary>Its beginning or its end cannot be read as what a worker writes.</summary>
    Unreadable,

    /// <summary>After a commit it had another length than it should.</summary>
    LengthDiffers,
}
