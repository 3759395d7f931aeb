using Microsoft.Extensions.Logging;
using ModelData.Producer.Buffering;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>What a pump works with.</summary>
internal sealed class PumpContext
{
    public required RowQueue Queue { get; init; }

    public required CollectorTable Collectors { get; init; }

    /// <summary>Called with the id of a collector of which nothing is left.</summary>
    public required Action<int> OnRetired { get; init; }

    public required BatchLimits Limits { get; init; }

    public required LaneContext Lanes { get; init; }

    public required TimeSpan Linger { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }

    public required string HubName { get; init; }
}
