using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Docker.DotNet;
using DotNet.Testcontainers.Configurations;

namespace ModelData.Containers.Docker;

/// <summary>Whether containers can run here, and what has to be known of an old daemon before the first call to it.</summary>
internal static class DockerDaemon
{
    private const string Socket = "/var/run/docker.sock";
    private const string VersionVariable = "DOCKER_API_VERSION";
    private static readonly Version NewestThatNeedsToBeTold = new(1, 44);

    /// <summary>Why there is no daemon; <see langword="null"/> when one answers.</summary>
    public static string? Problem { get; private set; }

    private const string NotAsked = "Tests in containers take minutes: they run with CI=true or MODELDATA_CONTAINERS=1";

    /// <summary>Whether containers are asked for.</summary>
    public static bool IsAsked => IsSet("CI", "true") || IsSet("MODELDATA_CONTAINERS", "1");

    /// <summary>
    /// Skips the test where containers are not asked for (<c>CI=true</c> or <c>MODELDATA_CONTAINERS=1</c>), or no daemon answers; fails it where one
    /// is promised
    /// (<c>CI=true</c>).
    /// </summary>
    public static void Require()
    {
        Assert.SkipUnless(IsAsked, NotAsked);
        if (Problem is not null && IsSet("CI", "true"))
        {
            Assert.Fail(Problem);
        }

        Assert.SkipWhen(Problem is not null, Problem ?? "");
    }

    private static bool IsSet(string variable, string value) => Environment.GetEnvironmentVariable(variable) == value;

    /// <summary>A client of the daemon, for what the library has no word for.</summary>
    public static DockerClient Connect() =>
        TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.Empty).Build();

    /// <summary>Before any type of the library is touched: it reads its environment once.</summary>
    [ModuleInitializer]
    internal static void Configure()
    {
        string? host = Environment.GetEnvironmentVariable("DOCKER_HOST");
        if (string.IsNullOrEmpty(host) || host.StartsWith("unix:", StringComparison.Ordinal))
        {
            Ping(string.IsNullOrEmpty(host) ? Socket : new Uri(host).LocalPath);
        }

        // Its image would have to be pulled; what a killed run leaves is removed at the next start, by its label.
        TestcontainersSettings.ResourceReaperEnabled = false;
        TestcontainersSettings.WaitStrategyInterval = TimeSpan.FromMilliseconds(100);
    }

    // Synchronous: a module initializer that waits for tasks can deadlock.
    private static void Ping(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            {
                ReceiveTimeout = 5000,
            };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"u8);
            byte[] answer = new byte[4096];
            int length = socket.Receive(answer);
            SetVersion(Encoding.ASCII.GetString(answer, 0, length));
        }
        catch (SocketException e)
        {
            Problem = $"No Docker daemon answers at {path} ({e.SocketErrorCode}): these tests run containers.";
        }
    }

    private static void SetVersion(string answer)
    {
        const string Header = "Api-Version:";
        string? line = answer
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase));
        if (
            line is not null
            && Version.TryParse(line[Header.Length..].Trim(), out var version)
            && version < NewestThatNeedsToBeTold
            && Environment.GetEnvironmentVariable(VersionVariable) is null
        )
        {
            Environment.SetEnvironmentVariable(VersionVariable, version.ToString());
        }
    }
}
