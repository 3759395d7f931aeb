using ModelData.Producer.Configuration;

namespace ModelData.Producer;

/// <summary>
/// How rows are collected and sent. With <c>AddModelDataCollection</c> changes of the configuration hold for rows that are collected after them, but for the
/// names, which hold for collectors that are made after them. <c>new ModelDataCollector(...)</c> copies the options; changes after that have no effect. What
/// nobody sets, in code or in the configuration, comes from the environment variables <c>ModelData__*</c>, for example <c>ModelData__Linger</c>; the defaults
/// below hold where they say nothing either. An illegal value that code sets throws where a collector is made, or ends the start of a host; one that comes from
/// elsewhere is logged, and collection stays off. Not thread-safe.
/// </summary>
public sealed class ModelDataCollectorOptions
{
    /// <summary>The configuration section that <c>AddModelDataCollection</c> reads: <c>ModelData</c>.</summary>
    public const string SectionName = "ModelData";

    /// <summary>
    /// Whether rows are collected. Default: what the environment variable <c>ModelData__Enabled</c> says, else <c>AML_MODEL_DC_STORAGE_ENABLED</c>; so, off.
    /// Off, <c>Collect</c> only makes a context. The settings document goes before <see langword="true"/>; <see langword="false"/> always holds.
    /// </summary>
    public bool? Enabled
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Whether rows are printed to standard output as CSV, on the calling thread, even when collection is off. For development. Default: what the environment
    /// variable <c>ModelData__Debug</c> says, else <c>AML_MODEL_DC_DEBUG</c>; so, off.
    /// </summary>
    public bool? Debug
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>Where rows are sent.</summary>
    public EventHubsTargetOptions EventHubs { get; set; } = new();

    /// <summary>
    /// The workspace, <c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;</c>, of collectors that do not name their own. Default:
    /// <c>default/default/default</c>.
    /// </summary>
    public string Workspace
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.Workspace;

    /// <summary>
    /// The web service of collectors that do not name their own. Default: the environment variable <c>SERVICE_NAME</c>, else <c>default</c>.
    /// </summary>
    public string WebServiceName
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.Name;

    /// <summary>The model version of collectors that do not name their own. Default: <c>default</c>.</summary>
    public string ModelVersion
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.Name;

    /// <summary>
    /// The size of the ring that holds rows until they are encoded, in bytes: 4 KiB to 1 GiB, rounded up to a power of two. A row of 20 numbers takes 216.
    /// One ring serves all collectors of the process that have equal options. Default: 16 MiB.
    /// </summary>
    public int RingBytes
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.RingBytes;

    /// <summary>What happens to rows when the ring is full. Default: <see cref="FullRingPolicy.DropNewest"/>.</summary>
    public FullRingPolicy FullRing
    {
        get;
        set => field = Given.Note(value);
    } = FullRingPolicy.DropNewest;

    /// <summary>How long a call of <c>Collect</c> waits at most under <see cref="FullRingPolicy.Wait"/>: 0 to 1 minute. Default: 100 ms.</summary>
    public TimeSpan FullRingWait
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.FullRingWait;

    /// <summary>
    /// CSV bytes, before compression, at which a batch is closed: 1 KiB to 16 MiB, and never more than what an event of the hub can hold. Default: 256 KiB.
    /// </summary>
    public int MaxBatchBytes
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.MaxBatchBytes;

    /// <summary>How long a row waits at most for others to share its event: 0 to 1 hour. Default: 1 s.</summary>
    public TimeSpan Linger
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.Linger;

    /// <summary>
    /// CSV bytes of closed batches that may wait for their turn to be sent, all collectors together: 1 KiB to 1 GiB. Beyond it the ring is not emptied
    /// any more, fills, and drops by its policy. Default: 16 MiB.
    /// </summary>
    public int MaxPendingBytes
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.MaxPendingBytes;

    /// <summary>
    /// Whether the batches of a model are spread over all partitions of the hub, in turn: for a model that is hotter than one partition takes (1 MB of
    /// compressed rows a second per throughput unit). One batch per partition is on its way at a time, instead of one per address. The price: a day has one
    /// file per partition (<c>data-p0007.csv</c>), and rows are in order only within a partition. The worker must name the web service:
    /// <c>Output__Services__&lt;name&gt;__Spread=true</c>. Where it does not, nothing is lost or doubled, but the partitions contend for one file and slow
    /// each other down. The hub is asked for its partitions with the first batch; those that are added later are used after a restart. Default: off, all
    /// batches of an address go to one partition, in order.
    /// </summary>
    public bool Spread
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// How long a batch is sent again that fails for reasons that may pass, from its first send: 0 (it is sent once) to 1 day. Such are outages, names
    /// that are not resolved, refused credentials, quotas, and a hub that is missing. Default: 5 minutes.
    /// </summary>
    public TimeSpan GiveUpAfter
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.GiveUpAfter;

    /// <summary>
    /// The time in which closing (dispose, the host's stop, or the end of the process) sends what is left: 0 to 1 hour, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. What is not sent by then is given up and counted as failed. Default: 10 s.
    /// </summary>
    public TimeSpan CloseTimeout
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.CloseTimeout;

    /// <summary>Each collector logs drops of one reason at most this often: 1 s to 1 day. Default: 10 s.</summary>
    public TimeSpan DropLogInterval
    {
        get;
        set => field = Given.Note(value);
    } = ProducerDefaults.DropLogInterval;

    /// <summary>
    /// Columns whose values do not leave the process as they are, of all collectors; <c>$CorrelationId</c> is one too. Here stand those that code names; the
    /// configuration names others by <c>ModelData:Redaction:&lt;column&gt;</c>, <c>hash</c>, <c>mask</c> or <c>drop</c>. These and those of the settings
    /// document add up, and for one column the strongest method holds. Default: none.
    /// </summary>
    public IList<ColumnRedaction> Redaction { get; private set; } = [];

