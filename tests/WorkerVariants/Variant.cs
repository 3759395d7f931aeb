using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestor.Variants;

/// <summary>The variants of the worker.</summary>
internal static class Variant
{
    public static void Apply(string name, IServiceCollection services)
    {
        switch (name)
        {
            case "null-sink":
                services.AddSingleton<IDataBlobs, NullDataBlobs>();
                services.Configure<ManifestSettings>(settings => settings.Enabled = false);
                break;
            case "without-if-match":
                services.Decorate<IDataBlobs>((_, inner) => new UnconditionalDataBlobs(inner));
                services.Decorate<LetterPackBlobs>((_, inner) => new(new UnconditionalDataBlobs(inner.Blobs)));
                break;
            case "deterministic-block-ids":
                services.AddSingleton<IBlockIds, DeterministicBlockIds>();
                // Of data files alone: the emulator does not survive a pack whose blocks were replaced.
                services.AddSingleton(provider =>
                    ActivatorUtilities.CreateInstance<LetterBuffers>(provider, new EpochBlockIds())
                );
                break;
            case "without-seq":
                services.Decorate<IDataBlobs>((_, inner) => new ForgetfulDataBlobs(inner));
                services.Decorate<LetterPackBlobs>((_, inner) => new(new ForgetfulDataBlobs(inner.Blobs)));
                break;
            case "position-before-commit":
                services.AddSingleton<ReadPositions>();
                services.Decorate<IHubSource>(
                    (provider, inner) => new ObservedHubSource(inner, provider.GetRequiredService<ReadPositions>())
                );
                services.Decorate<IStateStore>(
                    (provider, inner) => new HastyStateStore(inner, provider.GetRequiredService<ReadPositions>())
                );
                break;
            case "without-duplicate-memory":
                services.Decorate<IHubSource>((_, inner) => new AnonymousHubSource(inner));
                break;
            default:
                throw new ArgumentException($"MODELDATA_VARIANT: '{name}' is not a variant of the worker");
        }
    }

    private static void Decorate<T>(this IServiceCollection services, Func<IServiceProvider, T, T> decorate)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.AddSingleton(provider =>
        {
            object instance =
                inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!);
            return decorate(provider, (T)instance);
        });
    }
}
