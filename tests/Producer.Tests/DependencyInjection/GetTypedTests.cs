using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelData.Producer.Tests.Rows;

namespace ModelData.Producer.Tests.DependencyInjection;

/// <summary>Collectors of rows of a type, with dependency injection and without.</summary>
[Trait("Level", "Unit")]
public sealed class GetTypedTests
{
    [Fact]
    public async Task Get_OfAType_IsTheSameUnderneath()
    {
        await using ServiceProvider services = Services();
        IModelDataCollectors collectors = services.GetRequiredService<IModelDataCollectors>();
        IModelDataCollector<Applicant> first = collectors.Get<Applicant>("best_model", "inputs", modelVersion: "3");
        IModelDataCollector<Applicant> again = collectors.Get<Applicant>("best_model", "inputs", modelVersion: "3");
        Assert.Same(first.Untyped, again.Untyped);
        Assert.Contains("/best_model/3/inputs", first.Untyped.Address.ToString(), StringComparison.Ordinal);
        Assert.False(first.Untyped.IsEnabled);
        Assert.Equal("a", first.Collect(new Applicant(1, 2, Segment.Retail), "a").CorrelationId);
    }

    [Fact]
    public async Task Get_OfAnotherTypeOrNames_IsRefused()
    {
        await using ServiceProvider services = Services();
        IModelDataCollectors collectors = services.GetRequiredService<IModelDataCollectors>();
        collectors.Get<Applicant>("best_model");
        collectors.Get<Outer.Price>("prices");
        string said = Assert.Throws<ArgumentException>(() => collectors.Get<Customer>("best_model")).Message;
        Assert.Contains("[Age: Double, income: Double, Segment: String]", said, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            collectors.Get("best_model", featureNames: ["Age", "income", "Segment"])
        );
        Assert.Contains(
            "decimal: decimal(6:2)",
            Assert
                .Throws<ArgumentException>(() =>
                    collectors.Get(
                        "prices",
                        featureNames: ["decimal", "value"],
                        featureTypes: [FeatureType.Double, FeatureType.Int32]
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void New_OfAType_IsACollectorOfItsFeatures()
    {
        using ModelDataCollector<Applicant> collector = new(
            "best_model",
            "inputs",
            "a/b/c",
            "service",
            "7",
            new ModelDataCollectorOptions { Enabled = false }
        );
        Assert.Equal("a/b/c/service/best_model/7/inputs", collector.Untyped.Address.ToString());
        Assert.Throws<ArgumentException>(() => new ModelDataCollector<Applicant>(""));
    }

    private static ServiceProvider Services() =>
        new ServiceCollection()
            .AddModelDataCollection(new ConfigurationBuilder().Build(), options => options.Enabled = false)
            .BuildServiceProvider();
}
