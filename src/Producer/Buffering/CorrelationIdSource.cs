using System.Diagnostics;

namespace ModelData.Producer.Buffering;

/// <summary>Where the correlation id of a context comes from when <c>Collect</c> is given none. Thread-safe; never throws.</summary>
internal sealed class CorrelationIdSource
{
    private readonly CollectorState _state;
    private readonly Func<string?>? _find;
    private readonly string? _baggage;

    private CorrelationIdSource(ModelDataCollectorOptions options, CollectorState state)
    {
        _state = state;
        _find = options.CorrelationIdSource;
        _baggage = options.CorrelationIdBaggage;
    }

    /// <summary>That of some options; null where there is none.</summary>
    public static CorrelationIdSource? Create(ModelDataCollectorOptions options, CollectorState state) =>
        options.CorrelationIdSource is null && string.IsNullOrEmpty(options.CorrelationIdBaggage)
            ? null
            : new CorrelationIdSource(options, state);

    /// <summary>The id of what goes on now: that of the code, else that of the baggage; null where there is none.</summary>
    public string? Find() =>
        Ask() is { Length: > 0 } id ? id
        : _baggage is { Length: > 0 } && Activity.Current?.GetBaggageItem(_baggage) is { Length: > 0 } item ? item
        : null;

    private string? Ask()
    {
        try
        {
            return _find?.Invoke();
        }
#pragma warning disable CA1031 // The application's code, in the middle of scoring: the row goes without an id.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _state.SayCorrelationIdFailed(exception);
            return null;
        }
    }
}
