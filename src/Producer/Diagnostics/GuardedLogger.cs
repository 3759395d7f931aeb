using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Diagnostics;

/// <summary>
/// The application's log, which may throw: neither scoring nor a lane must end with it. What it does not take goes to standard error.
/// </summary>
internal sealed class GuardedLogger(ILogger logger, ILogger standby) : ILogger
{
    /// <summary>The log of a collector.</summary>
    /// <param name="loggers">The application's, which may throw here already.</param>
    public static ILogger Create(ILoggerFactory loggers)
    {
        ILogger standby = StandardErrorLog.Process;
        try
        {
            return new GuardedLogger(loggers.CreateLogger<ModelDataCollector>(), standby);
        }
#pragma warning disable CA1031 // Whatever is wrong with it, it is not worth a failed start.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new GuardedLogger(standby, standby);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            SayInstead(logLevel, eventId, state, exception, formatter);
        }
    }

    private void SayInstead<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        try
        {
            standby.Log(logLevel, eventId, state, exception, formatter);
        }
#pragma warning disable CA1031 // Standard error may be closed. Nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The counters tell what became of the rows.
        }
    }
}
