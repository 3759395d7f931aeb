using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Diagnostics;

/// <summary>
/// Where entries go when the application has given no log: to standard error. Warnings and worse, each once per address and reason; and, once, that
/// collection is off, or that it is on and connected.
/// </summary>
/// <param name="output">Where to; null for standard error.</param>
internal sealed class StandardErrorLog(TextWriter? output = null) : ILoggerFactory, ILogger
{
    /// <summary>Enough for a person; what repeats with ever new words must not fill memory.</summary>
    private const int MaxEntries = 1000;

    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    /// <summary>That of the process: collectors that are made one after the other do not repeat each other.</summary>
    public static StandardErrorLog Process { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (
            logLevel < LogLevel.Warning
            && eventId.Id is not (ProducerEventIds.CollectionOff or ProducerEventIds.Connected)
        )
        {
            return;
        }
        if (_said.Count < MaxEntries && _said.TryAdd(Topic(eventId, state), true))
        {
            string reason = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            (output ?? Console.Error).WriteLine($"ModelData: {formatter(state, exception)}{reason}");
        }
    }

    public void Dispose() { }

    // Not the numbers: a batch that is sent again is no news when the one before it was.
    private static string Topic<TState>(EventId eventId, TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> values && eventId.Id != ProducerEventIds.CollectionOff
            ? $"{eventId.Id} {string.Join(' ', values.Where(it => IsReason(eventId, it)).Select(it => it.Value))}"
            : $"{eventId.Id}";

    // What is said of drops beside their reason tells how long a hub does not answer, which is another text each time.
    private static bool IsReason(EventId eventId, KeyValuePair<string, object?> value) =>
        value.Key != "{OriginalFormat}"
        && (eventId.Id != ProducerEventIds.RowsDropped || value.Key != "Detail")
        && value.Value is string or Enum or CollectionAddress;
}
