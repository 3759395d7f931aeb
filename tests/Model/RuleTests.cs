using System.Reflection;
using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Models;

/// <summary>What a model can be without is tried.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Model")]
public sealed partial class RuleTests
{
    public static TheoryData<string, Type> Models =>
        new()
        {
            { "fence", typeof(FenceTests) },
            { "proven", typeof(ProvenTests) },
            { "refused", typeof(RefusedTests) },
            { "full", typeof(FullTests) },
        };

    [Theory]
    [MemberData(nameof(Models))]
    public void Rules_OfTheModel_AreEachTakenOutByATest(string model, Type tests)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Model", $"{model}.pml"));
        var named = Rule().Matches(text).Select(match => match.Value).Distinct().Order();
        var tried = tests
            .GetMethods()
            .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>())
            .Select(data => ((string)data.Data[0]!).Split(' ')[0])
            .Where(define => define.StartsWith("WITHOUT_", StringComparison.Ordinal))
            .Distinct()
            .Order();

        Assert.Equal(named, tried);
    }

    [GeneratedRegex("WITHOUT_[A-Z_]*[A-Z]")]
    private static partial Regex Rule();
}
