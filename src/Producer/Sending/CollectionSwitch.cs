using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Sending;

/// <summary>Decides whether a collector collects, and says why if not. Later the place where collection is switched at run time.</summary>
internal static class CollectionSwitch
{
    private const string EnabledVariable = "AML_MODEL_DC_STORAGE_ENABLED";
    private const string DebugVariable = "AML_MODEL_DC_DEBUG";

    public static bool IsDebugging(ModelDataCollectorOptions options, CollectorEnvironment environment) =>
        options.Debug ?? IsTrue(environment.ReadEnvironment(DebugVariable));

    /// <summary>A share of the pipeline for these options; null, and one hint or error in the log, when collection is off.</summary>
    public static PipelineLease? TryConnect(
        ModelDataCollectorOptions options,
        CollectorEnvironment environment,
        CollectionAddress address,
        ILogger logger
    )
    {
        PipelineRegistry pipelines = environment.Pipelines;
        if (!(options.Enabled ?? IsTrue(environment.ReadEnvironment(EnabledVariable))))
        {
            if (pipelines.IsFirstReport(EnabledVariable))
            {
                logger.CollectionOff(address);
            }
            return null;
        }
        try
        {
            HubTarget target = PipelineTarget.From(options.EventHubs, environment.ReadEnvironment);
            PipelineSettings settings = PipelineSettings.From(options, environment, target);
            return settings.CreateSender is null && PipelineTarget.FindGap(target) is { } gap
                ? Broken(pipelines, logger, gap)
                : new PipelineLease(pipelines, settings, pipelines.Rent(settings, logger));
        }
#pragma warning disable CA1031 // Whatever is wrong with the connection: scoring goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The client's messages name the part that is wrong, never its value; those of others are not trusted to.
            string detail = exception is FormatException or ArgumentException ? $" {exception.Message}" : "";
            return Broken(pipelines, logger, $"the connection cannot be made ({exception.GetType().Name}).{detail}");
        }
    }

    private static PipelineLease? Broken(PipelineRegistry pipelines, ILogger logger, string problem)
    {
        if (pipelines.IsFirstReport(problem))
        {
            logger.ConnectionBroken(problem);
        }
        return null;
    }

    private static bool IsTrue(string? text) => string.Equals(text?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}
