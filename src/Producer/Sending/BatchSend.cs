using System.Diagnostics;
using Azure.Messaging.EventHubs;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>
/// The sending of a batch, or of a part of one, under one number, until it is accepted or given up: always the same event, to the same partition.
/// </summary>
/// <remarks>
/// The official client tries once; what failed for reasons that may pass is tried again here, so that one policy decides, and so that rows outlive an outage of
/// minutes. Meanwhile nothing else of the address is sent.
/// </remarks>
internal sealed class BatchSend(
    LaneContext context,
    ClosedBatch batch,
    BatchPart part,
    CollectionAddress address,
    int slot,
    Guid producerId,
    long sequence
)
{
    private long _begun;
    private bool _mayBeStored;
    private int _resends;
    private Activity? _activity;

    public async Task<SendOutcome> RunAsync()
    {
        // Not by the time of day, which somebody may set.
        _begun = context.Clock.GetTimestamp();
        using Activity? activity = SendActivity.Start(
            batch.Traces,
            context.HubName,
            context.Namespace,
            address,
            part.RowCount
        );
        _activity = activity;
        using CancellationTokenSource giveUp = new(context.GiveUpAfter, context.Clock);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
            giveUp.Token,
            context.Abandon
        );
        try
        {
            return await RunAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return GiveUp(null, context.Abandon.IsCancellationRequested ? "closing" : "out of time");
        }
#pragma warning disable CA1031 // A lane that dies would hold its rows for ever, and say nothing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return GiveUp(exception, exception.GetType().Name);
        }
    }

    private async Task<SendOutcome> RunAsync(CancellationToken end)
    {
        context.Abandon.ThrowIfCancellationRequested();
        EncodedBatch encoded = CollectedBatchWriter.Write(
            new BatchDescription(
                address,
                batch.Day,
                batch.Schema,
                part.RowCount,
                producerId,
                sequence,
                context.Clock.GetUtcNow()
            )
            {
                TraceParent = SendActivity.TraceParent(_activity, batch.Traces),
                SampleRate = batch.SampleRate,
            },
            part.Of(batch)
        );
        int bytes = encoded.Body.Length;
        SendOutcome outcome = await SendUntilSettledAsync(ToEvent(encoded), bytes, end).ConfigureAwait(false);
        if (!_mayBeStored)
        {
            // Otherwise a connection that is stuck may still read the buffer, which is left to the garbage collector.
            encoded.Dispose();
        }
        return outcome;
    }

    private static EventData ToEvent(EncodedBatch encoded)
    {
        EventData data = new(new BinaryData(encoded.Body)) { ContentType = encoded.ContentType };
        if (encoded.ContentEncoding is { } encoding)
        {
            data.GetRawAmqpMessage().Properties.ContentEncoding = encoding;
        }
        foreach ((string name, object value) in encoded.Properties)
        {
            data.Properties.Add(name, value);
        }
        return data;
    }

    private async Task<SendOutcome> SendUntilSettledAsync(EventData data, int bytes, CancellationToken end)
    {
        SendTarget? chosen = null;
        while (true)
        {
            TimeSpan pause;
            try
            {
                // Once: a retry that went elsewhere would not be recognised.
                SendTarget target = chosen ??= await ChooseTargetAsync(context.Abandon).ConfigureAwait(false);
                await SendOnceAsync(data, target).ConfigureAwait(false);
                context.Counters.AddAccepted(bytes);
                if (_resends > 0)
                {
                    context.Logger.SendRecovered(address, sequence, part.RowCount, _resends);
                }
                await context.LearnLinkLimitAsync(isRefused: false, context.Abandon).ConfigureAwait(false);
                return SendOutcome.Accepted;
            }
            catch (HubException exception)
            {
                _mayBeStored |= chosen is not null && exception.IsOutcomeUnknown;
                if (exception.Reason == HubFailureReason.MessageSizeExceeded && !_mayBeStored && chosen is not null)
                {
                    await context.LearnLinkLimitAsync(isRefused: true, context.Abandon).ConfigureAwait(false);
                    _activity?.SetTag("error.type", $"{exception.Reason}").SetStatus(ActivityStatusCode.Error);
                    return SendOutcome.TooLarge;
                }
                if (!MayPass(exception) || TimeLeft <= TimeSpan.Zero)
                {
                    return GiveUp(exception, exception.Reason.ToString());
                }
                if (_resends++ == 0)
                {
                    context.Logger.BatchResent(
                        exception,
                        address,
                        sequence,
                        part.RowCount,
                        exception.Reason.ToString(),
                        Later(context.Clock.GetUtcNow(), TimeLeft)
                    );
                }
                context.Counters.AddResend();
                _activity?.AddEvent(
                    new ActivityEvent("resend", tags: new() { ["error.type"] = $"{exception.Reason}" })
                );
                pause = Pause(exception);
            }
            // Only here does the time end: however short it is, a batch is tried once.
            await Task.Delay(pause, context.Clock, end).ConfigureAwait(false);
        }
    }

    private TimeSpan TimeLeft => context.GiveUpAfter - context.Clock.GetElapsedTime(_begun);

    // A failure of the environment, not of this batch, gets as much time as any outage: names that are not resolved for a while, keys that are rotated, roles
    // that take minutes to arrive, a hub that is made anew. A partition that is missing does not come back.
    private bool MayPass(HubException exception) =>
        exception.IsTransient
        || exception.Reason switch
        {
            HubFailureReason.ServiceCommunicationProblem => true,
            HubFailureReason.Unauthorized or HubFailureReason.AuthenticationFailed or HubFailureReason.QuotaExceeded =>
                true,
            HubFailureReason.ResourceNotFound => context.Spread is null,
            _ => false,
        };

    // With jitter: the processes of a service, which all lost the hub at one moment, do not come back at one moment.
    private TimeSpan Pause(HubException exception)
    {
        double doublings = Math.Min(_resends - 1, 16);
        TimeSpan pause = ProducerDefaults.ShortestResendPause * Math.Pow(2, doublings);
        pause = pause < ProducerDefaults.LongestResendPause ? pause : ProducerDefaults.LongestResendPause;
        pause *= 0.8 + (0.4 * Random.Shared.NextDouble());
        return exception.Reason == HubFailureReason.ServiceBusy ? pause + ProducerDefaults.BusyPause : pause;
    }

    private async ValueTask<SendTarget> ChooseTargetAsync(CancellationToken abandon) =>
        context.Spread is { } partitions
            ? SendTarget.ToPartition(await partitions.IdAsync(slot, abandon).ConfigureAwait(false))
            : SendTarget.ToKey(address.PartitionKey);

    private async Task SendOnceAsync(EventData data, SendTarget target)
    {
        context.Abandon.ThrowIfCancellationRequested();
        Task send = context.Sender.SendAsync(data, target);
        try
        {
            // Out of time, the next batch waits until this send has ended by its own limit, so that it cannot be overtaken. Only closing does not wait.
            await send.WaitAsync(context.Abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.Abandon.IsCancellationRequested)
        {
            _mayBeStored = true;
            _ = send.ContinueWith(
                static ended => _ = ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
            throw;
        }
    }

    private SendOutcome GiveUp(Exception? exception, string reason)
    {
        context.Counters.AddGivenUp();
        _activity?.SetTag("error.type", reason).SetStatus(ActivityStatusCode.Error, reason);
        // A partition that is not there any more does not always look like it.
        context.Spread?.Forget();
        context.Logger.BatchGivenUp(exception, address, sequence, part.RowCount, reason, _mayBeStored);
        return _mayBeStored ? SendOutcome.Unknown : SendOutcome.Refused;
    }

    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan span) =>
        span > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + span;
}
