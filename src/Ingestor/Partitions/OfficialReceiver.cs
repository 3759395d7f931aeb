using System.Runtime.InteropServices;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using ModelData.EventHubs;
using ModelData.HubClient;
using EventHubsException = ModelData.EventHubs.EventHubsException;
using EventHubsRetryOptions = Azure.Messaging.EventHubs.EventHubsRetryOptions;
using OfficialEvent = Azure.Messaging.EventHubs.EventData;
using OfficialOptions = Azure.Messaging.EventHubs.Primitives.PartitionReceiverOptions;
using OfficialPosition = Azure.Messaging.EventHubs.Consumer.EventPosition;
using PartitionReceiverOptions = ModelData.EventHubs.PartitionReceiverOptions;

namespace ModelData.Ingestor.Partitions;

/// <summary>Receives through the official client, to be measured against our own receiver.</summary>
internal sealed class OfficialReceiver : IPartitionReceiver
{
    private static readonly EventHubsRetryOptions NoRetries = new()
    {
        MaximumRetries = 0,
        TryTimeout = TimeSpan.FromSeconds(15),
    };

    private readonly PartitionReceiver _receiver;
    private readonly PartitionReceiverOptions _options;
    private bool _attached;
    private double _size = 1024 * 1024;

    public OfficialReceiver(
        EventHubConnection connection,
        string consumerGroup,
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    )
    {
        _options = options;
        PartitionId = partitionId;
        _receiver = new PartitionReceiver(
            consumerGroup,
            partitionId,
            position.Kind == PositionKind.Earliest
                ? OfficialPosition.Earliest
                : OfficialPosition.FromSequenceNumber(position.SequenceNumber, position.IsInclusive),
            connection,
            new OfficialOptions
            {
                OwnerLevel = options.OwnerLevel,
                Identifier = options.Identifier,
                PrefetchCount = options.PrefetchCount,
                PrefetchSizeInBytes = options.PrefetchBytes,
                RetryOptions = NoRetries,
            }
        );
    }

    public string PartitionId { get; }

    public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
        int maximumCount,
        TimeSpan maximumWait,
        CancellationToken cancellationToken
    )
    {
        if (!_attached)
        {
            _attached = true;
            if (_options.OnAttached is { } on)
            {
                await on(cancellationToken);
            }
        }

        try
        {
            int fit = (int)Math.Clamp(_options.PrefetchBytes / 2 / _size, 1, maximumCount);
            var batch = await _receiver.ReceiveBatchAsync(fit, maximumWait, cancellationToken);
            var events = new List<ReceivedEvent>();
            foreach (OfficialEvent one in batch)
            {
                var received = Of(one);
                _size = Math.Max(received.Body.Length, _size - (_size - received.Body.Length) / 8);
                events.Add(received);
            }
            return events;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
        {
            HubException failure = HubErrors.Map(e);
            throw new EventHubsException(
                (FailureReason)failure.Reason,
                failure.IsTransient,
                failure.Message,
                failure.InnerException
            );
        }
    }

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    private static ReceivedEvent Of(OfficialEvent one)
    {
        AmqpAnnotatedMessage message = one.GetRawAmqpMessage();
        message.Body.TryGetData(out var data);
        ReadOnlyMemory<byte> body = data is null ? default : data.First();
        return new ReceivedEvent
        {
            Body = body,
            SequenceNumber = one.SequenceNumber,
            Offset = one.OffsetString,
            EnqueuedTime = one.EnqueuedTime,
            PartitionKey = one.PartitionKey,
            ContentType = one.ContentType,
            ContentEncoding = message.Properties.ContentEncoding,
            MessageId = one.MessageId,
            CorrelationId = one.CorrelationId,
            Properties = (IReadOnlyDictionary<string, object?>)message.ApplicationProperties,
        };
    }
}
