using ModelData.LocalEventHubs.Faults;
using PartitionProperties = Azure.Messaging.EventHubs.PartitionProperties;

namespace ModelData.HubClient.Tests.Faults;

public sealed partial class BrokerFaultTests
{
    [Theory]
    [InlineData(FaultLink.Cbs, "amqp:unauthorized-access", nameof(HubFailureReason.Unauthorized))]
    [InlineData(FaultLink.Management, "com.microsoft:server-busy", nameof(HubFailureReason.ServiceBusy))]
    public async Task Request_Reject_HasTheCondition(FaultLink link, string condition, string reason)
    {
        await StartAsync(
            new FaultRule
            {
                Link = link,
                Action = FaultAction.Reject,
                Every = 1,
                Condition = condition,
            }
        );

        HubException failure = await Assert.ThrowsAsync<HubException>(() => AskAsync(link));

        Assert.Equal(reason, failure.Reason.ToString());
    }

    [Theory]
    [InlineData(FaultLink.Cbs)]
    [InlineData(FaultLink.Management)]
    public async Task Request_DropAnswer_RunsOutOfTimeOnce(FaultLink link)
    {
        await StartAsync(
            new FaultRule
            {
                Link = link,
                Action = FaultAction.DropAnswer,
                After = 0,
            }
        );

        HubException failure = await Assert.ThrowsAsync<HubException>(() => AskAsync(link));
        Assert.Equal(HubFailureReason.ServiceTimeout, failure.Reason);

        await AskAsync(link);
    }

    [Theory]
    [InlineData(FaultLink.Cbs)]
    [InlineData(FaultLink.Management)]
    public async Task Request_DelayAnswer_AnswersWhenTheTimeHasCome(FaultLink link)
    {
        await StartAsync(
            new FaultRule
            {
                Link = link,
                Action = FaultAction.DelayAnswer,
                After = 0,
                Delay = TimeSpan.FromSeconds(30),
            }
        );
        Task asking = AskAsync(link);

        await AdvanceUntilAsync(asking);

        await asking;
    }

    // A question about the hub is asked without a claim.
    private Task AskAsync(FaultLink link) => link == FaultLink.Cbs ? SendAsync(1) : EndAsync();

    private async Task<PartitionProperties> EndAsync()
    {
        try
        {
            return await _consumer!.GetPartitionPropertiesAsync("0", Token);
        }
        catch (Exception e)
        {
            throw HubErrors.Map(e);
        }
    }
}
