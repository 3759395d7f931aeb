namespace ModelData.Testing;

/// <summary>Where the repository and what was built from it are.</summary>
public static class Repository
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>The folder of everything that is built or downloaded.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The program that a project builds, in the configuration that is running.</summary>
    /// <param name="projectName">The project file's name without its extension.</param>
    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string Program(string projectName)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var path = Path.Combine(Artifacts, "bin", projectName, configuration, projectName + ".dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{projectName} is not built: `dotnet build {projectName}` first.", path);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No Pipeline.sln above {AppContext.BaseDirectory}.");
    }
}
