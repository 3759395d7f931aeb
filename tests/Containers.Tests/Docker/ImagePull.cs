using System.Diagnostics;

namespace ModelData.Containers.Docker;

/// <summary>Whether an image is there, or can be had.</summary>
internal static class ImagePull
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Why it is not there; <see langword="null"/> when it is.</summary>
    public static string? FindProblem(string image) =>
        Run("image", "inspect", image) is null ? null
        : Run("pull", "--quiet", image) is { } problem ? $"{image} cannot be pulled: {problem}"
        : null;

    private static string? Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("docker", arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var docker = Process.Start(start)!;
        var errors = docker.StandardError.ReadToEndAsync();
        if (!docker.WaitForExit(Patience))
        {
            docker.Kill();
            return $"no answer within {Patience}";
        }

        return docker.ExitCode == 0 ? null : errors.Result.Trim();
    }
}
