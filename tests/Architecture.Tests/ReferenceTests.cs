using ModelData.Testing;

namespace ModelData.Architecture;

[Trait("Level", "Unit")]
public sealed class ReferenceTests
{
    private const string AmqpLibrary = "AMQPNetLite";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Shared"] = [],
        ["Producer"] = ["Shared"],
        ["Producer.Analyzers"] = [],
        ["Producer.CodeFixes"] = [],
        ["Ingestion"] = ["Shared"],
        ["Ingestor"] = ["Ingestion"],
        ["LocalEventHubs"] = [],
        ["Operations"] = ["Shared", "Ingestion"],
        ["Console"] = ["Shared", "Ingestion", "Operations"],
        ["Cli"] = ["Shared", "Ingestion", "Operations", "Console"],
    };

    public static TheoryData<string> Folders => [.. SourceProject.All.Select(it => it.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Project_References_PointOneWay(string folder)
    {
        Assert.True(Allowed.TryGetValue(folder, out var allowed), $"src/{folder} is new: say here what it may use.");
        Assert.Subset(allowed.ToHashSet(), SourceProject.Get(folder).ProjectReferences.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Project_IsPacked_UsesPackedProjectsOnly(string folder)
    {
        var project = SourceProject.Get(folder);
        var unpacked = project.ProjectReferences.Where(it => !SourceProject.Get(it).IsPackable);
        // A tool carries all that it uses in its own package.
        Assert.Empty(project.IsPackable && !project.IsTool ? unpacked : []);
    }

    [Fact]
    public void Shared_IsAContract_UsesNoPackage() => Assert.Empty(SourceProject.Get("Shared").PackageReferences);

    [Fact]
    public void Engine_KnowsNoHost()
    {
        using var module = SourceProject.Get("Ingestion").ReadModule();
        Assert.DoesNotContain(
            module.AssemblyReferences,
            it =>
                it.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || it.Name.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Host_IsSmall()
    {
        string host = Path.Combine(Repository.Root, "src", "Ingestor");
        var files = Directory.EnumerateFiles(host, "*.cs", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => File.ReadLines(file).Count()), 1, 2000);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Internals_AreVisible_ToTestsAndBenchmarksOnly(string folder)
    {
        string[] programs = [.. SourceProject.All.Select(it => it.Name)];
        Assert.Empty(SourceProject.Get(folder).Friends.Intersect(programs));
    }

    [Fact]
    public void AmqpLibrary_IsUsed_ByTheBrokerOnly()
    {
        var users = SourceProject.All.Where(UsesAmqp).Select(it => it.Folder);
        Assert.Equal(["LocalEventHubs"], users);
    }

    [Fact]
    public void Storage_IsUnknown_ToWhatAScoringAppLoads()
    {
        foreach (var folder in (string[])["Shared", "Producer"])
        {
            var packages = SourceProject.Get(folder).PackageReferences;
            Assert.DoesNotContain(
                packages,
                it =>
                    it.StartsWith("Azure.", StringComparison.Ordinal)
                    && it is not ("Azure.Core" or "Azure.Messaging.EventHubs")
            );
        }
    }

    private static bool UsesAmqp(SourceProject project)
    {
        using var module = project.ReadModule();
        return project.PackageReferences.Contains(AmqpLibrary)
            || module.AssemblyReferences.Any(it => it.Name is AmqpLibrary or "Amqp.Net");
    }
}
