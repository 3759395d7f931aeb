using Amqp;
using Amqp.Framing;
using Amqp.Types;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Amqp.Links;
using ModelData.EventHubs.Retrying;

namespace ModelData.EventHubs.Management;

/// <summary>READ requests to <c>$management</c>, over one pair of links per connection.</summary>
internal sealed class AmqpHubManagement(AmqpConnector connector, OperationRetry retry) : IHubManagement, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RequestResponseLink? _pair;
    private IDisposable? _claim;

    public async Task<HubProperties> GetHubPropertiesAsync(CancellationToken cancellationToken)
    {
        Map map = await ReadAsync("com.microsoft:eventhub", null, cancellationToken).ConfigureAwait(false);
        return new HubProperties(
            Get<string>(map, "name"),
            ToTime(map, "created_at"),
            map["partition_ids"] switch
            {
                string[] ids => ids,
                List ids => [.. ids.Cast<object?>().Select(PropertyText)],
                _ => throw Missing("partition_ids"),
            }
        );
    }

    public async Task<PartitionProperties> GetPartitionPropertiesAsync(
        string partitionId,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        Map map = await ReadAsync("com.microsoft:partition", partitionId, cancellationToken).ConfigureAwait(false);
        return new PartitionProperties(
            Get<string>(map, "partition"),
            Get<long>(map, "begin_sequence_number"),
            Get<long>(map, "last_enqueued_sequence_number"),
            Get<string>(map, "last_enqueued_offset"),
            ToTime(map, "last_enqueued_time_utc"),
            Get<bool>(map, "is_partition_empty")
        );
    }

    public void Dispose()
    {
        _claim?.Dispose();
        _turn.Dispose();
    }

    private async Task<Map> ReadAsync(string type, string? partitionId, CancellationToken cancellationToken) =>
        await retry
            .RunAsync(
                static (call, token) => call.Self.ReadOnceAsync(call.Type, call.PartitionId, call.CallerToken, token),
                (Self: this, Type: type, PartitionId: partitionId, CallerToken: cancellationToken),
                partitionId,
                cancellationToken
            )
            .ConfigureAwait(false);

    private async ValueTask<Map> ReadOnceAsync(
        string type,
        string? partitionId,
        CancellationToken callerToken,
        CancellationToken cancellationToken
    )
    {
        connector.ThrowIfDisposed();
        RequestResponseLink pair = await GetPairAsync(cancellationToken).ConfigureAwait(false);
        var request = new Message { ApplicationProperties = new ApplicationProperties(), BodySection = EmptyBody() };
        request.ApplicationProperties["operation"] = "READ";
        request.ApplicationProperties["name"] = connector.Settings.Addresses.HubName;
        request.ApplicationProperties["type"] = type;
        if (partitionId is not null)
        {
            request.ApplicationProperties["partition"] = partitionId;
        }

        try
        {
            Message reply = await pair.RequestAsync(request, cancellationToken).ConfigureAwait(false);
            ReplyStatus.ThrowUnlessSuccess(reply, partitionId);
            return reply.Body as Map ?? throw Missing("a body");
        }
        catch (Exception e)
            when (e is EventHubsException { Reason: FailureReason.Unauthorized }
                || (e is OperationCanceledException && !callerToken.IsCancellationRequested)
            )
        {
            // Its claim is void, or it is stuck: the next attempt puts a new claim and opens a new pair.
            pair.Close();
            throw;
        }
    }

    private async Task<RequestResponseLink> GetPairAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_pair is { IsClosed: false })
            {
                return _pair;
            }

            _claim?.Dispose();
            AmqpConnection connection = await connector.GetAsync(cancellationToken).ConfigureAwait(false);
            string audience = connector.Settings.Addresses.ToAudience(
                connector.Settings.Addresses.GetManagementAddress()
            );
            _claim = await connection.Claims.AuthorizeAsync(audience, cancellationToken).ConfigureAwait(false);
            _pair = await RequestResponseLink
                .OpenAsync(connection, AmqpAddresses.Management, cancellationToken)
                .ConfigureAwait(false);
            return _pair;
        }
        finally
        {
            _turn.Release();
        }
    }

    // As the official JavaScript SDK: an empty JSON array. Servers ignore it.
    private static Data EmptyBody() => new() { Binary = "[]"u8.ToArray() };

    private static string PropertyText(object? value) => Receiving.ValueReader.ToText(value) ?? "";

    private static T Get<T>(Map map, string name) => map[name] is T value ? value : throw Missing(name);

    private static DateTimeOffset ToTime(Map map, string name) =>
        new(DateTime.SpecifyKind(Get<DateTime>(map, name), DateTimeKind.Utc));

    private static EventHubsException Missing(string what) =>
        new(FailureReason.InvalidOperation, false, $"The peer's answer has no {what}, or of another type.");
}
