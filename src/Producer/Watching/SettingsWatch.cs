using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Watching;

/// <summary>
/// Reads the settings document of one service again and again, and tells the collectors that follow it. One for a process and service, however many
/// collectors there are. What cannot be read leaves the last one that could in force.
/// </summary>
internal sealed class SettingsWatch
{
    /// <summary>A storage that is throttled, or down, is asked more rarely: every 20 s become 160.</summary>
    private const int MostDoublings = 3;

    private readonly SettingsBlob _blob;
    private readonly string _name;
    private readonly SettingsCache _cache;
    private readonly TimeProvider _clock;
    private readonly HashSet<string> _said = [];
    private readonly CancellationTokenSource _end = new();
    private volatile KnownDocument _current = KnownDocument.Awaited;
    private string? _etag;
    private string? _contentProblem;
    private string? _accessProblem;
    private int _failures;
    private long _interval;

    /// <param name="blob">The document.</param>
    /// <param name="cacheFile">Where it is kept; null for nowhere.</param>
    /// <param name="clock">The clock.</param>
    public SettingsWatch(SettingsBlob blob, string? cacheFile, TimeProvider clock)
    {
        _blob = blob;
        _name = blob.ToString();
        _cache = new SettingsCache(cacheFile, SayOnce);
        _interval = ProducerDefaults.SettingsPollInterval.Ticks;
        _clock = clock;
    }

    /// <summary>What is known at present.</summary>
    public KnownDocument Current => _current;

    public SettingsListeners Listeners { get; } = new();

    /// <summary>Reads until it is ended.</summary>
    /// <param name="isUnused">Whether nobody follows the document any more; asked before each read.</param>
    public async Task RunAsync(Func<bool> isUnused)
    {
        try
        {
            using ITimer patience = _clock.CreateTimer(
                static watch => ((SettingsWatch)watch!).LoseSight(),
                this,
                ProducerDefaults.SettingsPatience,
                Timeout.InfiniteTimeSpan
            );
            await PauseAsync(ProducerDefaults.SettingsSpread * Random.Shared.NextDouble()).ConfigureAwait(false);
            while (!isUnused())
            {
                await PauseAsync(await ReadAsync().ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nobody follows it any more.
        }
    }

    public void End() => _end.Cancel();

    /// <summary>Changes how often it is read, from the next read on.</summary>
    public void ReadEvery(TimeSpan interval) => Volatile.Write(ref _interval, interval.Ticks);

    /// <summary>Reads once.</summary>
    /// <returns>The time until the next read.</returns>
    private async Task<TimeSpan> ReadAsync()
    {
        try
        {
            SettingsRead read = await _blob.ReadAsync(_etag, _end.Token).ConfigureAwait(false);
            Take(read);
            SayDiagnostics();
            return Pause((read as SettingsRead.Unreachable)?.RetryAfter);
        }
#pragma warning disable CA1031 // A switch that dies silently is none.
        catch (Exception exception) when (!_end.IsCancellationRequested)
#pragma warning restore CA1031
        {
            BeWithout($"{_name} was not followed ({exception.GetType().Name}: {exception.Message}).", "error");
            return Pause(null);
        }
    }

    private void Take(SettingsRead read)
    {
        switch (read)
        {
            case SettingsRead.Found found:
                Know(found.Settings, found.ETag);
                break;
            case SettingsRead.NotThere:
                _etag = null;
                _cache.Delete();
                BeWell(isContent: true);
                Become(KnownDocument.None);
                break;
            case SettingsRead.NotModified:
                // Of a document that is broken that means: still broken.
                BeWell(isContent: false);
                break;
            case SettingsRead.Malformed(var problem, var etag):
                BeIll(problem, etag);
                break;
            case SettingsRead.NewerVersion(var problem, var etag):
                BeIll($"{problem} A newer release of ModelData.Producer reads it.", etag);
                break;
            case SettingsRead.Refused refused:
                _failures = 0;
                BeWithout(refused.Problem, $"{refused.Status} {refused.Code}");
                LoseSight();
                break;
            case SettingsRead.Unreachable unreachable:
                _failures++;
                // Once may be chance.
                if (_failures > 1 || _current.IsAwaited)
                {
                    BeWithout(unreachable.Problem, "unreachable");
                }
                break;
        }
    }

    private void Know(ServiceSettings settings, string etag)
    {
        _etag = etag;
        BeWell(isContent: true);
        foreach (IgnoredMember ignored in settings.Ignored)
        {
            SayOnce(ignored.ToString());
        }
        Become(new KnownDocument(settings));
        _cache.Write(settings);
    }

    private void BeIll(string problem, string etag)
    {
        _etag = etag;
        bool isNews = _contentProblem != problem;
        _contentProblem = problem;
        BeWell(isContent: false);
        if (isNews)
        {
            Listeners.Say(log => log.SettingsDocumentBroken(_name, problem));
        }
        LoseSight();
    }

    private void BeWithout(string problem, string cause)
    {
        if (_accessProblem != cause)
        {
            _accessProblem = cause;
            Listeners.Say(log => log.SettingsDocumentOutOfReach(problem));
        }
    }

    private void BeWell(bool isContent)
    {
        _failures = 0;
        bool wasIll = _accessProblem is not null || (isContent && _contentProblem is not null);
        _accessProblem = null;
        _contentProblem = isContent ? null : _contentProblem;
        if (wasIll && _contentProblem is null)
        {
            Listeners.Say(log => log.SettingsDocumentWell(_name));
        }
    }

    /// <summary>Ends the wait for the first document: goes on with the copy, or without one.</summary>
    private void LoseSight()
    {
        if (!_current.IsAwaited)
        {
            return;
        }
        KnownDocument kept = _cache.Read() is { } settings ? new KnownDocument(settings) : KnownDocument.None;
        // The timer and the first answer may come at one moment: what was read holds.
        if (Interlocked.CompareExchange(ref _current, kept, KnownDocument.Awaited).IsAwaited)
        {
            Tell();
        }
    }

    private void Become(KnownDocument document)
    {
        KnownDocument before = Interlocked.Exchange(ref _current, document);
        if (document != before)
        {
            Tell();
        }
    }

    private void Tell()
    {
        foreach (ISettingsListener each in Listeners.All)
        {
            each.Apply();
        }
    }

    private void SayDiagnostics()
    {
        if (_current.Settings is { Diagnostics: true })
        {
            foreach (ISettingsListener each in Listeners.All)
            {
                each.SayDiagnostics();
            }
        }
    }

    private void SayOnce(string problem)
    {
        lock (_said)
        {
            if (!_said.Add(problem))
            {
                return;
            }
        }
        Listeners.Say(log => log.SettingsDocumentIgnored(problem));
    }

    /// <summary>The time until the next read, with jitter: processes that started together do not ask together.</summary>
    private TimeSpan Pause(TimeSpan? asked)
    {
        TimeSpan pause = _current.IsAwaited
            ? ProducerDefaults.SettingsSpread
            : TimeSpan.FromTicks(Volatile.Read(ref _interval)) * Math.Pow(2, Math.Min(_failures, MostDoublings));
        pause = asked > pause ? asked.Value : pause;
        pause = pause < ProducerDefaults.LongestSettingsPause ? pause : ProducerDefaults.LongestSettingsPause;
        return pause * (0.8 + (0.4 * Random.Shared.NextDouble()));
    }

    private Task PauseAsync(TimeSpan pause) => Task.Delay(pause, _clock, _end.Token);
}
