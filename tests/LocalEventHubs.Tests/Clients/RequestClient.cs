using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModelData.LocalEventHubs.Clients;

/// <summary>A pair of links to <c>$cbs</c> or <c>$management</c>.</summary>
internal sealed class RequestClient
{
    private readonly string _replyTo = "reply-" + Guid.NewGuid();
    private readonly SenderLink _sender;
    private readonly ReceiverLink _receiver;

    /// <param name="client">The connection.</param>
    /// <param name="node">The address of the node.</param>
    /// <param name="hasReplyAddress">Whether the receiver names a target address, which the JavaScript SDK does not for <c>$cbs</c>.</param>
    public RequestClient(AmqpClient client, string node, bool hasReplyAddress)
    {
        _receiver = new ReceiverLink(
            client.Session,
            _replyTo,
            new Attach
            {
                Source = new Source { Address = node },
                Target = new Target { Address = hasReplyAddress ? _replyTo : null },
            },
            null
        );
        _sender = new SenderLink(client.Session, node + Guid.NewGuid(), node);
    }

    public SenderLink Sender => _sender;

    /// <summary>Whether requests say where their answers go, which those of the Python SDK do not.</summary>
    public bool NamesReplyTo { get; init; } = true;

    public async Task<Message> AskAsync(Message request)
    {
        request.Properties = new Properties
        {
            MessageId = Guid.NewGuid().ToString(),
            ReplyTo = NamesReplyTo ? _replyTo : null,
        };
        await _sender.SendAsync(request, AmqpClient.Deadline);
        Message answer =
            await _receiver.ReceiveAsync(AmqpClient.Deadline) ?? throw new TimeoutException("No answer came.");
        _receiver.Accept(answer);
        Assert.Equal(request.Properties.MessageId, answer.Properties.CorrelationId);
        Assert.NotEmpty((string)answer.ApplicationProperties["status-description"]);
        return answer;
    }

    public Task<Message> PutTokenAsync(
        string audience,
        object token,
        string type = "servicebus.windows.net:sastoken"
    ) =>
        AskAsync(
            new Message
            {
                ApplicationProperties = new ApplicationProperties
                {
                    ["operation"] = "put-token",
                    ["type"] = type,
                    ["name"] = audience,
                },
                BodySection = new AmqpValue { Value = token },
            }
        );

    public Task<Message> ReadAsync(string type, string hub, string? partition = null, string? token = null)
    {
        var request = new Message
        {
            ApplicationProperties = new ApplicationProperties
            {
                ["operation"] = "READ",
                ["type"] = type,
                ["name"] = hub,
            },
        };
        if (partition is not null)
        {
            request.ApplicationProperties["partition"] = partition;
        }

        if (token is not null)
        {
            request.ApplicationProperties["security_token"] = token;
        }

        return AskAsync(request);
    }

    public static int GetStatus(Message answer) => (int)answer.ApplicationProperties["status-code"];

    public static string? GetCondition(Message answer) =>
        (answer.ApplicationProperties["error-condition"] as Symbol)?.ToString();
}
