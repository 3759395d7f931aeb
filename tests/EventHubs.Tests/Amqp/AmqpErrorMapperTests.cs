using System.Net.Sockets;
using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Amqp;

[Trait("Category", "Unit")]
public sealed class AmqpErrorMapperTests
{
    [Theory]
    [InlineData("com.microsoft:timeout", "", FailureReason.ServiceTimeout, true)]
    [InlineData("com.microsoft:server-busy", "50002", FailureReason.ServiceBusy, true)]
    [InlineData("COM.Microsoft:Server-Busy", "", FailureReason.ServiceBusy, true)]
    [InlineData("amqp:illegal-state", "", FailureReason.ClientClosed, true)]
    [InlineData(
        "amqp:not-found",
        "The messaging entity 'x' could not be found.",
        FailureReason.ResourceNotFound,
        false
    )]
    [InlineData("amqp:not-found", "... status-code: 404 ...", FailureReason.ResourceNotFound, false)]
    [InlineData("amqp:not-found", "no such node", FailureReason.ServiceCommunicationProblem, true)]
    [InlineData("com.microsoft:entity-disabled", "", FailureReason.ResourceNotFound, false)]
    [InlineData("amqp:link:stolen", "", FailureReason.ConsumerDisconnected, false)]
    [InlineData("amqp:resource-limit-exceeded", "", FailureReason.QuotaExceeded, false)]
    [InlineData("amqp:unauthorized-access", "", FailureReason.Unauthorized, false)]
    [InlineData("com.microsoft:auth-failed", "", FailureReason.Unauthorized, false)]
    [InlineData("amqp:link:message-size-exceeded", "", FailureReason.MessageSizeExceeded, false)]
    [InlineData("com.microsoft:argument-error", "", FailureReason.InvalidArgument, false)]
    [InlineData("com.microsoft:argument-out-of-range", "", FailureReason.InvalidArgument, false)]
    [InlineData("com.microsoft:georeplication:invalid-offset", "", FailureReason.InvalidArgument, false)]
    [InlineData("amqp:not-allowed", "", FailureReason.InvalidOperation, false)]
    [InlineData("amqp:not-implemented", "", FailureReason.InvalidOperation, false)]
    [InlineData("com.microsoft:producer-epoch-stolen", "", FailureReason.InvalidOperation, false)]
    [InlineData("com.microsoft:out-of-order-sequence", "", FailureReason.InvalidOperation, false)]
    [InlineData("amqp:internal-error", "", FailureReason.ServiceCommunicationProblem, true)]
    [InlineData("amqp:link:detach-forced", "", FailureReason.ServiceCommunicationProblem, true)]
    [InlineData("amqp:connection:forced", "", FailureReason.ServiceCommunicationProblem, true)]
    [InlineData("something:else", "", FailureReason.ServiceCommunicationProblem, true)]
    public void Map_Condition_IsAsInTheNetSdk(string condition, string text, FailureReason reason, bool isTransient)
    {
        EventHubsException failure = AmqpErrorMapper.Map(new Error(condition) { Description = text }, null, "3");

        Assert.Equal((reason, isTransient, "3"), (failure.Reason, failure.IsTransient, failure.PartitionId));
        Assert.Contains(condition, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, FailureReason.InvalidArgument, false)]
    [InlineData(401, FailureReason.Unauthorized, false)]
    [InlineData(403, FailureReason.QuotaExceeded, false)]
    [InlineData(408, FailureReason.ServiceTimeout, true)]
    [InlineData(410, FailureReason.ConsumerDisconnected, false)]
    [InlineData(500, FailureReason.ServiceCommunicationProblem, true)]
    [InlineData(501, FailureReason.InvalidOperation, false)]
    [InlineData(503, FailureReason.ServiceBusy, true)]
    public void Map_StatusWithoutCondition_IsAsInTheNetSdk(int status, FailureReason reason, bool isTransient)
    {
        EventHubsException failure = AmqpErrorMapper.Map(status, null, "text", null);

        Assert.Equal((reason, isTransient), (failure.Reason, failure.IsTransient));
    }

    [Fact]
    public void Map_StatusWithCondition_GoesByTheCondition()
    {
        EventHubsException failure = AmqpErrorMapper.Map(400, "com.microsoft:server-busy", "text", null);

        Assert.Equal(FailureReason.ServiceBusy, failure.Reason);
    }

    public static TheoryData<Exception, FailureReason, bool> Failures =>
        new()
        {
            { new TimeoutException(), FailureReason.ServiceTimeout, true },
            {
                new SocketException((int)SocketError.ConnectionRefused),
                FailureReason.ServiceCommunicationProblem,
                true
            },
            { new SocketException((int)SocketError.HostNotFound), FailureReason.ServiceCommunicationProblem, false },
            { new IOException(), FailureReason.ServiceCommunicationProblem, true },
            { new ObjectDisposedException("x"), FailureReason.ServiceCommunicationProblem, true },
            { new AmqpException("amqp:link:stolen", "x"), FailureReason.ConsumerDisconnected, false },
        };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Map_Exception_KeepsItAsTheCause(Exception cause, FailureReason reason, bool isTransient)
    {
        EventHubsException failure = AmqpErrorMapper.Map(cause);

        Assert.Equal((reason, isTransient), (failure.Reason, failure.IsTransient));
        Assert.Same(cause, failure.InnerException);
        Assert.Same(failure, AmqpErrorMapper.Map(failure));
    }
}
