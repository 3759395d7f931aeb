using System.Collections;
using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Sending;
using ModelData.Producer.Watching;

namespace ModelData.Producer;

/// <summary>What a collector takes from its process. Tests replace parts of it.</summary>
internal sealed record CollectorEnvironment
{
    public static CollectorEnvironment Process { get; } = new();

    /// <summary>That of the process, with a log and a clock of its own where given.</summary>
    public static CollectorEnvironment ForProcess(ILoggerFactory? loggers, TimeProvider? clock) =>
        Process with
        {
            Loggers = loggers ?? StandardErrorLog.Process,
            Clock = clock ?? TimeProvider.System,
        };

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ILoggerFactory Loggers { get; init; } = StandardErrorLog.Process;

    public PipelineRegistry Pipelines { get; init; } = PipelineRegistry.Process;

    public SettingsWatches Watches { get; init; } = SettingsWatches.Process;

    /// <summary>Reads the environment variables.</summary>
    public Func<IEnumerable<KeyValuePair<string, string>>> ReadVariables { get; init; } = ReadProcessVariables;

    /// <summary>Where debugging prints; null for standard output.</summary>
    public TextWriter? DebugOutput { get; init; }

    /// <summary>Takes the place of a connection.</summary>
    public Func<IHubSender>? CreateSender { get; init; }

    private static IEnumerable<KeyValuePair<string, string>> ReadProcessVariables() =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        select KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? "");
}
