using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelData.Simulation.Rewriter;

/// <summary>
/// Calls that would take the engine out of the simulation: other threads, waits that block, clocks and entropy that are not injected, files and sockets.
/// Where one of them is needed, it gets a replacement in <see cref="KnownCalls"/> first.
/// </summary>
public static class ForbiddenCalls
{
    private const string Provider = "System.TimeProvider";

    // All members, except those that are known.
    private static readonly HashSet<string> Types =
    [
        "System.Threading.Thread",
        "System.Threading.ThreadPool",
        "System.Threading.Timer",
        "System.Threading.Barrier",
        "System.Threading.ManualResetEvent",
        "System.Threading.ManualResetEventSlim",
        "System.Threading.AutoResetEvent",
        "System.Threading.CountdownEvent",
        "System.Threading.Mutex",
        "System.Threading.Semaphore",
        "System.Threading.WaitHandle",
        "System.Threading.SpinWait",
        "System.Threading.Tasks.TaskFactory",
        "System.Threading.Tasks.TaskFactory`1",
        "System.Timers.Timer",
        "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Process",
        "System.Security.Cryptography.RandomNumberGenerator",
        "System.IO.File",
        "System.IO.FileStream",
        "System.IO.Directory",
        "System.Net.Sockets.Socket",
        "System.Net.Sockets.TcpClient",
        "System.Net.Http.HttpClient",
    ];

    private static readonly HashSet<string> Members =
    [
        "System.Threading.Tasks.Task::Run",
        "System.Threading.Tasks.Task::get_Factory",
        "System.Threading.Tasks.Task`1::get_Factory",
        "System.Threading.Tasks.Task::Wait",
        "System.Threading.Tasks.Task::WaitAll",
        "System.Threading.Tasks.Task::WaitAny",
        "System.Threading.Tasks.Task`1::get_Result",
        "System.Threading.Tasks.ValueTask`1::get_Result",
        "System.Threading.Tasks.Task::ContinueWith",
        "System.Threading.Tasks.Task`1::ContinueWith",
        "System.Threading.Tasks.Parallel::For",
        "System.Threading.Tasks.Parallel::ForEach",
        "System.Threading.Tasks.Parallel::Invoke",
        "System.Threading.Tasks.TaskScheduler::get_Default",
        "System.Threading.Monitor::Wait",
        "System.Threading.SemaphoreSlim::Wait",
        "System.Threading.CancellationToken::get_WaitHandle",
        "System.Threading.Channels.ChannelReader`1::ReadAsync",
        "System.Threading.Channels.ChannelReader`1::WaitToReadAsync",
        "System.DateTime::get_Now",
        "System.DateTime::get_UtcNow",
        "System.DateTimeOffset::get_Now",
        "System.DateTimeOffset::get_UtcNow",
        "System.TimeProvider::get_System",
        "System.Environment::get_TickCount",
        "System.Environment::get_TickCount64",
        "System.Random::.ctor",
        "System.Guid::CreateVersion7",
        "System.HashCode::Combine",
        "System.HashCode::ToHashCode",
        "System.String::GetHashCode",
        "System.IO.Path::GetTempFileName",
        "System.IO.Path::GetRandomFileName",
    ];

    // Those that take a time, by the injected clock or not.
    private static readonly HashSet<string> Timed =
    [
        "System.Threading.Tasks.Task::Delay",
        "System.Threading.Tasks.Task::WaitAsync",
        "System.Threading.Tasks.Task`1::WaitAsync",
        "System.Threading.PeriodicTimer::.ctor",
        "System.Threading.CancellationTokenSource::.ctor",
        "System.Threading.CancellationTokenSource::CancelAfter",
        "System.Threading.SemaphoreSlim::WaitAsync",
    ];

    /// <summary>Whether an instruction calls something that the simulator neither has a replacement for nor can do without one.</summary>
    public static bool Contains(Instruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        if (instruction.Operand is not MethodReference method || KnownCalls.FindShim(instruction) is not null)
        {
            return false;
        }

        string name = EngineCall.NameOf(method);
        return Types.Contains(method.DeclaringType.GetElementType().FullName)
            || Members.Contains(name)
            || (Timed.Contains(name) && TakesTime(method) && !TakesClock(method))
            || IsContinuedOnThePool(name, instruction);
    }

    private static bool TakesTime(MethodReference method) =>
        method.Parameters.Any(parameter => parameter.ParameterType.FullName is "System.TimeSpan" or "System.Int32");

    private static bool TakesClock(MethodReference method) =>
        method.Parameters.Any(parameter => parameter.ParameterType.FullName == Provider);

    // Creation with options that no replacement knows.
    private static bool IsContinuedOnThePool(string name, Instruction instruction) =>
        name.StartsWith("System.Threading.Tasks.TaskCompletionSource", StringComparison.Ordinal)
        && instruction.OpCode == OpCodes.Newobj
        && ((MethodReference)instruction.Operand).Parameters.Count > 0;
}
