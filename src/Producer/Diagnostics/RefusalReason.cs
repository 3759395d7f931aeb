namespace ModelData.Producer.Diagnostics;

/// <summary>Why rows were not taken at all. Each is counted, and logged once per collector.</summary>
internal enum RefusalReason
{
    /// <summary>The number of values is not that of the feature names, or of the first row.</summary>
    Width = 0,

    /// <summary>A row without values.</summary>
    Empty,

    /// <summary>Bytes or a stream: audio, images and video are not collected.</summary>
    Binary,

    /// <summary>More than two dimensions.</summary>
    Dimensions,

    /// <summary>A type that is not a scalar.</summary>
    Type,

    /// <summary>A row larger than a record of the ring can be.</summary>
    Size,

    /// <summary>A context whose day has not come yet, or that lies before 1970.</summary>
    Context,

    /// <summary>The collector was closed.</summary>
    Closed,

    /// <summary>Something unexpected, for example a list whose indexer throws.</summary>
    Error,

    /// <summary>What is enumerable but neither a row nor rows: a dictionary, a set, a text in pieces, a list beside values.</summary>
    Shape,

    /// <summary>A sequence of more rows than a call takes of one that cannot tell their number.</summary>
    Endless,

    /// <summary>A copy of a row builder whose row was collected already.</summary>
    Copy,

    /// <summary>The settings document was not read yet: whether rows may be collected is not known.</summary>
    SettingsUnknown,

    /// <summary>Redaction drops all of the row's columns: nothing is left.</summary>
    Redaction,
}
