using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelData.Simulation.Rewriter;

/// <summary>The calls that have a replacement. What is like them and has none is in <see cref="ForbiddenCalls"/>.</summary>
public static class KnownCalls
{
    private const string TaskShims = "ModelData.Simulation.TaskShims";
    private const string EntropyShims = "ModelData.Simulation.EntropyShims";

    /// <summary>What replaces a call, or <see langword="null"/> where it stays as it is.</summary>
    public static (string Type, string Method)? FindShim(Instruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        if (instruction.Operand is not MethodReference method)
        {
            return null;
        }

        bool isCreated = instruction.OpCode == OpCodes.Newobj;
        int parameters = method.Parameters.Count;
        return EngineCall.NameOf(method) switch
        {
            "System.Random::get_Shared" => (EntropyShims, "GetShared"),
            "System.Guid::NewGuid" => (EntropyShims, "NewGuid"),
            "System.Security.Cryptography.RandomNumberGenerator::GetBytes" when IsCount(method) => (
                EntropyShims,
                "GetBytes"
            ),
            "System.Security.Cryptography.RandomNumberGenerator::GetHexString" when parameters == 2 => (
                EntropyShims,
                "GetHexString"
            ),
            "System.Collections.Generic.EqualityComparer`1::GetHashCode" when IsOfStrings(method) => (
                EntropyShims,
                "GetHashCode"
            ),
            "System.Threading.Tasks.Task::Run" when IsTaskFunction(method) => (TaskShims, "Run"),
            "System.Threading.CancellationTokenSource::CancelAsync" => (TaskShims, "CancelAsync"),
            "System.Threading.Tasks.ParallelOptions::.ctor" when isCreated => (TaskShims, "CreateParallelOptions"),
            "System.Threading.Tasks.TaskCompletionSource::.ctor" when isCreated && IsOptions(method) => (
                TaskShims,
                "CreateSource"
            ),
            "System.Threading.Tasks.TaskCompletionSource`1::.ctor" when isCreated && IsOptions(method) => (
                TaskShims,
                "CreateSourceOf"
            ),
            "System.Threading.SemaphoreSlim::WaitAsync" when parameters == 1 && IsToken(method) => (
                TaskShims,
                "WaitAsync"
            ),
            "System.Threading.Channels.ChannelReader`1::ReadAllAsync" => (TaskShims, "ReadAllAsync"),
            _ => null,
        };
    }

    private static bool IsCount(MethodReference method) => IsOf(method, "System.Int32");

    private static bool IsToken(MethodReference method) => IsOf(method, "System.Threading.CancellationToken");

    private static bool IsOptions(MethodReference method) => IsOf(method, "System.Threading.Tasks.TaskCreationOptions");

    private static bool IsTaskFunction(MethodReference method) =>
        method is not GenericInstanceMethod && IsOf(method, "System.Func`1<System.Threading.Tasks.Task>");

    private static bool IsOf(MethodReference method, string parameter) =>
        method.Parameters.Count == 1 && method.Parameters[0].ParameterType.FullName == parameter;

    private static bool IsOfStrings(MethodReference method) =>
        method.DeclaringType is GenericInstanceType type && type.GenericArguments[0].FullName == "System.String";
}
