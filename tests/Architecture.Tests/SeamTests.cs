using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelData.Architecture;

/// <summary>
/// The official client stands behind one seam: the engine sees interfaces and data, and what does the work is made in one place.
/// </summary>
[Trait("Level", "Unit")]
public sealed class SeamTests
{
    private const string OfficialClient = "Azure.Messaging.EventHubs";

    // Types with behaviour, of the official client and our own.
    private static readonly HashSet<string> Concrete =
    [
        OfficialClient + ".EventHubConnection",
        OfficialClient + ".Consumer.EventHubConsumerClient",
        OfficialClient + ".Primitives.PartitionReceiver",
        OfficialClient + ".Producer.EventHubProducerClient",
        "ModelData.Ingestion.Reading.Balancing.BlobCheckpointStore",
        "ModelData.Ingestion.Reading.Balancing.BlobOwnershipStore",
        "ModelData.Ingestion.Reading.Balancing.PartitionBalancer",
        "ModelData.Ingestion.Reading.Balancing.PartitionLease",
        "ModelData.Ingestion.Reading.Receiving.HubManagement",
        "ModelData.Ingestion.Reading.Receiving.HubReceiver",
    ];

    // What may know that there is an official client: the seam, and the settings, which name a transport as it does.
    private static readonly string[] Knowing =
    [
        "ModelData.HubClient",
        "ModelData.Ingestion.Reading.Receiving",
        "ModelData.Ingestion.Reading.DeadLetters.LetterSender",
        "ModelData.Ingestion.Settings.EventHubsSettings",
    ];

    [Theory]
    [InlineData("Producer")]
    [InlineData("Ingestion")]
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
    public void OfficialClient_IsKnown_ToTheSeamAlone()
    {
        using var module = SourceProject.Get("Ingestion").ReadModule();
        var knowing =
            from type in module.GetTypes()
            where Named(type).Any(it => it.StartsWith(OfficialClient, StringComparison.Ordinal))
            select Outermost(type).FullName;

        Assert.DoesNotContain(
            knowing.Distinct(),
            type => !Knowing.Any(it => type == it || type.StartsWith(it + ".", StringComparison.Ordinal))
        );
    }

    private static IEnumerable<string> Named(TypeDefinition type)
    {
        var fields = type.Fields.Select(it => it.FieldType);
        var signatures = type.Methods.SelectMany(it =>
            it.Parameters.Select(p => p.ParameterType).Append(it.ReturnType)
        );
        var called =
            from method in type.Methods
            where method.HasBody
            from instruction in method.Body.Instructions
            where instruction.Operand is MemberReference
            select instruction.Operand as TypeReference ?? ((MemberReference)instruction.Operand).DeclaringType;
        return fields.Concat(signatures).Concat(called).Where(it => it is not null).Select(it => it.FullName);
    }

    private static bool IsConcrete(MethodReference constructor) =>
        Concrete.Contains(constructor.DeclaringType.FullName);

    private static TypeDefinition Outermost(TypeDefinition type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;
}
