using System.Security.Cryptography;

namespace ModelData.Testing;

/// <summary>
/// Installs npm packages exactly as a lock file names them, once per lock file, into <c>artifacts/node</c>. Safe to call from
/// several processes at once.
/// </summary>
public static class NodePackages
{
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(5);

    /// <summary>Installs what is missing.</summary>
    /// <param name="projectFolder">The folder of <c>package.json</c> and <c>package-lock.json</c>, relative to the repository's root.</param>
    /// <param name="onInstalling">Called when something has to be downloaded. Default: none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The folder that holds <c>node_modules</c>.</returns>
    /// <exception cref="InvalidOperationException">Node or npm is missing, or npm failed; the message holds the end of its output.</exception>
    public static async Task<string> InstallAsync(
        string projectFolder,
        Action? onInstalling = null,
        CancellationToken cancellationToken = default
    )
    {
        var source = Path.Combine(Repository.Root, projectFolder);
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12];
        var target = Path.Combine(Repository.Artifacts, "node", $"{Path.GetFileName(source)}-{hash}");
        var marker = Path.Combine(target, ".installed");
        if (File.Exists(marker))
        {
            return target;
        }

        Directory.CreateDirectory(target);
        await using var guard = await LockAsync(Path.Combine(target, ".lock"), cancellationToken);
        if (File.Exists(marker))
        {
            return target;
        }
        onInstalling?.Invoke();
        foreach (var name in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Path.Combine(source, name), Path.Combine(target, name), overwrite: true);
        }
        await using var npm = await StartNpmAsync(target);
        int exitCode;
        try
        {
            exitCode = await npm.WaitForExitAsync(cancellationToken).WaitAsync(InstallDeadline, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"`npm ci` did not end within {InstallDeadline}:\n{npm.OutputTail}");
        }
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"`npm ci` in {target} ended with code {exitCode}:\n{npm.OutputTail}");
        }
        await File.WriteAllTextAsync(marker, "", cancellationToken);
        return target;
    }

    private static async Task<ChildProcess> StartNpmAsync(string folder)
    {
        try
        {
            return await ChildProcess.StartAsync(
                "npm",
                "npm",
                ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
                workingFolder: folder
            );
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException("npm was not found: install Node.js 20 or later.", exception);
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        FileStream? stream = null;
        await Eventually.IsTrueAsync(
            () => TryLock(path, out stream),
            InstallDeadline,
            $"another process holds {path}",
            cancellationToken
        );
        return stream!;
    }

    private static bool TryLock(string path, out FileStream? stream)
    {
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            stream = null;
            return false;
        }
    }
}
