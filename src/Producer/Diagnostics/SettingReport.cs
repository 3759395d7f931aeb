using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Diagnostics;

/// <summary>Says what is wrong with settings, each once per log.</summary>
internal static class SettingReport
{
    /// <summary>Says what is ignored, and what keeps collection off.</summary>
    public static void Say(ModelDataCollectorOptions options, CollectorEnvironment environment, ILogger logger)
    {
        SayIgnored(options, environment, logger);
        foreach (string problem in options.Problems.Broken)
        {
            if (environment.Pipelines.IsFirstReport(problem, environment.Loggers))
            {
                logger.SettingBroken(problem);
            }
        }
    }

    /// <summary>Says what is ignored.</summary>
    public static void SayIgnored(ModelDataCollectorOptions options, CollectorEnvironment environment, ILogger logger)
    {
        foreach (string problem in options.Problems.Ignored)
        {
            if (environment.Pipelines.IsFirstReport(problem, environment.Loggers))
            {
                logger.SettingIgnored(problem);
            }
        }
    }
}
