using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Sending;

/// <summary>Decides whether a collector collects, and says why if not. Later the place where collection is switched at run time.</summary>
internal static class CollectionSwitch
{
    /// <summary>A share of the pipeline for these options; null, and one hint or error in the log, when collection is off.</summary>
    public static PipelineLease? TryConnect(
        ModelDataCollectorOptions options,
        CollectorEnvironment environment,
        CollectionAddress address,
        ILogger logger
    )
    {
        Report(options, environment, logger);
        if (options.Problems.Broken.Count > 0)
        {
            return null;
        }
        if (options.Enabled != true)
        {
            if (environment.Pipelines.IsFirstReport("off", environment.Loggers))
            {
                logger.CollectionOff(address);
            }
            return null;
        }
        try
        {
            HubTarget target = PipelineTarget.From(options.EventHubs);
            PipelineSettings settings = PipelineSettings.From(options, environment, target);
            return settings.CreateSender is null && PipelineTarget.FindGap(target) is { } gap
                ? Broken(environment, logger, gap)
                : new PipelineLease(environment.Pipelines, settings, environment.Pipelines.Rent(settings, logger));
        }
#pragma warning disable CA1031 // Whatever is wrong with the connection: scoring goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The client's messages name the part that is wrong, never its value; those of others are not trusted to.
            string detail = exception is FormatException or ArgumentException ? $" {exception.Message}" : "";
            return Broken(environment, logger, $"the connection cannot be made ({exception.GetType().Name}).{detail}");
        }
    }

    /// <summary>Says what is wrong with the settings, once.</summary>
    public static void Report(ModelDataCollectorOptions options, CollectorEnvironment environment, ILogger logger)
    {
        foreach (string problem in options.Problems.Ignored)
        {
            if (environment.Pipelines.IsFirstReport(problem, environment.Loggers))
            {
                logger.SettingIgnored(problem);
            }
        }
        foreach (string problem in options.Problems.Broken)
        {
            if (environment.Pipelines.IsFirstReport(problem, environment.Loggers))
            {
                logger.SettingBroken(problem);
            }
        }
    }

    private static PipelineLease? Broken(CollectorEnvironment environment, ILogger logger, string problem)
    {
        if (environment.Pipelines.IsFirstReport(problem, environment.Loggers))
        {
            logger.ConnectionBroken(problem);
        }
        return null;
    }
}
