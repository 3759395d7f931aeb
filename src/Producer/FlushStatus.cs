namespace ModelData.Producer;

/// <summary>How a flush ended.</summary>
public enum FlushStatus
{
    /// <summary>Event Hubs has accepted everything that was collected before.</summary>
    Accepted = 0,

    /// <summary>Nothing is on its way any more, but rows were given up or dropped meanwhile.</summary>
    Lost,

    /// <summary>The time or the token ended first; rows are still on their way, or, after a close, were given up.</summary>
    Interrupted,

    /// <summary>Collection is off, or was switched on but cannot run: nothing was collected, and nothing is sent.</summary>
    Off,
}
