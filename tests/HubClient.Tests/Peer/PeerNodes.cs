using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>The request nodes of a connection: <c>$cbs</c> and <c>$management</c>.</summary>
internal sealed class PeerNodes(ScriptedPeer peer)
{
    private readonly Dictionary<string, PeerLink> _replyLinks = [];

    public static bool IsNode(string address) => address is "$cbs" or "$management";

    public void OnAttached(PeerLink link)
    {
        if (link.IsReceiver)
        {
            _replyLinks[((Target)link.Attach.Target).Address] = link;
        }
    }

    public async Task OnRequestAsync(PeerTransfer transfer)
    {
        if (await peer.Script.OnRequest(transfer))
        {
            return;
        }

        Message request = Message.Decode(
            new ByteBuffer(transfer.Payload, 0, transfer.Payload.Length, transfer.Payload.Length)
        );
        if (!transfer.Settled)
        {
            await transfer.Link.SettleAsync(transfer.DeliveryId, new Accepted());
        }

        PeerReply? answer;
        Map? body = null;
        if (transfer.Link.Address == "$cbs")
        {
            var token = new PutToken(
                (string)request.ApplicationProperties["name"],
                (string)request.ApplicationProperties["type"],
                (string)request.Body,
                (DateTime)request.ApplicationProperties["expiration"],
                transfer.Link.Connection
            );
            answer = peer.Script.OnPutToken(token);
            peer.Note(token);
        }
        else
        {
            answer = peer.Script.OnRead((string)request.ApplicationProperties["type"]);
            body = Read(request);
        }

        if (answer is null)
        {
            return;
        }

        var reply = new Message
        {
            Properties = new Properties(),
            ApplicationProperties = new ApplicationProperties(),
            BodySection = new AmqpValue { Value = body },
        };
        reply.Properties.SetCorrelationId(request.Properties.GetMessageId());
        reply.ApplicationProperties["status-code"] = answer.Status;
        if (answer.Description is not null)
        {
            reply.ApplicationProperties["status-description"] = answer.Description;
        }

        if (answer.Condition is not null)
        {
            reply.ApplicationProperties["error-condition"] = answer.Condition;
        }

        ByteBuffer encoded = reply.Encode();
        await _replyLinks[request.Properties.ReplyTo]
            .DeliverRawAsync(encoded.Buffer.AsMemory(encoded.Offset, encoded.Length));
    }

    private static Map Read(Message request) =>
        (string)request.ApplicationProperties["type"] == "com.microsoft:eventhub"
            ? new Map
            {
                ["name"] = request.ApplicationProperties["name"],
                ["type"] = "com.microsoft:eventhub",
                ["created_at"] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                ["partition_count"] = 2,
                ["partition_ids"] = new[] { "0", "1" },
            }
            : new Map
            {
                ["name"] = request.ApplicationProperties["name"],
                ["type"] = "com.microsoft:partition",
                ["partition"] = request.ApplicationProperties["partition"],
                ["begin_sequence_number"] = 7L,
                ["last_enqueued_sequence_number"] = 41L,
                ["last_enqueued_offset"] = "4100",
                ["last_enqueued_time_utc"] = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc),
                ["is_partition_empty"] = false,
            };
}
