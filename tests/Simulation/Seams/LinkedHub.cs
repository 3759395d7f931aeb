using ModelData.HubClient;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Tests.Fleet;
using ModelData.Simulation.Checks;

namespace ModelData.Simulation.Seams;

/// <summary>The hub as one worker reaches it.</summary>
internal sealed class LinkedHub(InMemoryHub hub, Link link, History history) : IHubSource, IHubManagement
{
    private readonly HashSet<InMemoryHub.Attachment> _attached = [];
    private readonly HashSet<string> _oldEnds = [];
    private HubProperties? _told;

    /// <summary>
    /// Whether a receiver whose connection broke attaches again without a word, as the official client's do: at the next number, whatever
    /// hub that is in, and whoever has the partition by then.
    /// </summary>
    public bool IsSilent { get; init; }

    /// <summary>A mistake: what was said of the hub first is said again.</summary>
    public bool IsStale { get; init; }

    public string FullyQualifiedNamespace => "localhost";

    public string HubName => "hub";

    public string ConsumerGroup => "$Default";

    public IHubManagement Management => this;

    /// <summary>Breaks the connection of every receiver.</summary>
    public void Break()
    {
        foreach (var attachment in _attached)
        {
            attachment.Break();
        }

        _attached.Clear();
    }

    public async Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken = default)
    {
        long begun = history.Begin();
        var properties = await link.AskHubAsync(
            "hub",
            "",
            () => new HubProperties(HubName, hub.CreatedAt, hub.PartitionIds),
            found => $"{found.CreatedAt:HH:mm:ss.fff}",
            cancellationToken
        );
        history.Looked(link.Process, begun, IncarnationOf(properties.CreatedAt));
        var told = IsStale && _told is { } before ? before : properties;
        _told = properties;
        return told;
    }

    /// <summary>A mistake: the next question for the end of a partition is answered as if nothing were in it.</summary>
    public void AnswerOldEnd(string partitionId) => _oldEnds.Add(partitionId);

    public async Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken = default
    )
    {
        var end = await link.AskHubAsync(
            "end",
            partitionId,
            () => hub.Describe(partitionId),
            found => $"{found.LastEnqueuedSequenceNumber}",
            cancellationToken
        );
        return _oldEnds.Remove(partitionId) ? end with { LastEnqueuedSequenceNumber = -1 } : end;
    }

    public IPartitionReceiver CreateReceiver(
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    ) => new Receiver(this, partitionId, position);

    private async Task<InMemoryHub.Attachment> AttachAsync(string partitionId, long after, CancellationToken token)
    {
        var attachment = await link.AskHubAsync(
            "attach",
            $"{partitionId} after {after}",
            () =>
            {
                var attachment = hub.Attach(partitionId, after);
                _attached.Add(attachment);
                return attachment;
            },
            _ => "done",
            token
        );
        return attachment;
    }

    private Task<(IReadOnlyList<ReceivedEvent> Events, Task More)> TakeAsync(
        string partitionId,
        InMemoryHub.Attachment attachment,
        int most,
        CancellationToken token
    ) =>
        link.AskHubAsync(
            "take",
            partitionId,
            () => attachment.Take(most),
            taken =>
                taken.Events.Count == 0 ? "0" : $"{taken.Events[0].SequenceNumber}..{taken.Events[^1].SequenceNumber}",
            token
        );

    private void Detach(InMemoryHub.Attachment attachment) =>
        link.Process.Loop.World.StartIn(
            TimeSpan.FromMilliseconds(1),
            () =>
            {
                attachment.Detach();
                _attached.Remove(attachment);
            }
        );

    private sealed class Receiver(LinkedHub source, string partitionId, EventPosition position) : IPartitionReceiver
    {
        private InMemoryHub.Attachment? _attachment;
        private long _last =
            position.SequenceNumber is not { } number ? -1
            : position.IsInclusive ? number - 1
            : number;

        public string PartitionId => partitionId;

        public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
            int maximumCount,
            TimeSpan maximumWait,
            CancellationToken cancellationToken = default
        )
        {
            if (_attachment is null or { IsBroken: true })
            {
                _attachment = await source.AttachAsync(partitionId, _last, cancellationToken);
            }

            var (events, more) = await TakeAsync(maximumCount, cancellationToken);
            if (events.Count > 0)
            {
                return events;
            }

            await more.WaitAsync(maximumWait, source.Clock, cancellationToken)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
            cancellationToken.ThrowIfCancellationRequested();
            (events, _) = await TakeAsync(maximumCount, cancellationToken);
            return events;
        }

        public ValueTask DisposeAsync()
        {
            if (_attachment is { } attachment)
            {
                source.Detach(attachment);
            }

            return ValueTask.CompletedTask;
        }

        private async Task<(IReadOnlyList<ReceivedEvent> Events, Task More)> TakeAsync(
            int most,
            CancellationToken token
        )
        {
            (IReadOnlyList<ReceivedEvent> Events, Task More) taken;
            try
            {
                taken = await source.TakeAsync(partitionId, _attachment!, most, token);
            }
            catch (Exception e)
            {
                // What was handed out and did not arrive is handed out again.
                _attachment!.Break();
                if (!source.IsSilent || e is not HubException { IsTransient: true })
                {
                    throw;
                }

                return ([], Task.CompletedTask);
            }

            if (taken.Events.Count > 0)
            {
                _last = taken.Events[^1].SequenceNumber;
                source.Received(partitionId, _attachment!, _last);
            }

            return taken;
        }
    }

    private TimeProvider Clock => link.Process.Clock;

    private void Received(string partitionId, InMemoryHub.Attachment attachment, long last) =>
        history.Received(link.Process, IncarnationOf(attachment.HubCreatedAt), partitionId, last);

    private ulong IncarnationOf(DateTimeOffset createdAt) =>
        HubIncarnation.Create(FullyQualifiedNamespace, HubName, createdAt).Id;
}
