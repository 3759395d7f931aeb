using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Keeps what is logged. Thread-safe.</summary>
internal sealed class CapturedLogs
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<(int Id, LogLevel Level, string Text)> Lines => [.. _lines];

    /// <summary>The ids of all lines, in order.</summary>
    public IReadOnlyList<int> Ids => [.. _lines.Select(line => line.Id)];

    public ILoggerFactory Factory => new Loggers(this);

    public ILogger<T> CreateLogger<T>() => Factory.CreateLogger<T>();

    private sealed class Loggers(CapturedLogs logs) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => logs._lines.Enqueue((eventId.Id, logLevel, formatter(state, exception)));

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }
    }
}
