using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>A worker is ready when the last look reached all that it needs; else it says what it did not reach.</summary>
[Trait("Level", "Unit")]
public sealed class ReadinessTests
{
    [Fact]
    public async Task Ready_SomethingIsNotReached_NamesWhereItIs()
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
                        && (
                            service.ImplementationType?.Assembly == typeof(WorkerHost).Assembly
                            || service.ImplementationFactory?.Method.Module.Assembly == typeof(WorkerHost).Assembly
                        )
                    )
                    .ToList();
                own.ForEach(service => services.Remove(service));
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            }
        );
        var dependencies = app.Services.GetRequiredService<Dependencies>();
        await app.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        string[] lines = await ReadAsync(http);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith(
            "hub (hub in localhost, consumer group $Default): not reached yet",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith("data (container modeldata of devstoreaccount1)", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("state (container modeldata-state of devstoreaccount1)", lines[2], StringComparison.Ordinal);
        Assert.StartsWith(
            "dead letters (container modeldata-deadletters of devstoreaccount1)",
            lines[3],
            StringComparison.Ordinal
        );

        foreach (var dependency in dependencies.All)
        {
            dependency.Reached();
        }

        // All are reached, but nothing was shared out yet.
        Assert.Contains("records of the fleet", Assert.Single(await ReadAsync(http)), StringComparison.Ordinal);

        dependencies.State.Failed(
            new DependencyProblem(ProblemCatalogue.ContainerMissing, "The container is gone", "Undelete it")
        );
        Assert.Contains(
            "The container is gone. Undelete it. See troubleshooting.md#container-missing.",
            Assert.Single(await ReadAsync(http)),
            StringComparison.Ordinal
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string[]> ReadAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("readyz", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
