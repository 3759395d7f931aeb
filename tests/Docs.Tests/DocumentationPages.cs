using ModelData.Testing;

namespace ModelData.Docs;

/// <summary>The Markdown pages of the repository.</summary>
internal static class DocumentationPages
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
            .Where(path => !path.StartsWith(Repository.Artifacts, StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository.Root, path)),
    ];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));
}
