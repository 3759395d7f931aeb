namespace ModelData.Producer.Configuration;

/// <summary>Options that may be replaced while collectors use them; complete, and never changed themselves. Thread-safe.</summary>
/// <param name="options">The first ones.</param>
internal sealed class LiveOptions(ModelDataCollectorOptions options)
{
    private volatile ModelDataCollectorOptions _current = options;

    public ModelDataCollectorOptions Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Whether code has switched off the one collector that these are the options of: that is no decision of its service.</summary>
    public bool IsOffByItself { get; init; }
}
