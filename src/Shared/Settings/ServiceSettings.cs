using System.Diagnostics.CodeAnalysis;

namespace ModelData;

/// <summary>
/// The settings document of one web service: what its operators say of its collection, while it runs. A blob in a container of its own,
/// <see cref="BlobName(CollectionAddress)"/>; docs/settings-document.md shows one. Immutable and thread-safe; equal when all values are equal.
/// </summary>
public sealed record ServiceSettings
{
    /// <summary>The version of the document that this code writes and reads.</summary>
    public const int Version = 1;

    /// <summary>The longest document that is read: 256 KiB.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most entries of a list: 1,000.</summary>
    public const int MaxEntries = 1000;

    /// <summary>The least <see cref="HeartbeatSeconds"/>: 60.</summary>
    public const int MinHeartbeatSeconds = 60;

    /// <summary>The most <see cref="HeartbeatSeconds"/>: 86,400, a day.</summary>
    public const int MaxHeartbeatSeconds = 86_400;

    /// <summary>How often the document was written: 1, 2, ...; 0 when it does not say, or was never written. <see cref="SettingsBlob"/> counts.</summary>
    public int Revision { get; init; }

    /// <summary>When it was last written (UTC); null when it does not say.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Who wrote it last, for people: 1 to 128 bytes of UTF-8; null when it does not say.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Whether rows are collected. Default: the document does not say.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether the app says more about its collection. Default: the document does not say.</summary>
    public bool? Diagnostics { get; init; }

    /// <summary>
    /// Whether each process tells from time to time how its collection is, see <see cref="ModelData.Heartbeat"/>. Default: the document does not say.
    /// </summary>
    public bool? Heartbeat { get; init; }

    /// <summary>
    /// How often it does, in seconds, from <see cref="MinHeartbeatSeconds"/> to <see cref="MaxHeartbeatSeconds"/>. Default: the document does not say, and it
    /// is every minute.
    /// </summary>
    public int? HeartbeatSeconds { get; init; }

    /// <summary>The share of rows that is taken. Default: the document does not say.</summary>
    public SamplingSettings? Sampling { get; init; }

    /// <summary>Columns that are redacted, of all collectors. Default: none.</summary>
    public IReadOnlyList<ColumnRedaction> Redaction { get; init; } = [];

    /// <summary>What holds for some collectors only, in order: see <see cref="For"/>. Default: nothing.</summary>
    public IReadOnlyList<CollectorSettings> Collectors { get; init; } = [];

    /// <summary>What the document holds and nobody acts on, in its order. Written again with the rest.</summary>
    public IReadOnlyList<IgnoredMember> Ignored => [.. SettingsMembers.Ignored(this)];

    internal UnknownMembers Unknown { get; init; } = UnknownMembers.None;

    /// <summary>Reads a document. Never throws, whatever the bytes are.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="settings">What it says.</param>
    /// <param name="problem">Why it is not read: the member, its value, and what is accepted.</param>
    /// <returns>Whether it is a whole document of this version. Members that are not known are no reason to refuse it.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out ServiceSettings? settings,
        [NotNullWhen(false)] out SettingsProblem? problem
    ) => SettingsDocumentReader.TryRead(utf8, out settings, out problem);

    /// <summary>Writes the document: indented JSON in UTF-8. The same content gives the same bytes.</summary>
    /// <exception cref="InvalidOperationException">A value is not legal, or it is too long: nobody could read it. The message says what.</exception>
    public byte[] Write()
    {
        byte[] document = SettingsDocumentWriter.Write(this);
        if (!TryRead(document, out ServiceSettings? read, out SettingsProblem? problem))
        {
            throw new InvalidOperationException(problem.Text);
        }
        return read.Equals(this)
            ? document
            : throw new InvalidOperationException(
                "A text of the settings is not valid UTF-16: it holds half of a surrogate pair."
            );
    }

    /// <summary>
    /// What the document says of one collector: its own values, and over them those of each entry of <see cref="Collectors"/> that matches. It is
    /// on only where none of them says off; the sampling of the last one holds; redactions add up, and the stronger method wins.
    /// </summary>
    /// <param name="address">An address of the web service.</param>
    public EffectiveSettings For(CollectionAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        bool? enabled = Enabled;
        SamplingSettings? sampling = Sampling;
        List<ColumnRedaction> redaction = [.. Redaction];
        foreach (CollectorSettings it in Collectors.Where(it => it.Matches(address)))
        {
            enabled = enabled == false ? false : it.Enabled ?? enabled;
            sampling = it.Sampling ?? sampling;
            redaction.AddRange(it.Redaction);
        }
        return new EffectiveSettings
        {
            Enabled = enabled,
            Diagnostics = Diagnostics,
            Heartbeat = Heartbeat,
            HeartbeatSeconds = HeartbeatSeconds,
            Sampling = sampling,
            Redaction = ColumnRedaction.Union(redaction),
        };
    }

    /// <summary>
    /// The name of the blob: <c>&lt;subscription&gt;/&lt;resource group&gt;/&lt;workspace&gt;/&lt;web service&gt;.json</c>, escaped as in the layout.
    /// </summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="resourceGroup">The resource group.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="webService">The web service.</param>
    /// <exception cref="ArgumentException">A name is empty, too long, or not valid UTF-16; or all of them together are too long.</exception>
    public static string BlobName(string subscription, string resourceGroup, string workspace, string webService) =>
        SettingsBlobName.Create([subscription, resourceGroup, workspace, webService]);

    /// <summary>The name of the blob that holds the settings of an address.</summary>
    /// <param name="address">Any address of the web service.</param>
    public static string BlobName(CollectionAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return BlobName(address.Subscription, address.ResourceGroup, address.Workspace, address.WebService);
    }

    /// <summary>Restores the names from which <see cref="BlobName(string, string, string, string)"/> made the name of a blob.</summary>
    /// <param name="blobName">The name within the container.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="resourceGroup">The resource group.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="webService">The web service.</param>
    /// <returns>Whether the name was made so; foreign names are not accepted.</returns>
    public static bool TryParseBlobName(
        ReadOnlySpan<char> blobName,
        [NotNullWhen(true)] out string? subscription,
        [NotNullWhen(true)] out string? resourceGroup,
        [NotNullWhen(true)] out string? workspace,
        [NotNullWhen(true)] out string? webService
    )
    {
        bool isOurs = SettingsBlobName.TryParse(blobName, out string[]? names);
        (subscription, resourceGroup, workspace, webService) = isOurs
            ? (names![0], names[1], names[2], names[3])
            : ((string?)null, (string?)null, (string?)null, (string?)null);
        return isOurs;
    }

    /// <inheritdoc/>
    public bool Equals(ServiceSettings? other) =>
        other is not null
        && (Revision, ChangedAt, ChangedBy) == (other.Revision, other.ChangedAt, other.ChangedBy)
        && (Enabled, Diagnostics, Heartbeat, HeartbeatSeconds)
            == (other.Enabled, other.Diagnostics, other.Heartbeat, other.HeartbeatSeconds)
        && Sampling == other.Sampling
        && Redaction.SequenceEqual(other.Redaction)
        && Collectors.SequenceEqual(other.Collectors)
        && Unknown.Equals(other.Unknown);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Revision, ChangedAt, ChangedBy, Enabled, Sampling, Redaction.Count, Collectors.Count);
}
