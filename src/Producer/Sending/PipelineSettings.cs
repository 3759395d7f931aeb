using Microsoft.Extensions.Logging;
using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>What makes a pipeline. Collectors whose settings are equal share one: one connection, one ring, one pump.</summary>
internal sealed record PipelineSettings(
    HubTarget Target,
    int RingBytes,
    FullRingPolicy FullRing,
    TimeSpan FullRingWait,
    int MaxBatchBytes,
    TimeSpan Linger,
    int MaxPendingBytes,
    TimeSpan GiveUpAfter,
    TimeSpan CloseTimeout,
    bool Spread,
    TimeProvider Clock,
    ILoggerFactory Loggers,
    Func<IHubSender>? CreateSender
)
{
    /// <summary>Those of options; null where they say nowhere to send.</summary>
    /// <param name="options">The options.</param>
    /// <param name="environment">The process.</param>
    /// <param name="problem">What is missing, for a person.</param>
    public static PipelineSettings? TryFrom(
        ModelDataCollectorOptions options,
        CollectorEnvironment environment,
        out string? problem
    )
    {
        HubTarget target = PipelineTarget.From(options.EventHubs);
        problem = environment.CreateSender is null ? PipelineTarget.FindGap(target) : null;
        return problem is null ? From(options, environment, target) : null;
    }

    private static PipelineSettings From(
        ModelDataCollectorOptions options,
        CollectorEnvironment environment,
        HubTarget target
    ) =>
        new(
            target,
            options.RingBytes,
            options.FullRing,
            options.FullRingWait,
            options.MaxBatchBytes,
            options.Linger,
            options.MaxPendingBytes,
            options.GiveUpAfter,
            options.CloseTimeout,
            options.Spread,
            environment.Clock,
            environment.Loggers,
            environment.CreateSender
        );

    /// <summary>Without the connection string, which must not reach a log.</summary>
    public override string ToString() => $"{Target}, ring {RingBytes} bytes";
}
