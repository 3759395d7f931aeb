namespace ModelData.Producer.Configuration;

/// <summary>
/// The settings in the environment: <c>ModelData__*</c>, and the two switches and the service's name of the Azure Machine Learning SDK. They say what neither
/// code nor configuration says, with and without dependency injection.
/// </summary>
internal static class EnvironmentSettings
{
    private const string Section = ModelDataCollectorOptions.SectionName;
    private const string EnabledVariable = "AML_MODEL_DC_STORAGE_ENABLED";
    private const string DebugVariable = "AML_MODEL_DC_DEBUG";
    private const string ServiceVariable = "SERVICE_NAME";

    /// <summary>A copy of options in which what was left open comes from the environment.</summary>
    public static ModelDataCollectorOptions Complete(
        ModelDataCollectorOptions options,
        IEnumerable<KeyValuePair<string, string>> variables
    )
    {
        ModelDataCollectorOptions complete = options.Copy();
        complete.Problems.Forget(it => it.IsGiven(options));
        // In a fixed order: names that differ only in case are one setting, and the last of them holds.
        foreach ((string name, string text) in variables.OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            Read(options, complete, name, text);
        }
        bool isSaid = complete.Enabled is not null;
        complete.Enabled ??= ReadSwitch(complete, variables, EnabledVariable);
        complete.EnabledVariable =
            options.Enabled is not null || complete.Enabled is null ? null
            : isSaid ? SettingsReader.NameOf(ProducerSettings.Find(nameof(options.Enabled))!)
            : EnabledVariable;
        complete.Debug ??= ReadSwitch(complete, variables, DebugVariable);
        ReadService(complete, Find(variables, ServiceVariable));
        return complete;
    }

    private static void Read(
        ModelDataCollectorOptions given,
        ModelDataCollectorOptions complete,
        string name,
        string text
    )
    {
        string path = name.Replace("__", ":");
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            if (FindJoined(name) is { } meant)
            {
                SettingsReader.AddStray(complete, name, meant.Key);
            }
            return;
        }
        (string section, string key) = (path[..colon], path[(colon + 1)..]);
        if (SettingsReader.IsStray(section, key))
        {
            SettingsReader.AddStray(complete, path, key);
        }
        else if (
            section.Equals(Section, StringComparison.OrdinalIgnoreCase)
            && (ProducerSettings.Find(key) is not { } setting || !IsGiven(setting, given))
        )
        {
            SettingsReader.Read(complete, Section, key, text);
        }
    }

    private static bool IsGiven(ProducerSetting setting, ModelDataCollectorOptions options) =>
        setting.IsGiven(options)
        // A namespace that was given goes before a connection string in the environment.
        || (
            setting.Key == $"EventHubs:{nameof(EventHubsTargetOptions.ConnectionString)}"
            && options.EventHubs.Given.Contains(nameof(EventHubsTargetOptions.FullyQualifiedNamespace))
        );

    // ModelData_Enabled.
    private static ProducerSetting? FindJoined(string name) =>
        ProducerSettings.All.FirstOrDefault(it =>
            name.Replace("_", ":").Equals($"{Section}:{it.Key}", StringComparison.OrdinalIgnoreCase)
        );

    private static bool? ReadSwitch(
        ModelDataCollectorOptions options,
        IEnumerable<KeyValuePair<string, string>> variables,
        string name
    )
    {
        string text = Find(variables, name);
        if (bool.TryParse(text, out bool flag))
        {
            return flag;
        }
        if (text.Length > 0)
        {
            options.Problems.AddIgnored($"{name} is neither true nor false, and counts as false.");
        }
        return null;
    }

    private static void ReadService(ModelDataCollectorOptions options, string name)
    {
        ProducerSetting setting = ProducerSettings.Find(nameof(options.WebServiceName))!;
        if (name.Length > 0 && !setting.IsGiven(options) && setting.TrySet(options, name) is { } problem)
        {
            options.Problems.AddIgnored($"{ServiceVariable} names no web service. {problem}");
        }
    }

    private static string Find(IEnumerable<KeyValuePair<string, string>> variables, string name) =>
        variables.FirstOrDefault(it => it.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.Trim() ?? "";
}
