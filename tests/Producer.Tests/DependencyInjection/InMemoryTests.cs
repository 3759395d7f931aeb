using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ModelData.Producer.InMemory;

namespace ModelData.Producer.Tests.DependencyInjection;

[Trait("Level", "Unit")]
public sealed class InMemoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ToMemory_InputsAndPrediction_AreReadWithAllThatTheFileHas()
    {
        await using ServiceProvider provider = Build(out CollectedRows rows, new() { ["WebServiceName"] = "shop" });
        IModelDataCollectors collectors = provider.GetRequiredService<IModelDataCollectors>();
        CollectionContext context = collectors
            .Get("best_model", "inputs", ["age", "city"])
            .Collect([41.5, "Oslo"], correlationId: "order-17");
        collectors.Get("best_model", "predictions", ["risk"]).Collect([0.25f], context);

        CollectedRow input = Assert.Single(rows.Of("best_model", "inputs"));
        CollectedRow prediction = Assert.Single(rows.Of("best_model", "predictions"));
        Assert.Equal(2, rows.All.Count);
        Assert.Equal("default/default/default/shop/best_model/default/inputs", input.Address.ToString());
        Assert.Equal(new DateOnly(2026, 11, 23), input.Day);
        Assert.Equal(Now, input.Timestamp);
        Assert.Equal("order-17", input.CorrelationId);
        Assert.Equal(41.5, input["age"]);
        Assert.Equal("Oslo", input["city"]);
        Assert.Equal(0.25f, prediction["risk"]);
        Assert.NotEqual(Guid.Empty, input.RequestId);
        Assert.Equal(input.RequestId, prediction.RequestId);
        Assert.Equal($"2026-11-23T12:00:00.000000Z,order-17,{input.RequestId},41.5,Oslo", input.ToString());
        KeyNotFoundException exception = Assert.Throws<KeyNotFoundException>(() => input["Age"]);
        Assert.EndsWith("there are age, city.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToMemory_ValuesOfAllTypes_AreThoseOfTheFile()
    {
        await using ServiceProvider provider = Build(out CollectedRows rows);
        IModelDataCollector collector = provider.GetRequiredService<IModelDataCollectors>().Get("m");
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

        collector.Collect([1, 2L, 0.1f, 0.1, true, "a \"b\",\n c ", "", null, time, double.NaN, 1.50m, ulong.MaxValue]);

        CollectedRow row = Assert.Single(rows.Of("m"));
        Assert.Null(row.CorrelationId);
        Assert.Equal(
            [
                1,
                2L,
                0.1f,
                0.1,
                true,
                "a \"b\",\n c ",
                "",
                null,
                new DateTimeOffset(time),
                double.NaN,
                1.50m,
                ulong.MaxValue,
            ],
            row.Values
        );
        Assert.Equal("feature_11", row.Features[11].Name);
        Assert.True(row.Features[7].IsUntyped);
    }

    [Fact]
    public async Task ToMemory_IntAmongDoubles_IsADoubleAsInTheFile()
    {
        await using ServiceProvider provider = Build(out CollectedRows rows);
        IModelDataCollector collector = provider.GetRequiredService<IModelDataCollectors>().Get("m");

        collector.Collect([0.5]);
        collector.Collect([1]);

        Assert.Equal([0.5, 1.0], rows.Of("m").Select(it => it["feature_0"]));
    }

    [Theory]
    [InlineData("Enabled", "false")]
    [InlineData("Collectors:best_model/inputs:Enabled", "false")]
    [InlineData("EventHubs:ConnectionString", "no connection string")]
    [InlineData("EventHubs:FullyQualifiedNamespace", "nowhere.invalid")]
    [InlineData("Spread", "true")]
    public async Task ToMemory_WhateverTheConfigurationSays_RowsAreCollected(string key, string text)
    {
        await using ServiceProvider provider = Build(out CollectedRows rows, new() { [key] = text });
        IModelDataCollector inputs = provider.GetRequiredService<IModelDataCollectors>().Get("best_model", "inputs");

        inputs.Collect([1.0]);
        inputs.Collect([2.0]);

        Assert.True(inputs.IsEnabled);
        Assert.Equal([1.0, 2.0], rows.All.Select(it => it["feature_0"]));
    }

    [Fact]
    public async Task ToMemory_SettingsDocumentRequired_IsNotReadAndRowsAreCollected()
    {
        await using ServiceProvider provider = Build(
            out CollectedRows rows,
            new() { ["Settings:Uri"] = "http://127.0.0.1:1/settings", ["Settings:Required"] = "true" }
        );

        provider.GetRequiredService<IModelDataCollectors>().Get("m").Collect([1.0]);

        Assert.Single(rows.All);
    }

    [Fact]
    public async Task All_AfterTheHostHasStopped_StillHasItsRowsAndThoseOfTheNextHost()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddModelDataCollection().ToMemory(out CollectedRows rows);
        IServiceCollection services = builder.Services;
        using (IHost host = builder.Build())
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            host.Services.GetRequiredService<IModelDataCollectors>().Get("m").Collect([1.0]);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
        await using ServiceProvider second = services.BuildServiceProvider();
        second.GetRequiredService<IModelDataCollectors>().Get("m").Collect([2.0]);

        Assert.Equal([1.0, 2.0], rows.All.Select(it => it["feature_0"]));
    }

    [Fact]
    public async Task Of_LabelOfAnEarlierDay_HasTheDayAndIdOfItsScoring()
    {
        await using ServiceProvider provider = Build(out CollectedRows rows);
        CollectionContext scored = new(Now.AddDays(-3), Guid.NewGuid(), "order-17");

        provider.GetRequiredService<IModelDataCollectors>().Get("m", "labels", ["late"]).Collect([true], scored);

        CollectedRow label = Assert.Single(rows.Of("m", "labels"));
        Assert.Equal(new DateOnly(2026, 11, 20), label.Day);
        Assert.Equal(scored.RequestId, label.RequestId);
        Assert.Equal(true, label["late"]);
    }

    [Fact]
    public async Task All_EventThatTheWorkerWouldNotTake_SaysWhy()
    {
        CollectedRows rows = new();
        await new MemorySender(rows, TimeProvider.System).SendAsync(new EventData("no rows"), default);

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => rows.All);
        Assert.Contains(RefusalReasons.NotCloudEvents, exception.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(rows.Clear);
        Assert.Empty(rows.All);
    }

    [Fact]
    public async Task All_BrokenSetting_SaysIt()
    {
        await using ServiceProvider provider = Build(out CollectedRows rows, new() { ["Linger"] = "soon" });
        provider.GetRequiredService<IModelDataCollectors>().Get("m").Collect([1.0]);

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => rows.All);

        Assert.Contains("Linger is 'soon'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_RowsThatCannotBeRedacted_SaysIt()
    {
        await using ServiceProvider provider = Build(out CollectedRows rows, new() { ["Redaction:age"] = "hash" });
        provider.GetRequiredService<IModelDataCollectors>().Get("m", "inputs", ["age"]).Collect([1.0]);

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => rows.All);

        Assert.Contains("set ModelData__RedactionKey", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_SamplingIsConfigured_HasAllRows()
    {
        await using ServiceProvider provider = Build(
            out CollectedRows rows,
            new() { ["Sampling:Rate"] = "0", ["Collectors:m/inputs:Sampling:Rate"] = "0.001" }
        );
        IModelDataCollector collector = provider.GetRequiredService<IModelDataCollectors>().Get("m", "inputs");
        collector.Collect([1.0]);
        collector.Collect([2.0]);

        Assert.Equal(2, rows.All.Count);
    }

    [Fact]
    public async Task Clear_RowsOnTheirWay_AreForgottenToo()
    {
        await using ServiceProvider provider = Build(out CollectedRows rows);
        IModelDataCollector collector = provider.GetRequiredService<IModelDataCollectors>().Get("m");
        collector.Collect([1.0]);

        rows.Clear();
        collector.Collect([2.0]);

        Assert.Equal(2.0, Assert.Single(rows.All)["feature_0"]);
    }

    [Fact]
    public void ToMemory_WithoutCollection_NamesWhatIsMissing()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() =>
            new ServiceCollection().ToMemory(out _)
        );

        Assert.Contains("AddModelDataCollection()", exception.Message, StringComparison.Ordinal);
    }

    // A clock that stands still: nothing may wait for the time in which rows linger.
    private static ServiceProvider Build(out CollectedRows rows, Dictionary<string, string?>? settings = null) =>
        new ServiceCollection()
            .AddSingleton<TimeProvider>(new FakeTimeProvider(Now))
            .AddSingleton<IConfiguration>(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        (settings ?? []).Select(it => KeyValuePair.Create($"ModelData:{it.Key}", it.Value))
                    )
                    .Build()
            )
            .AddModelDataCollection()
            .ToMemory(out rows)
            .BuildServiceProvider();
}
