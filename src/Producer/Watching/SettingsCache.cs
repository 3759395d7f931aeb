namespace ModelData.Producer.Watching;

/// <summary>The last settings document in a file, for starts while the container cannot be reached. Never throws.</summary>
/// <param name="path">The file; null for none.</param>
/// <param name="onTrouble">Called with what went wrong.</param>
internal sealed class SettingsCache(string? path, Action<string> onTrouble)
{
    public ServiceSettings? Read()
    {
        try
        {
            if (path is null || !File.Exists(path))
            {
                return null;
            }
            if (ServiceSettings.TryRead(File.ReadAllBytes(path), out ServiceSettings? settings, out var problem))
            {
                return settings;
            }
            onTrouble($"The copy {path} was not read: {problem.Text} It is written anew with the next document.");
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            onTrouble($"The copy {path} was not read ({e.Message}). Give the process the right to read and write it.");
        }
        return null;
    }

    /// <summary>Writes a document, whole or not at all.</summary>
    public void Write(ServiceSettings settings) =>
        Change(file =>
        {
            string draft = $"{file}.{Guid.NewGuid():N}.tmp";
            try
            {
                File.WriteAllBytes(draft, settings.Write());
                File.Move(draft, file, overwrite: true);
            }
            finally
            {
                File.Delete(draft);
            }
        });

    /// <summary>Forgets the document: there is none any more.</summary>
    public void Delete() => Change(File.Delete);

    private void Change(Action<string> change)
    {
        try
        {
            if (path is not null)
            {
                change(path);
            }
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            onTrouble(
                $"The copy {path} was not written ({e.Message}). Give the process the right to write into its folder."
            );
        }
    }

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
