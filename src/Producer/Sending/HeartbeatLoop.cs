using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Sending;

/// <summary>
/// Tells now and then how collection is at each address of a pipeline, where the settings document asks for it. What cannot be sent is not sent again: the next
/// heartbeat says the same and more. It holds up nothing, has at most one send on its way, and ends with the pipeline.
/// </summary>
/// <param name="sender">The pipeline's own sender.</param>
/// <param name="collectors">The collectors of the pipeline.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class HeartbeatLoop(IHubSender sender, CollectorTable collectors, TimeProvider clock, ILogger logger)
{
    /// <summary>A process with more addresses tells of each more rarely: no more than one heartbeat a second.</summary>
    private const int AddressesAMinute = 60;

    private const int MostDoublings = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<CollectionAddress, HeartbeatAccount> _accounts = [];
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;
    private bool _isEnded;
    private int _doublings;

    /// <summary>Begins, unless it runs already or the pipeline has ended.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isEnded || !_running.IsCompleted)
            {
                return;
            }
            // The first collector may be made inside of a request, whose activity must not become the parent of all sends to come.
            using (ExecutionContext.SuppressFlow())
            {
                _running = Task.Run(RunAsync);
            }
        }
    }

    /// <summary>Ends it: says once more how all stands, and that this was the last time. Never throws.</summary>
    public async Task EndAsync()
    {
        Task running;
        lock (_gate)
        {
            _isEnded = true;
            running = _running;
        }
        await _end.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAllAsync([.. _accounts.Values]).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.Delay(ProducerDefaults.HeartbeatSpread * Random.Shared.NextDouble(), clock, _end.Token)
                .ConfigureAwait(false);
            while (await BeatAsync().ConfigureAwait(false))
            {
                await PauseAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The pipeline ends.
        }
    }

    /// <summary>Waits until the next heartbeats are due. In steps: the settings may change meanwhile.</summary>
    private async Task PauseAsync()
    {
        long begin = clock.GetTimestamp();
        do
        {
            await Task.Delay(
                    ProducerDefaults.HeartbeatInterval * (0.9 + (0.2 * Random.Shared.NextDouble())),
                    clock,
                    _end.Token
                )
                .ConfigureAwait(false);
        } while (clock.GetElapsedTime(begin) < Interval(FindAddresses()) * 0.9);
    }

    private IGrouping<CollectionAddress, CollectorState>[] FindAddresses() =>
        [.. collectors.All.Where(static it => it.HeartbeatInterval is not null).GroupBy(static it => it.Address)];

    /// <summary>Tells of each address.</summary>
    /// <returns>Whether anybody wants more of them.</returns>
    private async Task<bool> BeatAsync()
    {
        IGrouping<CollectionAddress, CollectorState>[] addresses = FindAddresses();
        TimeSpan interval = Interval(addresses);
        foreach (IGrouping<CollectionAddress, CollectorState> address in addresses)
        {
            if (!_accounts.TryGetValue(address.Key, out HeartbeatAccount? account))
            {
                _accounts.Add(address.Key, account = new HeartbeatAccount(address.Key));
            }
            account.Collectors = [.. address.Distinct()];
            _end.Token.ThrowIfCancellationRequested();
            await SendAsync(account, account.Compose(interval)).ConfigureAwait(false);
        }
        HashSet<CollectionAddress> present = [.. addresses.Select(it => it.Key)];
        await EndAllAsync([.. _accounts.Values.Where(it => !present.Contains(it.Address))]).ConfigureAwait(false);
        lock (_gate)
        {
            // Under the gate: a collector that wants heartbeats from here on starts a new run.
            if (addresses.Length == 0 && FindAddresses().Length == 0)
            {
                _running = Task.CompletedTask;
                return false;
            }
        }
        return true;
    }

    private TimeSpan Interval(IGrouping<CollectionAddress, CollectorState>[] addresses)
    {
        TimeSpan asked = addresses
            .SelectMany(static it => it)
            .Select(static it => it.HeartbeatInterval ?? ProducerDefaults.HeartbeatInterval)
            .DefaultIfEmpty(ProducerDefaults.HeartbeatInterval)
            .Min();
        TimeSpan slowest =
            ProducerDefaults.HeartbeatInterval * Math.Ceiling(addresses.Length / (double)AddressesAMinute);
        TimeSpan interval = (asked > slowest ? asked : slowest) * Math.Pow(2, _doublings);
        return interval < Heartbeat.MaxInterval ? interval : Heartbeat.MaxInterval;
    }

    private async Task EndAllAsync(HeartbeatAccount[] accounts)
    {
        foreach (HeartbeatAccount each in accounts)
        {
            Heartbeat last = each.Compose(ProducerDefaults.HeartbeatInterval) with
            {
                State = Heartbeat.Ended,
                Reason = null,
                Since = null,
            };
            await SendAsync(each, last).ConfigureAwait(false);
            _accounts.Remove(each.Address);
        }
    }

    private async Task SendAsync(HeartbeatAccount account, Heartbeat beat)
    {
        try
        {
            EncodedHeartbeat encoded = HeartbeatWriter.Write(beat, account.NextNumber(), clock.GetUtcNow());
            EventData data = new(new BinaryData(encoded.Body)) { ContentType = encoded.ContentType };
            foreach ((string name, object value) in encoded.Properties)
            {
                data.Properties.Add(name, value);
            }
            await sender.SendAsync(data, SendTarget.ToKey(encoded.PartitionKey)).ConfigureAwait(false);
            account.Sent(beat);
            _doublings = Math.Max(0, _doublings - 1);
        }
        catch (HubException exception)
        {
            // Rows go first when there is no room for all.
            bool isBusy = exception.Reason is HubFailureReason.ServiceBusy or HubFailureReason.QuotaExceeded;
            _doublings = isBusy ? Math.Min(_doublings + 1, MostDoublings) : _doublings;
            logger.HeartbeatNotSent(account.Address, exception.Reason.ToString());
        }
#pragma warning disable CA1031 // Whatever it is: scoring goes on, and rows are sent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.HeartbeatNotSent(account.Address, exception.GetType().Name);
        }
    }
}
