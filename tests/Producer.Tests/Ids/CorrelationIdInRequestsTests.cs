using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ModelData.Producer.Tests.Ids;

/// <summary>Correlation ids from the headers of real requests.</summary>
[Trait("Level", "Unit")]
public sealed class CorrelationIdInRequestsTests
{
    private readonly TestProcess _process = new();

    [Fact]
    public async Task Collect_InAMinimalApi_HasTheHeaderOfItsRequest()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        HttpContextAccessor accessor = new();
        builder.Services.AddSingleton<IHttpContextAccessor>(accessor);
        builder.Services.AddSingleton(_process.ForCollectors);
        builder.Services.AddModelDataCollection(options =>
        {
            options.Enabled = true;
            options.EventHubs.ConnectionString = "fake";
            options.CorrelationIdSource = () => accessor.HttpContext?.Request.Headers["x-correlation-id"];
        });
        await using WebApplication app = builder.Build();
        IModelDataCollector inputs = app
            .Services.GetRequiredService<IModelDataCollectors>()
            .Get("m", "inputs", ["age"]);
        app.MapGet("/score/{age}", (double age) => inputs.Collect([age]).CorrelationId);
        await app.StartAsync(cancel);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(ScoreAsync));
        Assert.Equal("", await client.GetStringAsync("/score/99", cancel));
        await _process.FlushAsync(inputs);

        Assert.Equal(21, _process.Hub.Rows.Count);
        Assert.All(
            _process.Hub.Rows.Select(it => it.Split(',')),
            it => Assert.Equal(it[3] == "99" ? "" : $"order-{it[3]}", it[1])
        );

        async Task ScoreAsync(int age)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, $"/score/{age}");
            request.Headers.Add("x-correlation-id", $"order-{age}");
            using HttpResponseMessage answer = await client.SendAsync(request, cancel);
            Assert.Equal($"order-{age}", await answer.Content.ReadAsStringAsync(cancel));
        }
    }
}
