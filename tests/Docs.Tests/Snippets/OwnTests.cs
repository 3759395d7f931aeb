using Microsoft.Extensions.DependencyInjection;
using ModelData.Producer;
using Scorer = ModelData.Docs.Snippets.ScoringApp.Scorer;

namespace ModelData.Docs.Snippets;

/// <summary>A user's test, as the documentation shows it; it runs here.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Docs")]
public sealed class OwnTests
{
    #region memory
    [Fact]
    public void Score_AnApplicant_CollectsInputAndPrediction()
    {
        var services = new ServiceCollection().AddSingleton<Scorer>();
        services.AddModelDataCollection().ToMemory(out var rows);
        using var provider = services.BuildServiceProvider();

        double risk = provider.GetRequiredService<Scorer>().Score(age: 42, income: 51_000);

        var input = Assert.Single(rows.Of("best_model", "inputs"));
        var prediction = Assert.Single(rows.Of("best_model", "predictions"));
        Assert.Equal(51_000.0, input["income"]);
        Assert.Equal(risk, prediction["risk"]);
        Assert.Equal(input.RequestId, prediction.RequestId);
    }
    #endregion
}
