using Microsoft.Extensions.Options;

namespace ModelData.Ingestor.Hosting;

/// <summary>Checks all settings before anything is built on them, and names every mistake at once.</summary>
internal static class SettingsReport
{
    public static bool TryValidate(IServiceProvider services, TextWriter errors)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return true;
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException)
        {
            var failures = e is AggregateException all ? all.InnerExceptions : [e];
            errors.WriteLine("The worker cannot start with these settings:");
            foreach (string failure in failures.OfType<OptionsValidationException>().SelectMany(f => f.Failures))
            {
                errors.WriteLine($"  {failure}");
            }

            return false;
        }
    }
}
