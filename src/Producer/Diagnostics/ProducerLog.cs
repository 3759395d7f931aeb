using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Diagnostics;

/// <summary>All log entries of the producer. Never a value of a row, a key or a connection string.</summary>
internal static partial class ProducerLog
{
    [LoggerMessage(
        EventId = ProducerEventIds.CollectionOff,
        Level = LogLevel.Information,
        Message = "Model data collection is off for {Address}. Set ModelData__Enabled to true, in the environment or (as ModelData:Enabled) in the "
            + "configuration, or the environment variable AML_MODEL_DC_STORAGE_ENABLED, to turn it on."
    )]
    public static partial void CollectionOff(this ILogger logger, CollectionAddress address);

    [LoggerMessage(
        EventId = ProducerEventIds.CollectionOn,
        Level = LogLevel.Information,
        Message = "Model data collection is on for {Address}, sent to event hub {Hub} in {Namespace}."
    )]
    public static partial void CollectionOn(
        this ILogger logger,
        CollectionAddress address,
        string hub,
        string @namespace
    );

    [LoggerMessage(
        EventId = ProducerEventIds.ConnectionBroken,
        Level = LogLevel.Error,
        Message = "Model data collection is enabled but stays off: {Problem} Scoring goes on; rows are not collected."
    )]
    public static partial void ConnectionBroken(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.CollectionSwitchedOff,
        Level = LogLevel.Information,
        Message = "Model data collection is switched off for {Address} by {Source}."
    )]
    public static partial void CollectionSwitchedOff(this ILogger logger, CollectionAddress address, string source);

    [LoggerMessage(
        EventId = ProducerEventIds.SettingsKept,
        Level = LogLevel.Error,
        Message = "New settings of model data collection cannot be used, and the former ones stay in force: {Problem}"
    )]
    public static partial void SettingsKept(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.SettingBroken,
        Level = LogLevel.Error,
        Message = "Model data collection stays off: {Problem} Scoring goes on; rows are not collected."
    )]
    public static partial void SettingBroken(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.SettingIgnored,
        Level = LogLevel.Warning,
        Message = "A setting of model data collection is ignored: {Problem}"
    )]
    public static partial void SettingIgnored(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.SettingsDocumentOutOfReach,
        Level = LogLevel.Warning,
        Message = "The settings document cannot be read; what was read last stays in force: {Problem}"
    )]
    public static partial void SettingsDocumentOutOfReach(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.SettingsDocumentBroken,
        Level = LogLevel.Error,
        Message = "The settings document {Document} cannot be used; what was read last stays in force: {Problem}"
    )]
    public static partial void SettingsDocumentBroken(this ILogger logger, string document, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.SettingsDocumentWell,
        Level = LogLevel.Information,
        Message = "The settings document {Document} is read again."
    )]
    public static partial void SettingsDocumentWell(this ILogger logger, string document);

    [LoggerMessage(
        EventId = ProducerEventIds.SettingsDocumentIgnored,
        Level = LogLevel.Warning,
        Message = "Settings document: {Problem}"
    )]
    public static partial void SettingsDocumentIgnored(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.Diagnostics,
        Level = LogLevel.Information,
        Message = "{Address}: on: {IsOn}; {Counts}; {Backlog} bytes wait to be sent. Logged as long as the settings document says diagnostics."
    )]
    public static partial void Diagnostics(
        this ILogger logger,
        CollectionAddress address,
        bool isOn,
        CollectorStatistics counts,
        long backlog
    );

    [LoggerMessage(
        EventId = ProducerEventIds.RowsRefused,
        Level = LogLevel.Warning,
        Message = "{Address}: rows are refused: {Detail} Logged once per reason; all are counted as refused."
    )]
    public static partial void RowsRefused(this ILogger logger, CollectionAddress address, string detail);

    [LoggerMessage(
        EventId = ProducerEventIds.RowsDropped,
        Level = LogLevel.Warning,
        Message = "{Address}: rows are dropped ({Reason}), {Total} so far for this reason{Detail}."
    )]
    public static partial void RowsDropped(
        this ILogger logger,
        CollectionAddress address,
        DropReason reason,
        long total,
        string detail
    );

    [LoggerMessage(
        EventId = ProducerEventIds.OtherTypes,
        Level = LogLevel.Warning,
        Message = "{Address}: {Detail}. Such rows go into a file of their own beside the other one. Declare the types (featureTypes), or give values "
            + "of one type."
    )]
    public static partial void OtherTypes(this ILogger logger, CollectionAddress address, string detail);

    [LoggerMessage(
        EventId = ProducerEventIds.DigitsLost,
        Level = LogLevel.Warning,
        Message = "{Address}: {Detail}: CSV files have all of them, Parquet files the nearest double. Declare another type, or give doubles. Logged once."
    )]
    public static partial void DigitsLost(this ILogger logger, CollectionAddress address, string detail);

    [LoggerMessage(
        EventId = ProducerEventIds.ExactTypesLeftOut,
        Level = LogLevel.Warning,
        Message = "{Address}: the exact types (decimal, ulong) of {Columns} columns do not fit an event's attributes: Parquet files have doubles of "
            + "them. Give doubles, or put the columns that have such a type side by side. Logged once."
    )]
    public static partial void ExactTypesLeftOut(this ILogger logger, CollectionAddress address, int columns);

    [LoggerMessage(
        EventId = ProducerEventIds.SampleKeyMissing,
        Level = LogLevel.Warning,
        Message = "{Address}: rows are to be sampled by the column {Column}, which they do not have: they are sampled by $RequestId. Name a column of the "
            + "collector whose rows come first, and pass its context on with the others. Logged once."
    )]
    public static partial void SampleKeyMissing(this ILogger logger, CollectionAddress address, string column);

    [LoggerMessage(
        EventId = ProducerEventIds.RowsJoinNothing,
        Level = LogLevel.Warning,
        Message = "{Address} and {Other} of the same model are collected outside of a request and without a context: each row has a request id of its own, "
            + "so that inputs and predictions join on nothing. Pass the context that Collect returned on to the next Collect, or put the calls for one "
            + "prediction into using (CollectionContext.Begin()). Logged once."
    )]
    public static partial void RowsJoinNothing(this ILogger logger, CollectionAddress address, string other);

    [LoggerMessage(
        EventId = ProducerEventIds.CorrelationIdFailed,
        Level = LogLevel.Warning,
        Message = "{Address}: CorrelationIdSource of the options threw: such rows have the correlation id of the baggage, if any. It runs with each new "
            + "context, on the scoring thread, and should not throw. Logged once."
    )]
    public static partial void CorrelationIdFailed(this ILogger logger, Exception exception, CollectionAddress address);

    [LoggerMessage(
        EventId = ProducerEventIds.BatchResent,
        Level = LogLevel.Warning,
        Message = "{Address}: batch {Sequence} of {Rows} rows was not accepted ({Reason}), the same bytes are sent again until {Deadline:O}."
    )]
    public static partial void BatchResent(
        this ILogger logger,
        Exception exception,
        CollectionAddress address,
        long sequence,
        int rows,
        string reason,
        DateTimeOffset deadline
    );

    [LoggerMessage(
        EventId = ProducerEventIds.SendRecovered,
        Level = LogLevel.Information,
        Message = "{Address}: batch {Sequence} of {Rows} rows was accepted after {Resends} resends."
    )]
    public static partial void SendRecovered(
        this ILogger logger,
        CollectionAddress address,
        long sequence,
        int rows,
        int resends
    );

    [LoggerMessage(
        EventId = ProducerEventIds.BatchGivenUp,
        Level = LogLevel.Error,
        Message = "{Address}: batch {Sequence} of {Rows} rows was given up ({Reason}); whether it is stored is unknown: {IsOutcomeUnknown}."
    )]
    public static partial void BatchGivenUp(
        this ILogger logger,
        Exception? exception,
        CollectionAddress address,
        long sequence,
        int rows,
        string reason,
        bool isOutcomeUnknown
    );

    [LoggerMessage(
        EventId = ProducerEventIds.ProducerIdChanged,
        Level = LogLevel.Information,
        Message = "{Address}: goes on under the fresh producer id {ProducerId}, with batches numbered from 0."
    )]
    public static partial void ProducerIdChanged(this ILogger logger, CollectionAddress address, Guid producerId);

    [LoggerMessage(
        EventId = ProducerEventIds.PartitionsRead,
        Level = LogLevel.Information,
        Message = "Batches are spread over the {Count} partitions of event hub {Hub}."
    )]
    public static partial void PartitionsRead(this ILogger logger, string hub, int count);

    [LoggerMessage(
        EventId = ProducerEventIds.BatchDivided,
        Level = LogLevel.Debug,
        Message = "{Address}: {Rows} rows are more than the link takes in one event; they are sent as two."
    )]
    public static partial void BatchDivided(this ILogger logger, CollectionAddress address, int rows);

    [LoggerMessage(
        EventId = ProducerEventIds.PumpStarted,
        Level = LogLevel.Debug,
        Message = "The collection pump of {Hub} has started as producer {ProducerId}."
    )]
    public static partial void PumpStarted(this ILogger logger, string hub, Guid producerId);

    [LoggerMessage(
        EventId = ProducerEventIds.PumpStopped,
        Level = LogLevel.Debug,
        Message = "The collection pump of {Hub} has stopped."
    )]
    public static partial void PumpStopped(this ILogger logger, string hub);

    [LoggerMessage(
        EventId = ProducerEventIds.PumpFailed,
        Level = LogLevel.Critical,
        Message = "The collection pump of {Hub} has failed; nothing more is sent."
    )]
    public static partial void PumpFailed(this ILogger logger, Exception exception, string hub);

    [LoggerMessage(
        EventId = ProducerEventIds.Closed,
        Level = LogLevel.Information,
        Message = "Model data collection to {Hub} is closed: {Status}, {Lost} rows lost while closing."
    )]
    public static partial void Closed(this ILogger logger, string hub, FlushStatus status, long lost);

    [LoggerMessage(
        EventId = ProducerEventIds.ClosedWithLoss,
        Level = LogLevel.Warning,
        Message = "Model data collection to {Hub} is closed: {Status}, {Lost} rows lost while closing."
    )]
    public static partial void ClosedWithLoss(this ILogger logger, string hub, FlushStatus status, long lost);

    [LoggerMessage(
        EventId = ProducerEventIds.NotSentAtTheEnd,
        Level = LogLevel.Warning,
        Message = "The process is asked to end, and not all rows could be sent to {Hub}: {Status}, {Lost} rows lost meanwhile, {Pending} pending."
    )]
    public static partial void NotSentAtTheEnd(
        this ILogger logger,
        string hub,
        FlushStatus status,
        long lost,
        long pending
    );

    [LoggerMessage(
        EventId = ProducerEventIds.Connected,
        Level = LogLevel.Information,
        Message = "Model data collection is on and connected to {Hub}."
    )]
    public static partial void Connected(this ILogger logger, string hub);

    [LoggerMessage(
        EventId = ProducerEventIds.HubRefuses,
        Level = LogLevel.Warning,
        Message = "Model data collection is on, but no rows get through: {Problem}"
    )]
    public static partial void HubRefuses(this ILogger logger, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.HubWell,
        Level = LogLevel.Information,
        Message = "Model data collection is well again: {Hub} takes what is sent."
    )]
    public static partial void HubWell(this ILogger logger, string hub);

    [LoggerMessage(
        EventId = ProducerEventIds.ProblemCallbackThrew,
        Level = LogLevel.Warning,
        Message = "The callback OnProblem of model data collection threw. Collection goes on; it is called with the next problem. Logged once."
    )]
    public static partial void ProblemCallbackThrew(this ILogger logger, Exception exception);

    [LoggerMessage(
        EventId = ProducerEventIds.ProblemCallbackFull,
        Level = LogLevel.Warning,
        Message = "The callback OnProblem of model data collection does not return: {Waiting} problems wait for it, and what comes now is not told to it. "
            + "Have it return at once, and do what takes time elsewhere."
    )]
    public static partial void ProblemCallbackFull(this ILogger logger, int waiting);

    [LoggerMessage(
        EventId = ProducerEventIds.RedactionImpossible,
        Level = LogLevel.Error,
        Message = "Model data collection stays off for {Address}, since its rows cannot be redacted as they are to be: {Problem} Scoring goes on; rows are "
            + "not collected."
    )]
    public static partial void RedactionImpossible(this ILogger logger, CollectionAddress address, string problem);

    [LoggerMessage(
        EventId = ProducerEventIds.RedactedColumnsMissing,
        Level = LogLevel.Warning,
        Message = "{Address}: redaction names columns that its rows do not have, so it does nothing about them: {Columns}. Names are those of the features, "
            + "letter by letter, or feature_0, feature_1 and so on. Name a column that only another collector has in an entry of that collector."
    )]
    public static partial void RedactedColumnsMissing(this ILogger logger, CollectionAddress address, string columns);

    [LoggerMessage(
        ProducerEventIds.HeartbeatNotSent,
        LogLevel.Debug,
        "{Address}: a heartbeat was not sent ({Reason}); the next one says the same and more"
    )]
    public static partial void HeartbeatNotSent(this ILogger logger, CollectionAddress address, string reason);
}
