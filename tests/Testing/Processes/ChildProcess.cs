using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelData.Testing;

/// <summary>
/// A program that runs beside this one: its output is kept, it can be killed or asked to end, and it dies with this process
/// (by the kernel on Linux, where <c>setpriv</c> is installed; otherwise on dispose only).
/// </summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 2_000;
    private const int MessageLines = 60;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly Lock _gate = new();
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string> Found)> _waiters = [];
    private readonly Action<string>? _onLine;

    private ChildProcess(string name, Process process, Action<string>? onLine)
    {
        Name = name;
        _process = process;
        _onLine = onLine;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Id = process.Id;
    }

    /// <summary>What messages call the program.</summary>
    public string Name { get; }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code of a program that has ended; 128 plus the signal's number when a signal ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last 2,000 lines of its output and error stream, in the order of arrival.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>The last 60 lines of <see cref="Output"/>: enough for a message.</summary>
    public string OutputTail
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines.TakeLast(MessageLines));
            }
        }
    }

    /// <summary>Processor time used so far. Only while it runs.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The largest resident set so far, in bytes. Only while it runs; Linux only.</summary>
    public long PeakMemoryBytes => Status("VmHWM:");

    /// <summary>The resident set, in bytes. Only while it runs; Linux only.</summary>
    public long MemoryBytes => Status("VmRSS:");

    /// <summary>Starts a program.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="program">The program; a <c>.dll</c> runs under the <c>dotnet</c> that runs this process.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set on top of this process's; <see langword="null"/> removes one.</param>
    /// <param name="workingFolder">Default: this process's.</param>
    /// <param name="onLine">Called with each line of output. Default: none.</param>
    public static async Task<ChildProcess> StartAsync(
        string name,
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string?>>? environment = null,
        string? workingFolder = null,
        Action<string>? onLine = null
    )
    {
        var isManaged = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var info = new ProcessStartInfo
        {
            FileName = isManaged ? DotNetPath() : program,
            WorkingDirectory = workingFolder ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (isManaged)
        {
            info.ArgumentList.Add(program);
        }
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }
        foreach (var (key, value) in environment ?? [])
        {
            if (value is null)
            {
                info.Environment.Remove(key);
            }
            else
            {
                info.Environment[key] = value;
            }
        }
        var process = await ProcessSpawner.StartAsync(info);
        process.StandardInput.Close();
        return new ChildProcess(name, process, onLine);
    }

    /// <summary>Waits for a line of output, past or future.</summary>
    /// <exception cref="InvalidOperationException">The program ended first; the message holds the end of its output.</exception>
    /// <exception cref="TimeoutException">The deadline passed; the message holds the end of its output.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> match, TimeSpan deadline)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.FirstOrDefault(match) is { } line)
            {
                return line;
            }
            _waiters.Add((match, found));
        }
        var exited = WaitForExitAsync();
        var first = await Task.WhenAny(found.Task, exited, Task.Delay(deadline));
        if (first == found.Task || found.Task.IsCompleted)
        {
            return await found.Task;
        }
        throw first == exited
            ? new InvalidOperationException($"{Name} ended with code {ExitCode}:\n{OutputTail}")
            : new TimeoutException($"{Name} did not say it within {deadline.TotalSeconds:0.#} s:\n{OutputTail}");
    }

    /// <summary>Waits until it has ended and all its output was read.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once (SIGKILL): nothing of it runs any more when this returns.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: false);
            _process.WaitForExit();
        }
    }

    /// <summary>It does not run from now on, and does not know it (SIGSTOP).</summary>
    public void Freeze() => Signal(SigStop);

    /// <summary>Ends <see cref="Freeze"/> (SIGCONT).</summary>
    public void Thaw() => Signal(SigCont);

    /// <summary>Asks it to end (SIGTERM) and waits.</summary>
    /// <param name="deadline">How long to wait before it is killed.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It did not end and was killed.</exception>
    public async Task<int> TerminateAsync(TimeSpan deadline)
    {
        Signal(SigTerm);
        try
        {
            return await WaitForExitAsync().WaitAsync(deadline);
        }
        catch (TimeoutException)
        {
            Kill();
            throw new TimeoutException($"{Name} did not end within {deadline.TotalSeconds:0.#} s:\n{OutputTail}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!_process.HasExited && SendSignal(Id, signal) != 0 && !_process.HasExited)
        {
            throw new InvalidOperationException($"{Name} ({Id}) could not be signalled.");
        }
    }

    private long Status(string name)
    {
        foreach (var line in File.ReadLines($"/proc/{Id}/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                var kibibytes = line.AsSpan(name.Length).Trim();
                return 1024 * long.Parse(kibibytes[..kibibytes.IndexOf(' ')], CultureInfo.InvariantCulture);
            }
        }
        throw new InvalidOperationException($"{Name} ({Id}) has no {name}");
    }

    private static string DotNetPath() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet"
        );

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_gate)
        {
            if (_lines.Count == KeptLines)
            {
                _lines.Dequeue();
            }
            _lines.Enqueue(line);
            foreach (var (match, found) in _waiters)
            {
                if (match(line))
                {
                    found.TrySetResult(line);
                }
            }
            _waiters.RemoveAll(waiter => waiter.Found.Task.IsCompleted);
        }
        _onLine?.Invoke(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
