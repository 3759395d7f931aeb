using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>A worker that writes nothing any more must be started again: only then is it not alive.</summary>
[Trait("Level", "Unit")]
public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Health_SchedulerThatHangs_IsNotLive()
    {
        var time = new FakeTimeProvider();
        await using var app = WorkerHost.Build(
            [
                "--EventHubs:ConnectionString=Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=a2V5",
                "--EventHubs:HubName=hub",
                "--Blobs:ConnectionString=UseDevelopmentStorage=true",
                "--urls=http://127.0.0.1:0",
            ],
            services =>
            {
                // The web server alone: nothing looks around.
                var own = services
                    .Where(service =>
                        service.ServiceType == typeof(IHostedService)
                        && service.ImplementationType?.Assembly == typeof(WorkerHost).Assembly
                    )
                    .ToList();
                own.ForEach(service => services.Remove(service));
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            }
        );
        app.Services.GetRequiredService<FlushScheduler>();
        await app.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("healthz", Token)).StatusCode);
        time.Advance(TimeSpan.FromSeconds(31));

        using var answer = await http.GetAsync("healthz", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("hangs", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        // It has not reached a hub yet.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("readyz", Token)).StatusCode);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
