using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using ModelData.Testing;

namespace ModelData.Infrastructure.Bicep;

/// <summary>The Bicep compiler: from the package on Linux, else from the PATH.</summary>
internal static class BicepCompiler
{
    private static readonly Lazy<string?> LazyPath = new(Find);

    /// <summary>Runs the compiler to its end; without one the test is skipped.</summary>
    /// <param name="image">The image that parameter files find in the environment.</param>
    /// <param name="arguments">What to do.</param>
    /// <returns>What it printed.</returns>
    public static string Run(string image, params string[] arguments)
    {
        Assert.SkipWhen(LazyPath.Value is null, "No Bicep compiler: put bicep on the PATH.");
        var start = new ProcessStartInfo(LazyPath.Value!, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["MODELDATA_IMAGE"] = image;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"bicep {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    private static string? Find()
    {
        string? restored = typeof(BicepCompiler)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(it => it.Key == "BicepPath")
            ?.Value;
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists(restored))
        {
            return restored;
        }

        string name = OperatingSystem.IsWindows() ? "bicep.exe" : "bicep";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}
