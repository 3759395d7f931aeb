namespace ModelData.Cli.Files;

/// <summary>What the file system of a local folder takes.</summary>
/// <param name="MaxPathBytes">The longest path.</param>
/// <param name="IgnoresCase">Whether names that differ by case alone are one.</param>
internal sealed record LocalRules(int MaxPathBytes, bool IgnoresCase)
{
    /// <summary>The rules where a folder is, which must exist: one system has several file systems, so that it is tried out.</summary>
    public static LocalRules Of(string folder)
    {
        string probe = Path.Combine(folder, $".ModelData-{Guid.NewGuid():N}");
        File.WriteAllBytes(probe, []);
        try
        {
            return new LocalRules(
                MaxPath(),
                File.Exists(Path.Combine(folder, Path.GetFileName(probe).ToUpperInvariant()))
            );
        }
        finally
        {
            File.Delete(probe);
        }
    }

    // Of Linux 4,096 and of macOS 1,024, with a zero at the end; Windows takes 32,767, counted with a prefix.
    private static int MaxPath() =>
        OperatingSystem.IsWindows() ? 32_000
        : OperatingSystem.IsMacOS() ? 1_023
        : 4_095;
}
