using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Tests;

/// <summary>A log that throws where a test wants it to.</summary>
/// <param name="place">The method that throws.</param>
internal sealed class ThrowingLog(string place) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => Throw(nameof(CreateLogger), (ILogger)this);

    public bool IsEnabled(LogLevel logLevel) => Throw(nameof(IsEnabled), true);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Throw(nameof(Log), true);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    private T Throw<T>(string method, T result) =>
        method == place ? throw new InvalidOperationException("The log is broken.") : result;
}
