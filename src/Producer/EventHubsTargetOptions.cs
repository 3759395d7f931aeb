namespace ModelData.Producer;

/// <summary>Where collected rows are sent.</summary>
public sealed class EventHubsTargetOptions
{
    /// <summary>
    /// The connection string of the namespace or hub; needs the right to send. Default: the environment variable
    /// <c>ModelData__EventHubs__ConnectionString</c>. Missing or malformed: one error is logged and collection stays off.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The hub's name. Default: the environment variable <c>ModelData__EventHubs__HubName</c>, else the connection string's <c>EntityPath</c>.
    /// </summary>
    public string? HubName { get; set; }
}
