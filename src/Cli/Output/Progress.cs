using System.Globalization;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Output;

/// <summary>
/// How far a command is: one line on the error stream, with rate and time left, from the first second on; nothing where no person reads it. What a
/// command prints meanwhile goes through here, so that the line does not get between. Thread-safe.
/// </summary>
internal sealed class Progress : IWorkProgress, IDisposable
{
    private const string Clear = "\r\e[K";

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly CommandContext _context;
    private readonly string _what;
    private readonly Func<double, string> _amount;
    private readonly long _start;
    private readonly ITimer? _timer;
    private long? _total;
    private long _done;
    private bool _isShown;
    private bool _isOver;

    /// <summary>Begins.</summary>
    /// <param name="context">Where it is shown.</param>
    /// <param name="what">What is done, for a person.</param>
    /// <param name="amount">Writes a number of what is counted: <see cref="Bytes"/>, or that of <see cref="Count"/>; null where nothing is.</param>
    /// <param name="total">How many there are; null when that is not known.</param>
    public Progress(CommandContext context, string what, Func<double, string>? amount = null, long? total = null)
    {
        (_context, _what, _amount, _total) = (context, what, amount ?? (_ => ""), total);
        _start = context.Time.GetTimestamp();
        _timer = context.ShowsProgress ? context.Time.CreateTimer(_ => Show(), null, First, Period) : null;
    }

    /// <summary>Numbers of bytes.</summary>
    public static string Bytes(double number) =>
        number switch
        {
            >= 1024 * 1024 * 1024 => Text($"{number / (1024 * 1024 * 1024):0.0} GiB"),
            >= 1024 * 1024 => Text($"{number / (1024 * 1024):0.0} MiB"),
            _ => Text($"{number / 1024:0.0} KiB"),
        };

    /// <summary>Numbers of things.</summary>
    /// <param name="things">What they are called.</param>
    public static Func<double, string> Count(string things) =>
        number =>
            number is > 0 and < 10 && number % 1 != 0 ? Text($"{number:0.0} {things}") : Text($"{number:N0} {things}");

    /// <summary>So many more are done.</summary>
    public void Add(long more) => Interlocked.Add(ref _done, more);

    /// <summary>There are so many more than was known.</summary>
    public void AddTotal(long more)
    {
        lock (_lock)
        {
            _total = (_total ?? 0) + more;
        }
    }

    /// <summary>Counts the bytes of one transfer, which tells how many it has in all.</summary>
    public IProgress<long> OfTransfer() => new Transfer(this, Interlocked.Read(ref _done));

    /// <summary>Prints a result meanwhile.</summary>
    public void Print(string text)
    {
        lock (_lock)
        {
            Hide();
            _context.Out.Write(text);
            // Otherwise it would come later, behind the line.
            if (_timer is not null && _context.IsTerminal)
            {
                _context.Out.Flush();
            }
        }
    }

    /// <summary>Prints a problem meanwhile.</summary>
    public void PrintError(string line)
    {
        lock (_lock)
        {
            Hide();
            _context.Error.WriteLine(line);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isOver = true;
            Hide();
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _isShown = true;
                (int columns, _) = _context.ScreenSize();
                string line = Line(_context.Time.GetElapsedTime(_start));
                _context.Error.Write(Clear + (line.Length < columns ? line : line[..Math.Max(columns - 1, 0)]));
            }
        }
    }

    private string Line(TimeSpan elapsed)
    {
        long done = Interlocked.Read(ref _done);
        double rate = done / Math.Max(elapsed.TotalSeconds, 0.001);
        string counted = _amount(done);
        if (counted.Length == 0)
        {
            return $"{_what}: {Elapsed.Text(elapsed)}";
        }
        string so = _total is { } total ? $"{counted} of {_amount(total)}" : counted;
        string left =
            _total is { } all && done > 0 && all >= done
                ? $", {Elapsed.Text(TimeSpan.FromSeconds((all - done) / rate))} left"
                : "";
        return $"{_what}: {so}, {_amount(rate)}/s{left}";
    }

    private void Hide()
    {
        if (_isShown)
        {
            _context.Error.Write(Clear);
            _isShown = false;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Transfer(Progress progress, long before) : IProgress<long>
    {
        public void Report(long value) => Interlocked.Exchange(ref progress._done, before + value);
    }
}
