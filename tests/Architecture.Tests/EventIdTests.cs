using Mono.Cecil;

namespace ModelData.Architecture;

[Trait("Level", "Unit")]
public sealed class EventIdTests
{
    public static TheoryData<string> Folders => [.. SourceProject.All.Select(it => it.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void LogMethods_EventIds_AreExplicitAndUnique(string folder)
    {
        using var module = SourceProject.Get(folder).ReadModule();
        var logs = (
            from type in module.GetTypes()
            from method in type.Methods
            from attribute in method.CustomAttributes
            where attribute.AttributeType.Name == "LoggerMessageAttribute"
            select (Method: $"{type.FullName}.{method.Name}", Id: EventIdOf(attribute))
        ).ToList();

        Assert.DoesNotContain(logs, it => it.Id is null or 0);
        var repeated = logs.GroupBy(it => it.Id)
            .Where(it => it.Count() > 1)
            .Select(it => $"{it.Key}: {string.Join(", ", it.Select(log => log.Method))}");
        Assert.Empty(repeated);
    }

    private static int? EventIdOf(CustomAttribute attribute)
    {
        var named = attribute.Properties.Where(it => it.Name == "EventId").Select(it => it.Argument.Value);
        // A reference to the attribute's constructor has no parameter names; the id is its only number.
        var positional = attribute
            .ConstructorArguments.Where(it => it.Type.FullName == "System.Int32")
            .Select(it => it.Value);
        return (int?)named.Concat(positional).FirstOrDefault();
    }
}
