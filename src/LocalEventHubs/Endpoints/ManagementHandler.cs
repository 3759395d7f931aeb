using Amqp;
using Amqp.Types;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Authorization;
using ModelData.LocalEventHubs.Broker;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>The management node of one connection: reads what a hub and its partitions are.</summary>
internal sealed class ManagementHandler(
    BrokerConnection connection,
    TokenVerifier verifier,
    HubRegistry hubs,
    TimeProvider timeProvider
) : IRequestHandler
{
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    public RequestOutcome Handle(Message request)
    {
        if (request.ApplicationProperties?["operation"] is not "READ")
        {
            return RequestOutcome.Failed(501, ErrorCode.NotImplemented, "The property 'operation' must be 'READ'.");
        }

        if (request.ApplicationProperties["name"] is not string { Length: > 0 } name)
        {
            return BadRequest("The property 'name' (the hub) is missing.");
        }

        // The .NET SDK puts no token for this node: its requests carry one.
        string path = name + "/$management";
        TokenFailure failure = TokenFailure.None;
        bool allowed =
            connection.Claims.IsKnown(path)
            || (
                request.ApplicationProperties["security_token"] is string token
                && (failure = verifier.Verify(token, path, out _)) == TokenFailure.None
            );
        if (!allowed)
        {
            return RequestOutcome.Failed(
                401,
                ErrorCode.UnauthorizedAccess,
                failure == TokenFailure.None
                    ? $"Unauthorized access. A claim on the hub is required to read it. Resource: '{name}'."
                    : CbsHandler.Describe(failure, verifier)
            );
        }

        connection.OnAuthenticated();
        if (hubs.Find(name) is not { } hub)
        {
            return RequestOutcome.Failed(404, ErrorCode.NotFound, ServiceError.DescribeNotFound(name));
        }

        return request.ApplicationProperties["type"] switch
        {
            HubType => RequestOutcome.Ok(DescribeHub(hub)),
            PartitionType => ReadPartition(hub, request.ApplicationProperties["partition"] as string ?? string.Empty),
            _ => BadRequest($"The property 'type' must be '{HubType}' or '{PartitionType}'."),
        };
    }

    private static Map DescribeHub(Hub hub) =>
        new()
        {
            ["name"] = hub.Name,
            ["type"] = HubType,
            ["created_at"] = hub.CreatedAt.UtcDateTime,
            ["partition_count"] = hub.Partitions.Count,
            ["partition_ids"] = hub.Partitions.Select(partition => partition.Id).ToArray(),
            ["georeplication_factor"] = 1,
        };

    private RequestOutcome ReadPartition(Hub hub, string id)
    {
        if (hub.Find(id) is not { } partition)
        {
            return RequestOutcome.Failed(
                400,
                ServiceError.ArgumentOutOfRangeCondition,
                ServiceError.DescribePartition(id, hub.Partitions.Count)
            );
        }

        PartitionEnd end = partition.Log.End;
        long first = partition.Log.FirstSequence;
        return RequestOutcome.Ok(
            new Map
            {
                ["name"] = hub.Name,
                ["type"] = PartitionType,
                ["partition"] = partition.Id,
                ["begin_sequence_number"] = first,
                ["last_enqueued_sequence_number"] = end.LastSequence,
                ["last_enqueued_offset"] = end.LastOffset.ToString(),
                ["last_enqueued_time_utc"] = DateTime.UnixEpoch.AddMilliseconds(end.LastTime),
                ["is_partition_empty"] = first >= end.NextSequence,
                ["runtime_info_retrieval_time_utc"] = timeProvider.GetUtcNow().UtcDateTime,
            }
        );
    }

    private static RequestOutcome BadRequest(string description) =>
        RequestOutcome.Failed(400, ServiceError.ArgumentErrorCondition, description);
}
