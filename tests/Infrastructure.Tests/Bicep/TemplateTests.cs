using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModelData.Infrastructure.Bicep;

/// <summary>The compiled template: what review sees, and what it may never hold.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Infrastructure")]
public sealed partial class TemplateTests
{
    [Fact]
    public void Snapshot_IsWhatTheSourcesCompileTo()
    {
        string compiled = BicepCompiler.Run("", "build", Templates.Main, "--stdout");
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(compiled), Templates.Compiled),
            "infra/bicep/snapshot/main.json is old: eng/bicep.sh --update"
        );
    }

    [Fact]
    public void Modules_AreAllUsed()
    {
        int modules = Directory.EnumerateFiles(Path.Combine(Templates.Folder, "modules"), "*.bicep").Count();
        var used = Templates.All.Skip(1).Select(it => it["metadata"]!["description"]!.ToString()).Distinct();
        Assert.Equal(modules, used.Count());
    }

    [Fact]
    public void Main_OnlyWiresModules() =>
        Assert.All(
            Templates.Resources(Templates.Compiled),
            it => Assert.Equal("Microsoft.Resources/deployments", it["type"]!.ToString())
        );

    [Fact]
    public void Parameters_AreDescribedAndSafeByDefault()
    {
        foreach (var template in Templates.All)
        {
            foreach (var (name, parameter) in template["parameters"]!.AsObject())
            {
                string description = parameter!["metadata"]?["description"]?.ToString() ?? "";
                Assert.Matches("^(Required|Optional|Conditional)\\. ", description);
                bool isRequired = description.StartsWith("Required", StringComparison.Ordinal);
                Assert.True(parameter["defaultValue"] is null == isRequired, $"{name}: {description}");
            }
        }

        var main = Templates.Compiled["parameters"]!;
        Assert.False((bool)main["allowKeys"]!["defaultValue"]!);
        Assert.Equal(0, (int)main["deleteAfterDays"]!["defaultValue"]!);
        Assert.Equal(0, (int)main["deleteDeadLettersAfterDays"]!["defaultValue"]!);
    }

    [Fact]
    public void Template_HoldsNoCallThatReadsKeys() =>
        Assert.DoesNotMatch(KeyReading(), Templates.Compiled.ToJsonString());

    [Fact]
    public void Outputs_AreNamesIdsAndEndpoints()
    {
        var outputs = Templates.All.SelectMany(it => it["outputs"]?.AsObject() ?? []).ToList();
        Assert.NotEmpty(outputs);
        Assert.All(
            outputs,
            it =>
            {
                Assert.Equal("string", it.Value!["type"]!.ToString());
                Assert.DoesNotMatch(Secret(), it.Key);
                Assert.DoesNotMatch(Secret(), it.Value["value"]!.ToString());
            }
        );
    }

    [GeneratedRegex(@"\blist\w*\(", RegexOptions.IgnoreCase)]
    private static partial Regex KeyReading();

    [GeneratedRegex("key|connectionstring|secret|password|token|sas", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
