using ModelData.HubClient;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>A hub with one partition of strangers' events, one stored each second since 1970.</summary>
internal sealed class ListedHub(IReadOnlyList<long> sequences) : IHubSource, IHubManagement
{
    public string FullyQualifiedNamespace => Rows.Incarnation.Namespace;

    public string HubName => Rows.Incarnation.Hub;

    public string ConsumerGroup => "replay";

    public IHubManagement Management => this;

    /// <summary>What receiving ends with. Default: nothing.</summary>
    public HubException? Failure { get; set; }

    public int Receivers { get; private set; }

    /// <summary>When the hub was created, as it says itself.</summary>
    public DateTimeOffset CreatedAt { get; set; } = Rows.Incarnation.CreatedAt;

    /// <summary>What happens behind the reader's back while events are handed out. Default: nothing.</summary>
    public Action OnReceive { get; set; } = () => { };

    public static ListedHub Of(params long[] sequences) => new(sequences);

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    )
    {
        Receivers++;
        return new Receiver(this);
    }

    public Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new HubProperties(HubName, CreatedAt, ["0"]));

    public Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            new PartitionProperties(
                partitionId,
                sequences[0],
                sequences[^1],
                $"{sequences[^1]}",
                TimeOf(sequences[^1]),
                false
            )
        );

    private static DateTimeOffset TimeOf(long sequence) => DateTimeOffset.UnixEpoch.AddSeconds(sequence);

    /// <summary>Hands out everything once: what lies before the start is the reader's to skip.</summary>
    private sealed class Receiver(ListedHub hub) : IPartitionReceiver
    {
        public string PartitionId => "0";

        public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
            int maximumCount,
            TimeSpan maximumWait,
            CancellationToken cancellationToken = default
        )
        {
            if (hub.Failure is { } failure)
            {
                throw failure;
            }

            await Task.Yield();
            hub.OnReceive();
            return
            [
                .. hub.Sequences.Select(sequence => new ReceivedEvent
                {
                    Body = "?"u8.ToArray(),
                    SequenceNumber = sequence,
                    Offset = $"{sequence}",
                    EnqueuedTime = TimeOf(sequence),
                    Properties = new Dictionary<string, object?>(),
                }),
            ];
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private IReadOnlyList<long> Sequences => sequences;
}
