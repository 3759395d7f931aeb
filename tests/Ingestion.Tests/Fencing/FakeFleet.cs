using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Replaying;

namespace ModelData.Ingestion.Tests.Fencing;

/// <summary>A hub and a list of owners that say what a test lets them say, and a worker that looks at both.</summary>
internal sealed class FakeFleet : IHubSource, IHubManagement, IOwnershipStore
{
    private readonly Dictionary<string, string> _owners = [];

    public FakeFleet()
    {
        var options = new PartitionBalancerOptions { Identifier = "w0" };
        Balancer = new PartitionBalancer(this, options, Time, NullLogger<PartitionBalancer>.Instance);
        Looks = new Looks(this, this, Balancer.OwnerId, Time, NullLogger<Looks>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch);

    public PartitionBalancer Balancer { get; }

    public Looks Looks { get; }

    /// <summary>When the hub was created.</summary>
    public DateTimeOffset CreatedAt { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>The last sequence number of each partition.</summary>
    public long End { get; set; } = -1;

    /// <summary>What must end before the hub answers; it may fail.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How often the hub was asked for itself.</summary>
    public int Asked { get; private set; }

    public string FullyQualifiedNamespace => "localhost";

    public string HubName => "hub";

    public string ConsumerGroup => "$Default";

    public IHubManagement Management => this;

    public HubIncarnation Incarnation => HubIncarnation.Create("localhost", "hub", CreatedAt);

    public void Own(string partitionId, string ownerId) => _owners[partitionId] = ownerId;

    /// <summary>A session on partition 0 that is registered.</summary>
    public PartitionSession Begin(long position = -1)
    {
        Own("0", Balancer.OwnerId);
        var session = new PartitionSession(
            "0",
            Incarnation,
            position,
            Time.GetTimestamp(),
            TimeSpan.FromSeconds(60),
            new FilesLeftInMemory(),
            Time
        );
        Looks.Register(session);
        return session;
    }

    public async Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default)
    {
        Asked++;
        await Gate.WaitAsync(cancellationToken);
        return new HubProperties(HubName, CreatedAt, ["0"]);
    }

    public Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(new PartitionProperties(partitionId, 0, End, $"{End}", Time.GetUtcNow(), End < 0));

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => throw new NotSupportedException();

    public Task<OwnershipListing> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(
            new OwnershipListing(
                Time.GetUtcNow(),
                [.. _owners.Select(it => new PartitionOwnership(it.Key, it.Value, "1", Time.GetUtcNow()))]
            )
        );

    public Task<PartitionOwnership?> TryWriteAsync(
        string partitionId,
        string ownerId,
        string? version,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();
}
