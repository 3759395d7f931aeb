namespace ModelData.Models;

/// <summary>The programs that check a model: spin turns it into C, gcc compiles that.</summary>
internal static class Toolchain
{
    private static readonly string[] Needed = ["spin", "gcc"];

    private static readonly Lazy<string[]> LazyMissing = new(() => [.. Needed.Where(program => !IsOnPath(program))]);

    /// <summary>Skips the test where a program is missing; fails it where all are promised (<c>CI=true</c>).</summary>
    public static void Require()
    {
        string[] missing = LazyMissing.Value;
        string problem =
            $"Not on the PATH: {string.Join(", ", missing)}. Debian has them: apt-get install spin gcc libc6-dev.";
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(problem);
        }

        Assert.SkipWhen(missing.Length > 0, problem);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
