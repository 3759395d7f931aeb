using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelData.Architecture;

/// <summary>
/// Whoever can restore the official Event Hubs packages swaps two projects: the rest sees interfaces and data, and builds the
/// concrete types in one place.
/// </summary>
[Trait("Category", "Unit")]
public sealed class SeamTests
{
    // Concrete types with behaviour. Everything else that is public is an interface or data.
    private static readonly HashSet<string> Concrete =
    [
        "ModelData.EventHubs.EventHubsConnection",
        "ModelData.EventHubs.Processor.BlobCheckpointStore",
        "ModelData.EventHubs.Processor.BlobOwnershipStore",
        "ModelData.EventHubs.Processor.PartitionBalancer",
        "ModelData.EventHubs.Processor.PartitionLease",
    ];

    [Theory]
    [InlineData("Producer")]
    [InlineData("Ingestor")]
    [InlineData("Cli")]
    public void ConcreteClients_AreCreated_InOneType(string folder)
    {
        using var module = SourceProject.Get(folder).ReadModule();
        var creators =
            from type in module.GetTypes()
            from method in type.Methods
            where method.HasBody
            from instruction in method.Body.Instructions
            where instruction.OpCode == OpCodes.Newobj && IsConcrete((MethodReference)instruction.Operand)
            select (((MethodReference)instruction.Operand).DeclaringType.FullName, Creator: Outermost(type).FullName);
        foreach (var group in creators.Distinct().GroupBy(it => it.FullName))
        {
            Assert.Single(group.Select(it => it.Creator).Distinct());
        }
    }

    [Fact]
    public void PublicTypes_OfTheClient_AreInterfacesDataOrKnown()
    {
        string[] libraries = ["EventHubs", "EventHubs.Processor"];
        foreach (var folder in libraries)
        {
            using var module = SourceProject.Get(folder).ReadModule();
            var unknown = module
                .GetTypes()
                .Where(it => it.IsPublic && !IsInterfaceOrData(it))
                .Select(it => it.FullName)
                .Except(Concrete);
            Assert.Empty(unknown);
        }
    }

    private static bool IsConcrete(MethodReference constructor) =>
        Concrete.Contains(constructor.DeclaringType.FullName);

    private static bool IsInterfaceOrData(TypeDefinition type) =>
        type.IsInterface
        || type.IsEnum
        || type.IsValueType
        || type.IsAbstract
        || type.Name.EndsWith("Options", StringComparison.Ordinal)
        || type.Name.EndsWith("Exception", StringComparison.Ordinal)
        || type.Methods.All(it =>
            it.IsConstructor || it.IsSpecialName || it.IsCompilerControlled || IsRecordMember(it)
        );

    private static bool IsRecordMember(MethodDefinition method) =>
        method.Name
            is "ToString"
                or "GetHashCode"
                or "Equals"
                or "PrintMembers"
                or "Deconstruct"
                or "<Clone>$"
                or "get_EqualityContract";

    private static TypeDefinition Outermost(TypeDefinition type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;
}
