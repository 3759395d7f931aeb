using Microsoft.CodeAnalysis;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>A property of a row: a feature, or an object that is spread into several.</summary>
internal sealed class RowProperty
{
    public RowProperty(IPropertySymbol symbol, string name, FeatureSettings settings)
    {
        Symbol = symbol;
        Name = name;
        Settings = settings;
        IsNullable = symbol.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        Type = IsNullable ? ((INamedTypeSymbol)symbol.Type).TypeArguments[0] : symbol.Type;
        Scalar = ScalarFeature.Find(Type);
    }

    public IPropertySymbol Symbol { get; }

    /// <summary>The name of the column, or what the names of its columns begin with.</summary>
    public string Name { get; }

    public FeatureSettings Settings { get; }

    /// <summary>The type of its values where there is one.</summary>
    public ITypeSymbol Type { get; }

    /// <summary>Whether it is a <c>Nullable</c>.</summary>
    public bool IsNullable { get; }

    /// <summary>What it becomes; null when it is spread.</summary>
    public ScalarFeature? Scalar { get; }

    /// <summary>The properties that it is spread into.</summary>
    public List<RowProperty> Parts { get; } = [];

    /// <summary>Its features, itself where it is one.</summary>
    public IEnumerable<RowProperty> Features => Scalar is null ? Parts.SelectMany(part => part.Features) : [this];
}
