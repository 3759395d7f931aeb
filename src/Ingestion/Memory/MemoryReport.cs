using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Memory;

/// <summary>Says at start what the worker's memory is, and which events fit it.</summary>
internal sealed partial class MemoryReport(IOptions<MemorySettings> settings, ILogger<MemoryReport> logger)
{
    public void Say()
    {
        var memory = settings.Value;
        long lane = MemoryBudget.Create(memory).LargeEvents.CapacityBytes;
        LogMemory(
            memory.MaxBufferedBytes,
            lane,
            MemorySettings.AvailableBytes,
            Math.Min(lane - 1, EventLimits.MaxDecodedBytes)
        );
    }

    [LoggerMessage(
        EventIds.MemoryInForce,
        LogLevel.Information,
        "Memory: {Buffered} bytes for buffers and {Lane} for large events, of {Available} that the process may use. "
            + "Events of CSV of up to {Largest} bytes, decompressed, become rows; larger ones are dead-lettered as too-large-for-memory"
    )]
    private partial void LogMemory(long buffered, long lane, long available, long largest);
}
