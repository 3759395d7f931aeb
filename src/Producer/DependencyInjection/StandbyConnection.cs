using Microsoft.Extensions.Logging;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Sending;
using ModelData.Producer.Watching;

namespace ModelData.Producer.DependencyInjection;

/// <summary>
/// What holds until an application has its first collector: what its options say and, where they have collection on, the connection, which the first collector
/// takes over. So what is wrong shows when the host starts. One caller at a time; the status may be read at any time.
/// </summary>
internal sealed class StandbyConnection(CollectorEnvironment environment)
{
    private readonly StatusTracker _status = new(environment.Clock);
    private (PipelineSettings Settings, CollectionPipeline Pipeline)? _rented;

    public CollectionStatus Status => _status.Current;

    /// <summary>Follows options; connects where they have collection on.</summary>
    /// <param name="options">The options.</param>
    /// <param name="isStarted">Whether the host has started. Before, nothing is connected.</param>
    /// <param name="logger">The log.</param>
    public void Follow(ModelDataCollectorOptions options, bool isStarted, ILogger logger)
    {
        ProblemCallback? callback = ProblemCallback.Of(options.OnProblem);
        StatusRules.Finding? finding = Find(options, isStarted, callback, logger);
        if (finding is not null && _status.Be(finding.State, finding.Reason, finding.Mend))
        {
            _ = LeaveAsync(_rented?.Settings.CloseTimeout ?? TimeSpan.Zero);
            if (finding.State == CollectionState.Misconfigured)
            {
                callback?.ReportSetting(finding.Reason, finding.Mend, logger);
            }
        }
    }

    /// <summary>Notes options in code that are not legal: the host does not start with them.</summary>
    public void BeBroken(IEnumerable<string> problems)
    {
        StatusRules.Finding finding = StatusRules.Broken(problems);
        _status.Be(finding.State, finding.Reason, finding.Mend);
    }

    /// <summary>Gives the connection back; the last who has it closes it.</summary>
    /// <param name="budget">The time for that.</param>
    public Task LeaveAsync(TimeSpan budget)
    {
        if (_rented is not { } rented)
        {
            return Task.CompletedTask;
        }
        _rented = null;
        // From here on its collectors are told.
        rented.Pipeline.OnProblem = null;
        return environment.Pipelines.Return(rented.Settings, rented.Pipeline)
            ? rented.Pipeline.CloseAsync(budget, CancellationToken.None)
            : Task.CompletedTask;
    }

    /// <summary>Ends it.</summary>
    public Task CloseAsync(TimeSpan budget)
    {
        _status.Be(CollectionState.Off, "Collection is closed.", null);
        return LeaveAsync(budget);
    }

    private StatusRules.Finding? Find(
        ModelDataCollectorOptions options,
        bool isStarted,
        ProblemCallback? callback,
        ILogger logger
    )
    {
        if (StatusRules.OffByOptions(options, null) is { } off)
        {
            return off;
        }
        if (options.Problems.Broken is { Count: > 0 } broken)
        {
            return StatusRules.Broken(broken);
        }
        if (options.Enabled != true)
        {
            return options.Settings.Uri is null ? StatusRules.Unset : StatusRules.Awaited(null);
        }
        return Connect(options, isStarted, callback, logger) is { } problem ? StatusRules.NoConnection(problem) : null;
    }

    private string? Connect(
        ModelDataCollectorOptions options,
        bool isStarted,
        ProblemCallback? callback,
        ILogger logger
    )
    {
        if (PipelineSettings.TryFrom(options, environment, out string? problem) is not { } settings)
        {
            SayBroken(problem!, logger);
            return problem;
        }
        if (settings == _rented?.Settings)
        {
            return null;
        }
        if (!isStarted)
        {
            _status.Be(
                CollectionState.Connecting,
                "The connection is made when the host starts, or with the first collector.",
                null
            );
            return null;
        }
        try
        {
            CollectionPipeline pipeline = environment.Pipelines.Rent(settings, logger);
            _ = LeaveAsync(settings.CloseTimeout);
            _rented = (settings, pipeline);
            pipeline.OnProblem = callback;
            _status.BeOn(pipeline.Health);
            pipeline.Connect();
            return null;
        }
#pragma warning disable CA1031 // Whatever is wrong with the connection: the application starts.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problem = ConnectionProblem.Of(exception);
            SayBroken(problem, logger);
            return problem;
        }
    }

    private void SayBroken(string problem, ILogger logger)
    {
        if (environment.Pipelines.IsFirstReport(problem, environment.Loggers))
        {
            logger.ConnectionBroken(problem);
        }
    }
}
