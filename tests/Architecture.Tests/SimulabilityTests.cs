using ModelData.Simulation.Rewriter;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ModelData.Architecture;

/// <summary>
/// The engine runs under a seed, in <c>tests/Simulation</c>: nothing in it takes time, entropy or threads from anywhere but what is injected, or what the
/// simulator knows how to replace.
/// </summary>
[Trait("Level", "Unit")]
public sealed class SimulabilityTests
{
    // The official client, and the tool's way through a hub: neither is simulated.
    private static readonly string[] OtherNamespaces = ["ModelData.HubClient", "ModelData.Ingestion.Replaying"];

    // What stands behind the seams, or is for scoring apps and operators alone.
    private static readonly HashSet<string> BehindSeams =
    [
        "ModelData.Ingestion.Reading.Balancing.BlobCheckpointStore",
        "ModelData.Ingestion.Reading.Balancing.BlobOwnershipStore",
        "ModelData.Ingestion.Blobs.AzureDataBlobs",
        "ModelData.Ingestion.Blobs.StorageTransport",
        "ModelData.Ingestion.Completing.BlobFolderDocuments",
        "ModelData.Ingestion.Completing.BlobOpenFolders",
        "ModelData.Ingestion.Reading.DeadLetters.BlobDeadLetterStore",
        "ModelData.Ingestion.Reading.Receiving.EventHubsSource",
        "ModelData.Ingestion.Reading.Receiving.HubManagement",
        "ModelData.Ingestion.Reading.Receiving.HubReceiver",
        "ModelData.Ingestion.Reading.State.BlobStateStore",
        "ModelData.SettingsBlob",
        "ModelData.StorageRequests",
    ];

    // Their order is that of hashes. What these do with each entry does not depend on which comes first, or they sort.
    private static readonly HashSet<string> EnumeratesConcurrent =
    [
        "ModelData.Ingestion.Reading.Balancing.OwnershipView",
        "ModelData.Ingestion.Buffering.BlobWriters",
        "ModelData.Ingestion.Reading.PartitionPumps",
    ];

    [Theory]
    [InlineData("Ingestion")]
    [InlineData("Shared")]
    public void Engine_Calls_DoNotLeaveTheSimulator(string folder)
    {
        using var module = SourceProject.Get(folder).ReadModule();

        Assert.Empty(FindForbidden(EngineTypes(module)));
    }

    [Theory]
    [InlineData("Ingestion")]
    public void Engine_Statics_AreNotChanged(string folder)
    {
        using var module = SourceProject.Get(folder).ReadModule();

        var mutable =
            from type in EngineTypes(module)
            from field in type.Fields
            where field.IsStatic && !field.IsInitOnly && !field.IsLiteral && !IsGenerated(type) && !IsGenerated(field)
            select field.FullName;

        Assert.Empty(mutable);
    }

    [Theory]
    [InlineData("Ingestion")]
    public void Engine_OrderOfHashes_DecidesNothing(string folder)
    {
        using var module = SourceProject.Get(folder).ReadModule();

        var users =
            from type in EngineTypes(module)
            from instruction in InstructionsOf(type)
            where instruction.Operand is MethodReference called && IsEnumeration(EngineCall.NameOf(called))
            select Outermost(type).FullName;

        Assert.Empty(users.Distinct().Except(EnumeratesConcurrent));
    }

    [Fact]
    public void Check_OfATypeThatLeaves_SeesEachWay()
    {
        using var module = ModuleDefinition.ReadModule(typeof(SimulabilityTests).Assembly.Location);
        var type = module.GetAllTypes().Single(it => it.Name == nameof(Leaving));

        var seen = FindForbidden([type]).Select(it => it.Split(' ')[^1]);

        Assert.Equal(
            [
                "System.Threading.Thread::.ctor",
                "System.Threading.Thread::Start",
                "System.Threading.ThreadPool::QueueUserWorkItem",
                "System.Threading.Tasks.Task::Run",
                "System.Threading.Tasks.Task::get_Factory",
                "System.Threading.Tasks.TaskFactory::StartNew",
                "System.Threading.Tasks.Task::Wait",
                "System.Threading.SemaphoreSlim::Wait",
                "System.Random::.ctor",
                "System.Security.Cryptography.RandomNumberGenerator::Fill",
                "System.Threading.CancellationTokenSource::.ctor",
                "System.Threading.Tasks.Task::Delay",
                "System.Threading.PeriodicTimer::.ctor",
                "System.Threading.Tasks.TaskCompletionSource::.ctor",
                "System.IO.File::Exists",
            ],
            seen
        );
    }

    private static List<string> FindForbidden(IEnumerable<TypeDefinition> types) =>
        [
            .. from type in types
            from instruction in InstructionsOf(type)
            where ForbiddenCalls.Contains(instruction)
            select $"{type.FullName} calls {EngineCall.NameOf((MethodReference)instruction.Operand)}",
        ];

    private static IEnumerable<TypeDefinition> EngineTypes(ModuleDefinition module) =>
        module
            .GetAllTypes()
            .Where(type =>
                !BehindSeams.Contains(Outermost(type).FullName) && !OtherNamespaces.Contains(Outermost(type).Namespace)
            );

    private static IEnumerable<Instruction> InstructionsOf(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions);

    private static bool IsEnumeration(string call) =>
        call
            is "System.Collections.Concurrent.ConcurrentDictionary`2::GetEnumerator"
                or "System.Collections.Concurrent.ConcurrentDictionary`2::get_Values"
                or "System.Collections.Concurrent.ConcurrentDictionary`2::get_Keys"
                or "System.Collections.Concurrent.ConcurrentDictionary`2::ToArray";

    // Caches of delegates and of log messages.
    private static bool IsGenerated(ICustomAttributeProvider member) =>
        member.CustomAttributes.Any(it =>
            it.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute"
        );

    private static TypeDefinition Outermost(TypeDefinition type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static class Leaving
    {
        public static void Go()
        {
            new Thread(Go).Start();
            ThreadPool.QueueUserWorkItem(_ => { });
            _ = Task.Run(() => 1);
            _ = Task.Factory.StartNew(Go);
            Task.CompletedTask.Wait();
            using var gate = new SemaphoreSlim(1);
            gate.Wait();
            _ = new Random();
            System.Security.Cryptography.RandomNumberGenerator.Fill(new byte[1]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            _ = Task.Delay(TimeSpan.FromSeconds(1));
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            _ = new TaskCompletionSource("state");
            _ = File.Exists("file");
        }
    }
}
