using Amqp.Framing;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Faults;

/// <summary>The faults that one link meets. Thread-safe.</summary>
internal sealed class LinkFaults : IDisposable
{
    private readonly FaultInjector? _injector;
    private readonly LinkPlace _place;
    private readonly BrokerConnection? _connection;
    private Action<Error>? _detach;

    public LinkFaults(FaultInjector? injector, in LinkPlace place, BrokerConnection? connection)
    {
        _injector = injector;
        _place = place;
        _connection = connection;
    }

    /// <summary>A link without faults.</summary>
    public static LinkFaults None { get; } = new(null, default, null);

    /// <summary>The link is attached: it may meet a fault at any time until this is disposed of.</summary>
    /// <param name="detach">Detaches it with an error.</param>
    public void Arm(Action<Error> detach)
    {
        if (_injector is not null)
        {
            _detach = detach;
            _injector.Add(this);
        }
    }

    /// <summary>The fault that the next events meet, if any.</summary>
    public FaultRule? Next(int events) => _injector?.Next(_place, isAttach: false, events);

    /// <summary>Ends the link, or its connection, when that is what the fault does.</summary>
    public bool TryEnd(FaultRule fault)
    {
        switch (fault.Action)
        {
            case FaultAction.Detach or FaultAction.Steal:
                _detach?.Invoke(FaultInjector.ToError(fault));
                return true;
            case FaultAction.Close:
                _connection?.Close(FaultInjector.ToError(fault));
                return true;
            case FaultAction.Cut:
                _connection?.AbortTransport?.Invoke();
                return true;
            default:
                return false;
        }
    }

    public void MeetAtOnce(FaultRule fault)
    {
        if (fault.Matches(_place))
        {
            TryEnd(fault);
        }
    }

    /// <summary>Waits as long as a fault says.</summary>
    public Task WaitAsync(FaultRule fault) =>
        fault.Delay is { } delay ? Task.Delay(delay, _injector!.TimeProvider) : Task.CompletedTask;

    public void Dispose() => _injector?.Remove(this);
}
