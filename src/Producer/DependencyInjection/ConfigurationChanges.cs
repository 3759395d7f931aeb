using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ModelData.Producer.DependencyInjection;

/// <summary>Has the options made anew when the configuration changes.</summary>
/// <param name="configuration">The configuration, or a section; null where the host has none.</param>
internal sealed class ConfigurationChanges(IConfiguration? configuration)
    : IOptionsChangeTokenSource<ModelDataCollectorOptions>
{
    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() =>
        configuration?.GetReloadToken() ?? new CancellationChangeToken(CancellationToken.None);
}
