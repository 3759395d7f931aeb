using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Sends the answers of <c>$cbs</c> and <c>$management</c>, as far as the client gives credit.</summary>
internal sealed class ReplyEndpoint(ListenerLink link) : LinkEndpoint
{
    private const int MostWaiting = 256;

    private readonly Lock _gate = new();
    private readonly LinkCredit _credit = new(link);
    private readonly Queue<Message> _waiting = new();

    /// <summary>Sends an answer now or when there is credit.</summary>
    public void Send(Message answer)
    {
        lock (_gate)
        {
            if (_waiting.Count < MostWaiting)
            {
                _waiting.Enqueue(answer);
                SendWaiting();
                return;
            }
        }

        link.Close(
            TimeSpan.Zero,
            ServiceError.Create(ErrorCode.ResourceLimitExceeded, $"{MostWaiting} answers wait for credit.")
        );
    }

    public override void OnFlow(FlowContext flowContext)
    {
        lock (_gate)
        {
            _credit.OnFlow(flowContext.Messages);
            SendWaiting();
            if (link.IsDraining)
            {
                _credit.CompleteDrain();
            }
        }
    }

    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    public override void OnLinkClosed(ListenerLink closed, Error error) =>
        BrokerConnection.Of(link).Replies.Remove(this);

    private void SendWaiting()
    {
        // Under _gate.
        while (_credit.Available > 0 && !link.IsClosed && _waiting.TryDequeue(out Message? answer))
        {
            _credit.OnSending();
            link.SendMessage(answer);
        }
    }
}
