namespace ModelData.Ingestion.Tests.Heartbeats;

/// <summary>Heartbeats of producers that are well, but for what a test says.</summary>
internal static class Beats
{
    public static readonly CollectionAddress Address = Of("svc", "inputs");

    public static Guid Id(int number) => new(number + 1, 0, 0, new byte[8]);

    public static Heartbeat Of(
        int number,
        string service = "svc",
        string identifier = "inputs",
        string state = "Sending",
        HeartbeatCounts total = default,
        HeartbeatCounts recent = default
    ) =>
        new()
        {
            Address = service == "svc" && identifier == "inputs" ? Address : Of(service, identifier),
            ProducerId = Id(number),
            Host = $"host-{number}",
            State = state,
            Reason = state == "Refused" ? "The hub does not answer." : null,
            Interval = TimeSpan.FromMinutes(1),
            Total = total,
            Recent = recent,
        };

    private static CollectionAddress Of(string service, string identifier) =>
        new("sub", "rg", "ws", service, "model", "1", identifier);
}
