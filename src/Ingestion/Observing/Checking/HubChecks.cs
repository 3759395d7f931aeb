using System.Globalization;
using ModelData.HubClient;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Observing.Checking;

/// <summary>Whether a hub can be asked and read with the rights of whoever checks. Nobody who reads it is disturbed.</summary>
internal sealed class HubChecks(IHubSource source, TimeProvider time)
{
    private const string HubName = "hub";
    private const string GroupName = "consumer group";

    // An answer of the service to the attach comes at once; whoever gets none of that and no event within this is attached.
    private static readonly TimeSpan ReceiveFor = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        HubProperties hub;
        try
        {
            hub = await source.Management.GetHubPropertiesAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = DependencyProblem.OfHub(e).ForOperators();
            return
            [
                new Check(HubName, CheckOutcome.Failed, problem.Cause, problem.Mend),
                new Check(GroupName, CheckOutcome.Unknown, "the hub has to answer first"),
            ];
        }

        double taken = time.GetElapsedTime(start).TotalMilliseconds;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{hub.Name} in {source.FullyQualifiedNamespace} answers in {taken:0} ms, {hub.PartitionIds.Count} partitions"
        );
        return [new Check(HubName, CheckOutcome.Passed, text), await CheckGroupAsync(hub, cancellationToken)];
    }

    /// <summary>Reads behind the end of a partition without a level: that takes it from nobody, and whoever reads with one refuses it.</summary>
    private async Task<Check> CheckGroupAsync(HubProperties hub, CancellationToken cancellationToken)
    {
        try
        {
            string id = hub.PartitionIds[0];
            var end = await source.Management.GetPartitionPropertiesAsync(id, cancellationToken);
            await using var receiver = source.CreateReceiver(
                id,
                EventPosition.FromSequenceNumber(end.LastEnqueuedSequenceNumber),
                new PartitionReceiverOptions { PrefetchBytes = 1 }
            );
            await receiver.ReceiveAsync(1, ReceiveFor, cancellationToken);
            return new Check(
                GroupName,
                CheckOutcome.Passed,
                $"{source.ConsumerGroup} exists and can be read; no worker reads partition {id} at present"
            );
        }
        catch (HubException e) when (e.Reason == HubFailureReason.ConsumerDisconnected)
        {
            return new Check(
                GroupName,
                CheckOutcome.Passed,
                $"{source.ConsumerGroup} exists, and a worker reads with it"
            );
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = DependencyProblem.OfHub(e).ForOperators();
            return new Check(GroupName, CheckOutcome.Failed, $"{source.ConsumerGroup}: {problem.Cause}", problem.Mend);
        }
    }
}
