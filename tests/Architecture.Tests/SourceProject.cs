using System.Xml.Linq;
using ModelData.Testing;
using Mono.Cecil;

namespace ModelData.Architecture;

/// <summary>A project under src/, as its project file and its assembly show it.</summary>
internal sealed class SourceProject
{
    private readonly XDocument _file;

    private SourceProject(string path)
    {
        Folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)!);
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        _file = XDocument.Load(path);
    }

    public static IReadOnlyList<SourceProject> All { get; } =
    [
        .. Directory
            .EnumerateFiles(System.IO.Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceProject(path)),
    ];

    public string Folder { get; }

    public string Name { get; }

    public bool IsPackable => _file.Descendants("IsPackable").Any(it => it.Value == "true");

    public bool IsTool => _file.Descendants("PackAsTool").Any(it => it.Value == "true");

    /// <summary>The projects that it uses; not those that are only built for its package.</summary>
    public IEnumerable<string> ProjectReferences =>
        _file
            .Descendants("ProjectReference")
            .Where(it => it.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(it => FolderOf(it.Attribute("Include")!.Value));

    /// <summary>The packages that it needs; not those that only check it.</summary>
    public IEnumerable<string> PackageReferences =>
        _file
            .Descendants("PackageReference")
            .Where(it => it.Attribute("PrivateAssets")?.Value != "all")
            .Select(it => it.Attribute("Include")!.Value);

    /// <summary>The assemblies that see its internals.</summary>
    public IEnumerable<string> Friends => Includes("InternalsVisibleTo");

    public static SourceProject Get(string folder) => All.Single(it => it.Folder == folder);

    public ModuleDefinition ReadModule() => ModuleDefinition.ReadModule(Repository.Program(Name));

    private IEnumerable<string> Includes(string element) =>
        _file.Descendants(element).Select(it => it.Attribute("Include")!.Value);

    private static string FolderOf(string reference) => reference.Replace('\\', '/').Split('/')[^2];
}
