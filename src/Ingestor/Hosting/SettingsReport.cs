using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Checks all settings before anything is built on them, and names every mistake at once: the setting, where it was set, and the mend; never a value, which may
/// be a secret.
/// </summary>
internal static partial class SettingsReport
{
    public static bool TryValidate(IServiceProvider services, TextWriter errors)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        List<string> problems =
        [
            .. services.GetRequiredService<SettingsReading>().Problems,
            .. OwnIdentity.FindProblems(configuration),
            .. Telemetry.FindProblems(configuration),
            .. FindFailures(services).Select(failure => WithOrigins(failure, configuration)),
        ];
        if (problems.Count == 0)
        {
            return true;
        }

        errors.WriteLine("The worker cannot start with these settings:");
        problems.ForEach(problem => errors.WriteLine($"  {problem}"));
        return false;
    }

    private static IEnumerable<string> FindFailures(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures);
        }
    }

    private static string WithOrigins(string failure, IConfiguration configuration) =>
        SettingName()
            .Replace(
                failure,
                name =>
                {
                    string origin = SettingOrigin.Find(configuration, name.Value.Replace("__", ":"));
                    return origin == SettingOrigin.NotSet ? name.Value : $"{name.Value} ({origin})";
                }
            );

    [GeneratedRegex("[A-Z][A-Za-z]*(?:__[A-Za-z0-9._-]*[A-Za-z0-9])+")]
    private static partial Regex SettingName();
}
