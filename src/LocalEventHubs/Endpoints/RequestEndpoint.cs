using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;
using Microsoft.Extensions.Logging;
using ModelData.LocalEventHubs.Amqp;
using ModelData.LocalEventHubs.Faults;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Takes the requests of one link to <c>$cbs</c> or <c>$management</c> and sends each an answer.</summary>
internal sealed partial class RequestEndpoint(
    BrokerConnection connection,
    string node,
    IRequestHandler handler,
    LinkFaults faults,
    ILogger logger,
    Action? onClosed = null
) : LinkEndpoint
{
    public override void OnFlow(FlowContext flowContext) { }

    public override void OnDisposition(DispositionContext dispositionContext) { }

    public override void OnMessage(MessageContext messageContext)
    {
        FaultRule? fault = faults.Next(1);
        if (fault is not null && faults.TryEnd(fault))
        {
            return;
        }

        Message request;
        try
        {
            request = Decode(((RawMessage)messageContext.Message).Encoded);
        }
        catch (Exception e)
        {
            LogUnreadable(e);
            messageContext.Complete(ServiceError.Malformed("The request is not a well-formed AMQP message."));
            return;
        }

        messageContext.Complete();
        // Without a receiver for it an answer has nowhere to go.
        if (connection.Replies.Find(request.Properties?.ReplyTo, messageContext.Link.Session, node) is { } replies)
        {
            Message answer = Answer(request, fault);
            if (fault is { Action: FaultAction.DelayAnswer })
            {
                _ = SendLaterAsync(replies, answer, fault);
            }
            else if (fault is not { Action: FaultAction.DropAnswer })
            {
                replies.Send(answer);
            }
        }
    }

    public override void OnLinkClosed(ListenerLink link, Error error)
    {
        faults.Dispose();
        onClosed?.Invoke();
    }

    private async Task SendLaterAsync(ReplyEndpoint replies, Message answer, FaultRule fault)
    {
        await faults.WaitAsync(fault);
        replies.Send(answer);
    }

    private Message Answer(Message request, FaultRule? fault)
    {
        RequestOutcome outcome;
        try
        {
            outcome = fault is { Action: FaultAction.Reject }
                ? RequestOutcome.Failed(FaultInjector.ToError(fault))
                : handler.Handle(request);
        }
        catch (Exception e)
        {
            LogFailed(e);
            outcome = RequestOutcome.Failed(500, ErrorCode.InternalError, "The broker failed to handle the request.");
        }

        var answer = new Message
        {
            Properties = new Properties(),
            ApplicationProperties = new ApplicationProperties
            {
                ["status-code"] = outcome.StatusCode,
                ["status-description"] = outcome.Description,
            },
            BodySection = outcome.Body is null ? null : new AmqpValue { Value = outcome.Body },
        };
        if (outcome.Condition is not null)
        {
            answer.ApplicationProperties["error-condition"] = new Symbol(outcome.Condition);
        }

        if (request.Properties?.GetMessageId() is { } messageId)
        {
            answer.Properties.SetCorrelationId(messageId);
        }

        return answer;
    }

    private static Message Decode(ReadOnlySpan<byte> encoded)
    {
        int position = 0;
        while (AmqpSections.TryNext(encoded, ref position, out AmqpSection section))
        {
            AmqpValueCheck.Check(encoded[..section.End], section.ValueStart);
        }

        byte[] copy = encoded.ToArray();
        return Message.Decode(new ByteBuffer(copy, 0, copy.Length, copy.Length));
    }

    [LoggerMessage(EventId = 5301, Level = LogLevel.Debug, Message = "A request could not be read.")]
    private partial void LogUnreadable(Exception exception);

    [LoggerMessage(EventId = 5302, Level = LogLevel.Error, Message = "A request failed.")]
    private partial void LogFailed(Exception exception);
}
