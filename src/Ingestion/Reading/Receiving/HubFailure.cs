using ModelData.HubClient;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>What the hub refused, for programs around the engine.</summary>
public static class HubFailure
{
    /// <summary>What the hub said, without secrets; <see langword="null"/> when an exception is none of the hub.</summary>
    public static string? Find(Exception exception) => (exception as HubException)?.Message;
}
