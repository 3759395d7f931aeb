namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>A web service in its workspace.</summary>
/// <param name="Workspace">Subscription, resource group and workspace, escaped as in the layout.</param>
/// <param name="Service">The web service, escaped.</param>
internal readonly record struct ServiceKey(string Workspace, string Service)
{
    /// <summary>All web services for which there is no room; no service is called so, escaped.</summary>
    public static ServiceKey AllOthers { get; } = new("*", "*");

    /// <summary>That of an address.</summary>
    public static ServiceKey Of(CollectionAddress address)
    {
        string[] parts = address.Path.Split('/');
        return new ServiceKey(string.Join('/', parts[..3]), parts[3]);
    }
}
