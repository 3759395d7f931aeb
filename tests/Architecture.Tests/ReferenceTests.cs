namespace ModelData.Architecture;

[Trait("Category", "Unit")]
public sealed class ReferenceTests
{
    private const string AmqpLibrary = "AMQPNetLite";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Shared"] = [],
        ["Producer"] = ["Shared"],
        ["Ingestor"] = ["Shared"],
        ["LocalEventHubs"] = [],
        ["Cli"] = ["Shared", "Ingestor"],
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
