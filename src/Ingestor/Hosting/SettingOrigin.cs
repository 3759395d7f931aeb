using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace ModelData.Ingestor.Hosting;

/// <summary>Says where a setting comes from: what an operator has to open to mend it.</summary>
internal static class SettingOrigin
{
    public const string NotSet = "not set";
    public const string Environment = "environment variable";
    private const string CommandLine = "command line";
    private const string File = "file ";

    /// <summary>Whether an origin is the worker's own, and not one that it shares with other programs.</summary>
    public static bool IsOwn(string origin) =>
        origin == CommandLine || origin.StartsWith(File, StringComparison.Ordinal);

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
                    return Environment;
                case CommandLineConfigurationProvider:
                    return CommandLine;
                case FileConfigurationProvider file:
                    return File + file.Source.Path;
                default:
                    return provider.GetType().Name;
            }
        }

        return NotSet;
    }

    /// <summary>The origin of a value, or of the first one within a section.</summary>
    public static string FindFirst(IConfiguration configuration, IConfigurationSection setting)
    {
        while (setting.Value is null && setting.GetChildren().FirstOrDefault() is { } child)
        {
            setting = child;
        }

        return Find(configuration, setting.Path);
    }
}
