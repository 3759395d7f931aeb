namespace ModelData.Bench.Load.Measuring;

/// <summary>
/// Makes the memory of files cheap before something is measured that writes many. A virtual machine gets memory that it has not used
/// for a while from its host, page by page: the first gigabytes of a file then cost three seconds each, which says nothing about
/// the program that writes them.
/// </summary>
internal static class PageCache
{
    private const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>Writes a file and deletes it: its pages stay with this machine, free for the next one.</summary>
    public static void Warm(string folder, long bytes)
    {
        byte[] chunk = new byte[ChunkBytes];
        using var file = new FileStream(
            Path.Combine(folder, "warm.tmp"),
            FileMode.Create,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            FileOptions.DeleteOnClose
        );
        for (long written = 0; written < bytes; written += chunk.Length)
        {
            file.Write(chunk);
        }
    }
}