    /// <summary>
    /// The key that columns are hashed with: 16 bytes or more in base64, best 32 random ones. Never logged. Rows join only where it is the same. Without one
    /// collectors with a column that is to be hashed stay off. Default: none.
    /// </summary>
    public string? RedactionKey
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// What events and <c>_schema.json</c> name the key by: 1 to 64 letters of A-Z, a-z, 0-9, '.', '_' and '-'. Another key needs another id. Default: one
    /// of 8 digits that follows from the key.
    /// </summary>
    public string? RedactionKeyId
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Which share of the rows is taken, decided once for a context, so that inputs, predictions and labels stay or go together:
    /// <c>new(0.1m)</c>, or <c>new(0.1m, "$CorrelationId")</c>. What the settings document says goes before it. Default: all rows.
    /// </summary>
    public SamplingSettings? Sampling
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Whether rows have the column <c>$SampleRate</c>, behind the system columns: the share of rows that was taken when they were. Default: no.
    /// </summary>
    public bool SampleRateColumn
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Whether rows have the column <c>$RowId</c>, behind the system columns: the row's place in the call that collected it, from 0, or that of
    /// <see cref="CollectionContext.Row"/>. Inputs, predictions and labels of one row of a batch join on it and <c>$RequestId</c>. Default: no.
    /// </summary>
    public bool RowIds
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Whether rows have the eight columns <c>$aml_*</c> of the later releases of the Azure Machine Learning SDK, behind the features. Default:
    /// <see cref="ModelData.Producer.CorrelationColumns.None"/>.
    /// </summary>
    public CorrelationColumns CorrelationColumns
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// The item of the current <see cref="System.Diagnostics.Activity"/>'s baggage that is the correlation id of a new context for which <c>Collect</c> is
    /// given none. Default: none.
    /// </summary>
    public string? CorrelationIdBaggage
    {
        get;
        set => field = Given.Note(value);
    }

    /// <summary>
    /// Code that names the correlation id of a new context for which <c>Collect</c> is given none, for example
    /// <c>() =&gt; accessor.HttpContext?.Request.Headers["x-correlation-id"]</c>; null for none, then the baggage is asked. It runs on the scoring thread;
    /// what it throws is logged once. Default: none.
    /// </summary>
    public Func<string?>? CorrelationIdSource { get; set; }

    /// <summary>Where the settings document is read from.</summary>
    public SettingsDocumentOptions Settings { get; set; } = new();

    /// <summary>
    /// What holds for single collectors, by <c>&lt;model&gt;/&lt;identifier&gt;</c>, whatever the case of letters. In configuration the section
    /// <c>ModelData:Collectors:&lt;model&gt;/&lt;identifier&gt;</c>.
    /// </summary>
    public IDictionary<string, CollectorOptions> Collectors { get; private set; } =
        new Dictionary<string, CollectorOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Called with each new problem: a setting that is wrong, a hub that refuses or does not answer, the first rows that are refused for a reason, rows that
    /// are dropped or given up, at most once per <see cref="DropLogInterval"/>. One problem at a time, on a thread of the pool, never on one that collects.
    /// What it throws is logged once; while it does not return, up to 100 problems wait for it. Collectors that have the same callback share it: what concerns
    /// all of them is told once. Code only. Default: nothing.
    /// </summary>
    public Action<CollectionProblem>? OnProblem { get; set; }

    /// <summary>The environment variable that has switched collection on or off; null when it was something else.</summary>
    internal string? EnabledVariable { get; set; }

    /// <summary>
    /// The columns that configuration and environment name, of all collectors or of one. Apart from those of code, which may change its own lists and entries,
    /// but take nothing away from these.
    /// </summary>
    internal List<(string? Collector, ColumnRedaction Column)> ConfiguredRedaction { get; private set; } = [];

    /// <summary>The options that were set.</summary>
    internal GivenOptions Given { get; private set; } = new();

    /// <summary>What was wrong where these options were read from.</summary>
    internal SettingProblems Problems { get; private set; } = new();

    /// <summary>What holds for the collector of an address alone, if anything does.</summary>
    internal CollectorOptions? OwnEntry(CollectionAddress address) =>
        Collectors.Count > 0
        && Collectors.TryGetValue($"{address.Model}/{address.Identifier}", out CollectorOptions? entry)
            ? entry
            : null;

    /// <summary>All columns that are redacted for a collector, in any order.</summary>
    internal IEnumerable<ColumnRedaction> RedactionOf(CollectionAddress address) =>
        [
            .. Redaction,
            .. OwnEntry(address)?.Redaction ?? [],
            .. ConfiguredRedaction
                .Where(it =>
                    it.Collector?.Equals($"{address.Model}/{address.Identifier}", StringComparison.OrdinalIgnoreCase)
                    ?? true
                )
                .Select(it => it.Column),
        ];

    internal ModelDataCollectorOptions Copy()
    {
        ModelDataCollectorOptions copy = (ModelDataCollectorOptions)MemberwiseClone();
        copy.EventHubs = EventHubs.Copy();
        copy.Settings = Settings.Copy();
        copy.Redaction = [.. Redaction];
        copy.ConfiguredRedaction = [.. ConfiguredRedaction];
        copy.Collectors = Collectors.ToDictionary(
            static it => it.Key,
            static it => it.Value.Copy(),
            StringComparer.OrdinalIgnoreCase
        );
        copy.Given = new GivenOptions(Given);
        copy.Problems = new SettingProblems(Problems);
        return copy;
    }
}
