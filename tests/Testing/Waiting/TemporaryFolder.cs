namespace ModelData.Testing;

/// <summary>A folder of its own, deleted on dispose.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder.</summary>
    /// <param name="prefix">The start of its name, so that a left-over tells where it came from.</param>
    public TemporaryFolder(string prefix = "modeldata-") => Path = Directory.CreateTempSubdirectory(prefix).FullName;

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody was quicker.
        }
        catch (IOException)
        {
            // A process that is being killed still writes: the operating system cleans its temporary folder.
        }
    }
}
