using Microsoft.Extensions.Logging;

namespace ModelData.Simulation.Workers;

/// <summary>Puts what a worker logs into the trace, for whoever reads it; it does not count for the hash.</summary>
internal sealed class TraceLogger<T>(SimulatedProcess process) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => process.Loop.Lines is not null;

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
            process.Loop.Comment($"{process.Name} logs {eventId.Id}: {formatter(state, exception)}");
        }
    }
}
