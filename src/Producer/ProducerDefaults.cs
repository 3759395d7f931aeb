namespace ModelData.Producer;

/// <summary>The values of options that nobody set.</summary>
internal static class ProducerDefaults
{
    public const string Name = CollectionAddress.DefaultName;
    public const string Workspace = CollectionAddress.DefaultWorkspacePath;

    /// <summary>84,000 rows of 20 numbers: at 5,000 rows a second 17 s, on top of the batches that wait.</summary>
    public const int RingBytes = 16 * 1024 * 1024;

    /// <summary>About 1,000 rows of 20 numbers, 110 KB when compressed: below the smallest event of any tier, large enough that headers do not count.</summary>
    public const int MaxBatchBytes = 256 * 1024;

    public const int MaxPendingBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Open batches of one process. Labels may arrive for any number of past days at once; each day is a batch of its own.
    /// </summary>
    public const int MaxOpenBatches = 64;

    /// <summary>Attributes and AMQP framing of an event: 18 short texts, at most 7 names of 128 bytes. What tells the types of columns comes on top.</summary>
    public const int EventOverheadBytes = 8 * 1024;

    public static readonly TimeSpan FullRingWait = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan DropLogInterval = TimeSpan.FromSeconds(10);

    /// <summary>One request a process every 20 s: a blob answers about 500 a second.</summary>
    public static readonly TimeSpan SettingsPollInterval = TimeSpan.FromSeconds(20);

    /// <summary>How long rows are refused at the start at most, until the settings document is read.</summary>
    public static readonly TimeSpan SettingsPatience = TimeSpan.FromSeconds(5);

    /// <summary>The first reads of processes that start together are spread over this time.</summary>
    public static readonly TimeSpan SettingsSpread = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two reads where the service asks for patience.</summary>
    public static readonly TimeSpan LongestSettingsPause = TimeSpan.FromMinutes(10);

    /// <summary>How often a process tells how its collection is, where the settings document asks for it and says nothing else.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMinutes(1);

    /// <summary>The first heartbeats of processes that learn at one moment to send them are spread over this time.</summary>
    public static readonly TimeSpan HeartbeatSpread = TimeSpan.FromSeconds(5);

    /// <summary>What the last heartbeat of a process may take.</summary>
    public static readonly TimeSpan HeartbeatGrace = TimeSpan.FromSeconds(1);

    /// <summary>Before a batch that failed is sent again, the first time; it doubles with each.</summary>
    public static readonly TimeSpan ShortestResendPause = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest pause: rows wait no longer than this once the hub is back.</summary>
    public static readonly TimeSpan LongestResendPause = TimeSpan.FromSeconds(2);

    /// <summary>On top of it when the service throttles: what it asks for.</summary>
    public static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(4);

    /// <summary>A hub that says nothing for so long does not answer. Answers take milliseconds, a first one a second or two.</summary>
    public static readonly TimeSpan HubPatience = TimeSpan.FromSeconds(10);

    /// <summary>A silence that is worth telling when the ring is full.</summary>
    public static readonly TimeSpan ShortSilence = TimeSpan.FromSeconds(2);

    /// <summary>Before the link that could not be opened at the start is tried again, the first time; it doubles with each.</summary>
    public static readonly TimeSpan ShortestConnectPause = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestConnectPause = TimeSpan.FromSeconds(30);

    /// <summary>A context may be ahead of this machine's clock by as much: clocks of two machines differ.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromHours(1);
}
