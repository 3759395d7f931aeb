namespace ModelData.Testing;

/// <summary>Waits for one send, then for the broker's disposition of it, which it swallows with all that came before.</summary>
internal sealed class AcknowledgementTrap(int minimumBytes)
{
    // AMQP 1.0: a described type (0x00) with a small ulong descriptor (0x53); 0x15 is disposition.
    private static ReadOnlySpan<byte> Disposition => [0x00, 0x53, 0x15];

    private readonly TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _swallowed = [];
    private ProxiedConnection? _prey;

    /// <summary>Completes when an answer was swallowed and the connection cut.</summary>
    public Task Sprung => _sprung.Task;

    /// <summary>Sees bytes on their way to the broker, before they are passed on.</summary>
    public void OnSent(ProxiedConnection connection, int count)
    {
        if (count >= minimumBytes)
        {
            Interlocked.CompareExchange(ref _prey, connection, null);
        }
    }

    /// <summary>Sees bytes on their way to the client.</summary>
    /// <returns>Whether they are swallowed.</returns>
    public bool TrySwallow(ProxiedConnection connection, ReadOnlySpan<byte> bytes)
    {
        if (Volatile.Read(ref _prey) != connection)
        {
            return false;
        }
        // Only the pump from this connection's broker comes here: no lock.
        _swallowed.AddRange(bytes);
        if (System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_swallowed).IndexOf(Disposition) >= 0)
        {
            connection.Reset();
            _sprung.TrySetResult();
        }
        return true;
    }
}
