using System.Reflection;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestor.Hosting;

/// <summary>The sections of the configuration that are the worker's own, and what each may hold.</summary>
internal static class SettingsSections
{
    public static IReadOnlyDictionary<string, Type> All { get; } =
        new Dictionary<string, Type>
        {
            [EventHubsSettings.Section] = typeof(EventHubsSettings),
            [StorageSettings.Blobs] = typeof(StorageSettings),
            [StorageSettings.State] = typeof(StorageSettings),
            [StorageSettings.DeadLetters] = typeof(StorageSettings),
            [FlushSettings.Section] = typeof(FlushSettings),
            [MemorySettings.Section] = typeof(MemorySettings),
            [CheckpointSettings.Section] = typeof(CheckpointSettings),
            [LoadBalancingSettings.Section] = typeof(LoadBalancingSettings),
            [OutputSettings.Section] = typeof(OutputSettings),
            [ManifestSettings.Section] = typeof(ManifestSettings),
            [LayoutSettings.Section] = typeof(LayoutSettings),
        };

    /// <summary>What can be set in a section: properties that can be written, and dictionaries.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> PropertiesOf(Type settings) =>
        settings
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite || IsDictionary(property.PropertyType, out _))
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The whole name of a setting that stands in one section alone; <see langword="null"/> when none or several have it.</summary>
    public static string? FindHomeOf(string setting)
    {
        List<string> homes =
        [
            .. All.Where(section => PropertiesOf(section.Value).ContainsKey(setting))
                .Select(section => $"{section.Key}__{PropertiesOf(section.Value)[setting].Name}"),
        ];
        return homes is [var home] ? home : null;
    }

    /// <summary>Whether a section holds a section for each of several names.</summary>
    public static bool IsDictionary(Type type, out Type value)
    {
        bool isDictionary = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>);
        value = isDictionary ? type.GetGenericArguments()[1] : typeof(void);
        return isDictionary;
    }
}
