using Microsoft.CodeAnalysis;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>What <c>[Feature]</c> says of a property.</summary>
internal sealed class FeatureSettings
{
    private const string Attribute = "ModelData.Producer.FeatureAttribute";

    public string? Name { get; private set; }

    public int Order { get; private set; }

    public bool IsIgnored { get; private set; }

    public int Precision { get; private set; }

    public int Scale { get; private set; }

    public static FeatureSettings Of(IPropertySymbol property)
    {
        FeatureSettings settings = new();
        AttributeData? attribute = property
            .GetAttributes()
            .FirstOrDefault(each => each.AttributeClass?.ToDisplayString() == Attribute);
        if (attribute is null)
        {
            return settings;
        }
        if (attribute.ConstructorArguments.Length == 1)
        {
            settings.Name = attribute.ConstructorArguments[0].Value as string;
        }
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            settings.Set(argument.Key, argument.Value.Value);
        }
        return settings;
    }

    private void Set(string name, object? value)
    {
        switch (name, value)
        {
            case ("Name", string text):
                Name = text;
                break;
            case ("Order", int order):
                Order = order;
                break;
            case ("Ignore", bool isIgnored):
                IsIgnored = isIgnored;
                break;
            case ("Precision", int precision):
                Precision = precision;
                break;
            case ("Scale", int scale):
                Scale = scale;
                break;
            default:
                break;
        }
    }
}
