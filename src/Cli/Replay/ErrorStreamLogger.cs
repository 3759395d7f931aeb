using Microsoft.Extensions.Logging;
using ModelData.Cli.Output;

namespace ModelData.Cli.Replay;

/// <summary>Warnings of the engine on the error stream, a line each. Thread-safe.</summary>
/// <param name="write">Writes a line.</param>
internal sealed class ErrorStreamLogger(Action<string> write) : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            lock (_lock)
            {
                write(Printable.Line(formatter(state, exception)));
            }
        }
    }

    // There is one place for everything.
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() { }
}
