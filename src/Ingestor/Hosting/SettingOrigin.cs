using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace ModelData.Ingestor.Hosting;

/// <summary>Says where a setting comes from: what an operator has to open to mend it.</summary>
internal static class SettingOrigin
{
    public const string NotSet = "not set";

    /// <summary>The origin of the value in force.</summary>
    /// <param name="configuration">The configuration, one that knows its providers.</param>
    /// <param name="path">The setting's path, for example <c>Flush:MaxAge</c>.</param>
    public static string Find(IConfiguration configuration, string path)
    {
        foreach (var provider in ((IConfigurationRoot)configuration).Providers.Reverse())
        {
            if (!provider.TryGet(path, out _))
            {
                continue;
            }

            switch (provider)
            {
                case ChainedConfigurationProvider { Configuration: IConfigurationRoot inner }:
                    return Find(inner, path);
                case EnvironmentVariablesConfigurationProvider:
                    return "environment variable";
                case CommandLineConfigurationProvider:
                    return "command line";
                case FileConfigurationProvider file:
                    return $"file {file.Source.Path}";
                default:
                    return provider.GetType().Name;
            }
        }

        return NotSet;
    }
}
