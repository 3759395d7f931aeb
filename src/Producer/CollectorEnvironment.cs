using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.HubClient;
using ModelData.Producer.Sending;

namespace ModelData.Producer;

/// <summary>What a collector takes from its process. Tests replace parts of it.</summary>
internal sealed record CollectorEnvironment
{
    public static CollectorEnvironment Process { get; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public PipelineRegistry Pipelines { get; init; } = PipelineRegistry.Process;

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> ReadEnvironment { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Where debugging prints; null for standard output.</summary>
    public TextWriter? DebugOutput { get; init; }

    /// <summary>Takes the place of a connection.</summary>
    public Func<IHubSender>? CreateSender { get; init; }
}
