namespace ModelData.EventHubs.Amqp;

/// <summary>
/// Keeps one connection open: who needs it while there is none opens it, and all who need it meanwhile wait for the same opening.
/// </summary>
internal sealed class AmqpConnector(AmqpSettings settings) : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _lifetime = new();
    private readonly Lock _gate = new();
    private Task<AmqpConnection>? _opening;
    private AmqpConnection? _current;
    private bool _disposed;

    public AmqpSettings Settings => settings;

    /// <summary>The open connection, or the one that is being opened.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; the opening goes on for the others, up to the same limit.</param>
    /// <exception cref="EventHubsException">The connection was disposed of.</exception>
    public async ValueTask<AmqpConnection> GetAsync(CancellationToken cancellationToken)
    {
        Task<AmqpConnection> opening;
        lock (_gate)
        {
            ThrowIfDisposed();
            // Under _gate: the opening has ended, and what it opened, if anything, is closed.
            if (_opening is null || (_opening.IsCompleted && _current is not { IsClosed: false }))
            {
                _opening = Task.Run(() => OpenAsync(_lifetime.Token), CancellationToken.None);
            }

            opening = _opening;
        }

        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_lifetime.IsCancellationRequested)
        {
            ThrowIfDisposed();
            throw;
        }
    }

    public void ThrowIfDisposed()
    {
        if (_disposed)
        {
            throw new EventHubsException(FailureReason.ClientClosed, false, "The connection was disposed of.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<AmqpConnection>? opening;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            opening = _opening;
        }

        await _lifetime.CancelAsync().ConfigureAwait(false);
        if (opening is not null)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_current is { } connection)
            {
                await connection.CloseAsync(CloseTimeout).ConfigureAwait(false);
            }
        }

        _lifetime.Dispose();
    }

    private async Task<AmqpConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // The callers' own limits end their waits; this one ends an opening that nobody waits for any more.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), settings.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            AmqpConnection connection = await AmqpConnectionOpening
                .OpenAsync(settings, linked.Token)
                .ConfigureAwait(false);
            lock (_gate)
            {
                _current = connection;
            }

            return connection;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException("The connection could not be opened in time.", e);
        }
    }
}
