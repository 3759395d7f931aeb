namespace ModelData.Ingestion.Settings;

/// <summary>
/// Where rows, state and dead letters are written. Sections <c>Blobs</c>, <c>State</c> and <c>DeadLetters</c>. Either a connection
/// string or an address; state and dead letters default to those of <c>Blobs</c>.
/// </summary>
public sealed class StorageSettings
{
    /// <summary>The section of the container with the data files.</summary>
    public const string Blobs = "Blobs";

    /// <summary>The section of the container with positions, ownership and open folders.</summary>
    public const string State = "State";

    /// <summary>The section of the container with dead letters.</summary>
    public const string DeadLetters = "DeadLetters";

    private bool _isOfTheBlobs;

    /// <summary>A storage connection string.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The account's address, for example <c>https://name.blob.core.windows.net</c>: the worker authenticates as the identity that it
    /// runs under.
    /// </summary>
    public string ServiceUri { get; set; } = "";

    /// <summary>The container; created when it is missing. Defaults: <c>modeldata</c>, <c>modeldata-state</c>, <c>modeldata-deadletters</c>.</summary>
    public string Container { get; set; } = "";

    /// <summary>Whether the account is that of the blobs, and so checked there. No property: it cannot be set.</summary>
    public bool IsOfTheBlobs() => _isOfTheBlobs;

    /// <summary>Takes the account of the blobs, where a section names none of its own.</summary>
    public void UseAccountOfTheBlobs(string connectionString, string serviceUri)
    {
        (ConnectionString, ServiceUri) = (connectionString, serviceUri);
        _isOfTheBlobs = true;
    }
}
