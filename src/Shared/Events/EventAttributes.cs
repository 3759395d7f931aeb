namespace ModelData;

/// <summary>
/// The attributes of an event, as CloudEvents 1.0 names them: on the wire each is an application property with a prefix, and the content type is AMQP's
/// own property. Names are lower-case letters and digits, at most 20. docs/event-format.md defines each of them.
/// </summary>
public static class EventAttributes
{
    /// <summary>The prefix of CloudEvents over AMQP, which the writer uses: <c>cloudEvents:</c>.</summary>
    public const string Prefix = "cloudEvents:";

    /// <summary>The other prefix that CloudEvents allows: <c>cloudEvents_</c>. One event uses one prefix.</summary>
    public const string AlternativePrefix = "cloudEvents_";

    /// <summary>The version of CloudEvents: <c>1.0</c>. Required.</summary>
    public const string SpecVersion = "specversion";

    /// <summary>The id of the event, unique for its source. Required.</summary>
    public const string Id = "id";

    /// <summary>Where the event comes from, a URI reference. Required.</summary>
    public const string Source = "source";

    /// <summary>What the event is: <see cref="RowsType"/> or <see cref="HeartbeatType"/>. Required.</summary>
    public const string Type = "type";

    /// <summary>When the batch was closed, RFC 3339. Default: the enqueued time.</summary>
    public const string Time = "time";

    /// <summary>The version of the event format, see <see cref="ModelData.FormatVersion"/>. Required.</summary>
    public const string FormatVersion = "formatversion";

    /// <summary>Part of the address. Default: <c>default</c>.</summary>
    public const string Subscription = "subscription";

    /// <summary>Part of the address. Default: <c>default</c>.</summary>
    public const string ResourceGroup = "resourcegroup";

    /// <summary>Part of the address. Default: <c>default</c>.</summary>
    public const string Workspace = "workspace";

    /// <summary>Part of the address. Default: <c>default</c>.</summary>
    public const string WebService = "webservice";

    /// <summary>Part of the address. Required.</summary>
    public const string Model = "model";

    /// <summary>Part of the address. Default: <c>default</c>.</summary>
    public const string ModelVersion = "modelversion";

    /// <summary>Part of the address. Default: <c>default</c>.</summary>
    public const string Identifier = "identifier";

    /// <summary>The UTC day of the rows, <c>yyyy-MM-dd</c>; it alone decides the folder. Required with CSV, else the day of the time.</summary>
    public const string Day = "day";

    /// <summary>The types of the features, one letter each. Default: all of them are texts.</summary>
    public const string ColumnTypes = "columntypes";

    /// <summary>
    /// The features that had only nulls so far, counted from 0: <c>0,3-7</c>. Their letter is <c>d</c>, for readers that do not know this. Default: none.
    /// Since version 1.1.
    /// </summary>
    public const string Untyped = "untyped";

    /// <summary>
    /// What letters cannot say, see <see cref="ExactType"/>, by features counted from 0: <c>2:uint64,4-5:decimal(18:4)</c>. Default: nothing. Since
    /// version 1.1.
    /// </summary>
    public const string ExactTypes = "exacttypes";

    /// <summary>The number of rows. Required with CSV.</summary>
    public const string RowCount = "rowcount";

    /// <summary>The producer's id, a GUID. Together with <see cref="BatchSequence"/>.</summary>
    public const string ProducerId = "producerid";

    /// <summary>The number of the batch among those of its producer for this address, rising. Together with <see cref="ProducerId"/>.</summary>
    public const string BatchSequence = "batchsequence";

    /// <summary>The encoding of the payload, for clients that cannot set AMQP's own property. Default: that property.</summary>
    public const string ContentEncoding = "contentencoding";

    /// <summary>The correlation id of JSON rows that have none. Default: empty.</summary>
    public const string CorrelationId = "correlationid";

    /// <summary>
    /// The share of rows that was collected: an exact decimal above 0 and at most 1, with at most nine digits behind the point. Default: 1, all of them.
    /// Since version 1.1.
    /// </summary>
    public const string SampleRate = "samplerate";

    /// <summary>
    /// The columns that hold something else in place of their values, see <see cref="RedactionMethod"/>, by features counted from 0, <c>c</c> for
    /// <c>$CorrelationId</c>: <c>c:mask,2:hash,4-5:mask</c>. Default: none. Since version 1.1.
    /// </summary>
    public const string Redacted = "redacted";

    /// <summary>The id of the key that columns are hashed with, see <see cref="RowRedaction.IsKeyId"/>. Exactly when one is. Since version 1.1.</summary>
    public const string RedactionKey = "redactionkey";

    /// <summary>The W3C trace context of the batch, for whoever follows it through the hub. Ignored by readers of rows.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Reserved: a unique id per row. Ignored by version 1.</summary>
    public const string RowId = "rowid";

    /// <summary>The type of events that carry rows: <c>modeldata.rows</c>.</summary>
    public const string RowsType = "modeldata.rows";

    /// <summary>The type of events in which a producer tells how its collection is, see <see cref="Heartbeat"/>: <c>modeldata.heartbeat</c>.</summary>
    public const string HeartbeatType = "modeldata.heartbeat";

    /// <summary>The content type of rows in the CSV dialect: <c>text/csv</c>.</summary>
    public const string CsvContentType = "text/csv";

    /// <summary>The content type of JSON rows: <c>application/json</c>.</summary>
    public const string JsonContentType = "application/json";

    /// <summary>The content encoding of a brotli payload: <c>br</c>.</summary>
    public const string BrotliEncoding = "br";
}
