using ModelData.EventHubs.Amqp;
using Polly;
using Polly.Retry;

namespace ModelData.EventHubs.Retrying;

/// <summary>
/// The one retry pipeline: the policy of the official .NET SDK around attempts that each have a time limit. Whatever an attempt
/// throws is mapped here, so that callers see <see cref="EventHubsException"/> or their own cancellation, nothing else.
/// </summary>
internal sealed class OperationRetry
{
    // What the service asks for when it throttles; the official SDK waits 4 to 8 s on top of the policy.
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(4);

    private readonly ResiliencePipeline _pipeline;
    private readonly EventHubsRetryOptions _options;
    private readonly TimeProvider _timeProvider;

    public OperationRetry(EventHubsRetryOptions options, TimeProvider timeProvider)
    {
        // A copy: the caller may change its own.
        _options = new EventHubsRetryOptions
        {
            MaximumRetries = options.MaximumRetries,
            Delay = options.Delay,
            MaximumDelay = options.MaximumDelay,
            TryTimeout = options.TryTimeout,
        };
        _timeProvider = timeProvider;
        _pipeline = _options.MaximumRetries == 0 ? ResiliencePipeline.Empty : Build(_options, timeProvider);
    }

    /// <summary>Runs an operation until it succeeds, fails for good, or the retries are used up.</summary>
    /// <param name="attempt">One attempt; its token is cancelled at the end of the attempt's time.</param>
    /// <param name="state">Passed to the attempt.</param>
    /// <param name="partitionId">The partition that an exception names.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<T> RunAsync<TState, T>(
        Func<TState, CancellationToken, ValueTask<T>> attempt,
        TState state,
        string? partitionId,
        CancellationToken cancellationToken
    ) =>
        await _pipeline
            .ExecuteAsync(
                static (run, token) => run.Self.AttemptAsync(run.Attempt, run.State, run.PartitionId, token),
                (Self: this, Attempt: attempt, State: state, PartitionId: partitionId),
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>How often something that works, and breaks again at once, is started anew before its failure surfaces.</summary>
    public int MaximumRetries => _options.MaximumRetries;

    /// <summary>The wait before such a new start, 0 being the first.</summary>
    public TimeSpan GetDelay(int retry, Exception? failure) =>
        GetDelay(_options, retry, failure, Random.Shared.NextDouble());

    /// <summary>The wait before a retry, 0 being the first. Public to the tests, which pin the figures.</summary>
    internal static TimeSpan GetDelay(EventHubsRetryOptions options, int retry, Exception? failure, double random)
    {
        double exponential = options.Delay.TotalMilliseconds * Math.Pow(2, Math.Min(retry, 30));
        double jitter = options.Delay.TotalMilliseconds * 0.08 * random;
        var delay = TimeSpan.FromMilliseconds(Math.Min(options.MaximumDelay.TotalMilliseconds, exponential + jitter));
        return failure is EventHubsException { Reason: FailureReason.ServiceBusy }
            ? delay + (BusyWait * (1 + random))
            : delay;
    }

    private static ResiliencePipeline Build(EventHubsRetryOptions options, TimeProvider timeProvider) =>
        new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaximumRetries,
                    // Refused credentials are tried again as in the official SDKs: keys rotate, claims lapse.
                    ShouldHandle = new PredicateBuilder().Handle<EventHubsException>(e =>
                        e.IsTransient || e.Reason == FailureReason.Unauthorized
                    ),
                    DelayGenerator = arguments => new ValueTask<TimeSpan?>(
                        GetDelay(
                            options,
                            arguments.AttemptNumber,
                            arguments.Outcome.Exception,
                            Random.Shared.NextDouble()
                        )
                    ),
                }
            )
            .Build();

    private async ValueTask<T> AttemptAsync<TState, T>(
        Func<TState, CancellationToken, ValueTask<T>> attempt,
        TState state,
        string? partitionId,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(_options.TryTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await attempt(state, linked.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw AmqpErrorMapper.Map(new TimeoutException("The attempt's time was used up.", e), partitionId);
        }
        catch (Exception e) when (e is not (EventHubsException or ArgumentException or OutOfMemoryException))
        {
            throw AmqpErrorMapper.Map(e, partitionId);
        }
    }
}
