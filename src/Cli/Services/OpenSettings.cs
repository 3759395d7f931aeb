using System.CommandLine;
using ModelData.Cli.Commands;
using ModelData.Ingestion.Blobs;

namespace ModelData.Cli.Services;

/// <summary>Opens the container of settings documents that the options name.</summary>
internal static class OpenSettings
{
    extension(SettingsStore)
    {
        /// <summary>Opens the container; nothing is sent yet.</summary>
        /// <exception cref="CommandFailedException">No account is given, or it is malformed.</exception>
        public static SettingsStore Open(ParseResult arguments, StorageOptions storage, TimeProvider time)
        {
            string name = arguments.GetValue(storage.Container)!;
            return StorageAccess.IsContainerName(name)
                ? new SettingsStore(storage.Account(arguments).Open(name), time)
                : throw new CommandFailedException(
                    $"{storage.Container.Name} takes the name of a container: 3 to 63 lower-case letters, digits and single hyphens, not '{name}'."
                );
        }
    }
}
