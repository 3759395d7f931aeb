using Microsoft.Extensions.Hosting;

namespace ModelData.Producer.DependencyInjection;

/// <summary>
/// Says at the start what is wrong with the settings, and closes the collectors when the host stops: after the web server, since services stop in the reverse
/// order of their registration.
/// </summary>
internal sealed class CollectionHostedService(ModelDataCollectors collectors) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        collectors.StartInHost();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => collectors.CloseAsync(cancellationToken);
}
