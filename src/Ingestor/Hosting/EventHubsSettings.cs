namespace ModelData.Ingestor.Hosting;

/// <summary>The hub to read. Section <c>EventHubs</c>.</summary>
internal sealed class EventHubsSettings
{
    public const string Section = "EventHubs";

    /// <summary>An Event Hubs connection string with the listen right. Required.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The hub. Default: the connection string's <c>EntityPath</c>.</summary>
    public string? HubName { get; set; }

    /// <summary>The consumer group; no other program should read with it.</summary>
    public string ConsumerGroup { get; set; } = "$Default";
}
