using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ModelData.LocalEventHubs.CommandLine;

/// <summary>Writes warnings and errors, one line each, where they do not mix with the first line of output that programs read.</summary>
internal sealed class ErrorOutputLog(TextWriter output) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("The program writes to its error output alone.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string cause = exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{logLevel} {eventId.Id}: {formatter(state, exception)}{cause}"
        );
        output.WriteLine(line.ReplaceLineEndings(" "));
    }

    public void Dispose() { }
}
