using Mono.Cecil;

namespace ModelData.Architecture;

/// <summary>What users of a library see of the libraries beneath it: nothing of AMQP.</summary>
[Trait("Level", "Unit")]
public sealed class PublicSurfaceTests
{
    [Theory]
    [InlineData("Producer")]
    [InlineData("Shared")]
    public void PublicTypes_Signatures_NameNoAmqpType(string folder)
    {
        using var module = SourceProject.Get(folder).ReadModule();
        var offenders =
            from type in module.GetTypes()
            where IsVisible(type)
            from signature in Signatures(type)
            from part in Flatten(signature.Type)
            where IsOfAmqpLibrary(part)
            select $"{type.FullName}.{signature.Member}: {part.FullName}";
        Assert.Empty(offenders);
    }

    private static bool IsOfAmqpLibrary(TypeReference type) =>
        type.Namespace == "Amqp"
        || type.Namespace.StartsWith("Amqp.", StringComparison.Ordinal)
        || type.Namespace.StartsWith("Microsoft.Azure.Amqp", StringComparison.Ordinal);

    private static bool IsVisible(TypeDefinition type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily) && IsVisible(type.DeclaringType) : type.IsPublic;

    private static IEnumerable<(string Member, TypeReference Type)> Signatures(TypeDefinition type)
    {
        var isVisible = IsVisible(type);
        if (type.BaseType is { } baseType)
        {
            yield return ("base", baseType);
        }
        foreach (var implemented in type.Interfaces)
        {
            yield return ("interface", implemented.InterfaceType);
        }
        foreach (var field in type.Fields.Where(it => !isVisible || it.IsPublic || it.IsFamily))
        {
            yield return (field.Name, field.FieldType);
        }
        foreach (var method in type.Methods.Where(it => !isVisible || it.IsPublic || it.IsFamily))
        {
            yield return (method.Name, method.ReturnType);
            foreach (var parameter in method.Parameters)
            {
                yield return (method.Name, parameter.ParameterType);
            }
        }
    }

    private static IEnumerable<TypeReference> Flatten(TypeReference type)
    {
        yield return type.GetElementType();
        if (type is GenericInstanceType generic)
        {
            foreach (var argument in generic.GenericArguments.SelectMany(Flatten))
            {
                yield return argument;
            }
        }
        else if (type is TypeSpecification { ElementType: { } element })
        {
            foreach (var part in Flatten(element))
            {
                yield return part;
            }
        }
    }
}
