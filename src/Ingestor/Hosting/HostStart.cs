using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Starts the host and says in one line why it cannot listen, where the platform has two stack traces and a crash. What they hold is in the log once
/// the host has
/// started.
/// </summary>
internal sealed partial class HostStart
{
    /// <summary>As for settings that are wrong.</summary>
    private const int CannotListen = 2;

    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";

    private const string NoPort = "a port is a number up to 65535";

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly string[] Reporters =
    [
        "Microsoft.Extensions.Hosting.Internal.Host",
        "Microsoft.AspNetCore.Server.Kestrel",
    ];

    private volatile bool _hasStarted;

    /// <summary>While the host starts, its errors are exceptions that this reports.</summary>
    /// <param name="logging">The host's log.</param>
    /// <param name="configuration">Holds the levels.</param>
    public void AddFilters(ILoggingBuilder logging, IConfiguration configuration)
    {
        foreach (string reporter in Reporters)
        {
            var least = FindLevel(configuration, reporter);
            logging.AddFilter(reporter, level => level >= least && (_hasStarted || level < LogLevel.Error));
        }
    }

    /// <summary>From the end of the start on, errors are the log's again.</summary>
    public void Follow(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStarted.Register(() => _hasStarted = true);

    /// <summary>Until the host listens: a worker that is about to end must not claim partitions.</summary>
    public static async Task WaitAsync(IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.UnsafeRegister(
            static started => ((TaskCompletionSource)started!).TrySetResult(),
            started
        );
        await started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Runs the worker until it is told to stop.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(WebApplication app, TextWriter errors)
    {
        if (FindMisread(app.Configuration) is { } misread)
        {
            return await RefuseAsync(misread, NoPort, errors);
        }

        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It was told to stop before it listened.
            return Environment.ExitCode;
        }
        catch (Exception e) when (FindReason(e) is { } reason)
        {
            return await RefuseAsync(FindAddress(app.Configuration, e), reason, errors);
        }

        await app.WaitForShutdownAsync();
        return Environment.ExitCode;
    }

    private static async Task<int> RefuseAsync(string place, string reason, TextWriter errors)
    {
        await errors.WriteLineAsync(
            $"The worker cannot listen on {place}: {reason}. Set ASPNETCORE_HTTP_PORTS to a port that is free, or ASPNETCORE_URLS to whole addresses such as "
                + "http://*:8080"
        );
        return CannotListen;
    }

    // The platform takes a port that is no number for a part of the host's name, and listens on port 80.
    private static string? FindMisread(IConfiguration configuration)
    {
        var urls = Split(configuration["urls"]);
        var ports = Split(configuration["http_ports"]);
        return urls.Length > 0
            ? urls.FirstOrDefault(url => WordForPort().IsMatch(url))
            : ports.Where(port => !port.All(char.IsAsciiDigit)).Select(port => $"port {port}").FirstOrDefault();
    }

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // As the log itself finds it: the level of the longest part of the name that has one.
    private static LogLevel FindLevel(IConfiguration configuration, string category)
    {
        for (string part = category; part.Length > 0; part = part[..Math.Max(0, part.LastIndexOf('.'))])
        {
            if (configuration[$"Logging:LogLevel:{part}"] is { Length: > 0 } level)
            {
                return Enum.Parse<LogLevel>(level, ignoreCase: true);
            }
        }

        return Enum.Parse<LogLevel>(configuration["Logging:LogLevel:Default"]!, ignoreCase: true);
    }

    private static string? FindReason(Exception exception) =>
        exception switch
        {
            IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
                "another program has this port, or it is given twice",
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                "the worker has no right to this port; below 1024 it needs one",
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
                "this machine does not have this address",
            ArgumentOutOfRangeException { ParamName: "port" } => NoPort,
            IOException or SocketException or FormatException => FirstLine(exception),
            InvalidOperationException { Source: Kestrel } when exception.Message.Contains("Https", Ordinal) =>
                "it serves http alone, for the inside of a cluster",
            InvalidOperationException { Source: Kestrel } => FirstLine(exception),
            _ => null,
        };

    private static string FirstLine(Exception exception) => exception.Message.Split('\r', '\n')[0].TrimEnd('.');

    private static string FindAddress(IConfiguration configuration, Exception exception) =>
        Address().Match(exception.Message) is { Success: true } address ? address.Value
        : configuration["urls"] is { Length: > 0 } urls ? urls
        : configuration["http_ports"] is { Length: > 0 } ports ? $"port {ports}"
        : configuration["https_ports"] is { Length: > 0 } secured ? $"port {secured}"
        : "the addresses of Kestrel__Endpoints";

    [GeneratedRegex(@"^https?://(?!unix:)[^/\[\]]*(?:\[[^/\]]*\])?:(?![0-9]+(?:/|$))", RegexOptions.IgnoreCase)]
    private static partial Regex WordForPort();

    [GeneratedRegex(@"https?://[^\s']+:[0-9]+")]
    private static partial Regex Address();
}
