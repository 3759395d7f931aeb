using System.Text.RegularExpressions;
using ModelData.Infrastructure.Bicep;
using ModelData.Infrastructure.Kubernetes;
using ModelData.Testing;

namespace ModelData.Infrastructure;

/// <summary>The page that leads to the first file names what is there.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Infrastructure")]
public sealed partial class DeploymentPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "deployment.md"));

    [Fact]
    public void Outputs_ThatCommandsUse_Exist()
    {
        var used = OutputNames().Matches(Page).Select(it => it.Groups["name"].Value).ToHashSet();
        Assert.NotEmpty(used);
        Assert.Subset(Templates.Compiled["outputs"]!.AsObject().Select(it => it.Key).ToHashSet(), used);
    }

    [Fact]
    public void Variables_OfTheParameterFiles_AreSet()
    {
        var read = Directory
            .EnumerateFiles(Templates.Folder, "*.bicepparam")
            .SelectMany(file => VariableNames().Matches(File.ReadAllText(file)))
            .Select(it => it.Groups["name"].Value)
            .ToHashSet();
        Assert.Equal(4, read.Count);
        Assert.All(read, name => Assert.Contains($"export {name}=", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_OfTheCluster_AreAllWritten()
    {
        string written = Page.Split("<<SETTINGS\n")[1].Split("\nSETTINGS\n")[0];
        Assert.Equal(new Manifests().Settings.Keys, written.Split('\n').Select(line => line.Split('=')[0]));
    }

    [Fact]
    public void Modules_AreAllNamed() =>
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Templates.Folder, "modules"), "*.bicep"),
            file => Assert.Contains($"`{Path.GetFileNameWithoutExtension(file)}`", Page, StringComparison.Ordinal)
        );

    [GeneratedRegex(@"\$\(out (?<name>\w+)")]
    private static partial Regex OutputNames();

    [GeneratedRegex(@"readEnvironmentVariable\('(?<name>\w+)'")]
    private static partial Regex VariableNames();
}
