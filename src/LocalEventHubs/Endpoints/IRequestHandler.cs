using Amqp;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>Answers the requests of a node.</summary>
internal interface IRequestHandler
{
    RequestOutcome Handle(Message request);
}
