using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>Reads the features of a type with <c>[ModelDataRow]</c>, and what is wrong with it.</summary>
internal sealed class RowReader
{
    private readonly INamedTypeSymbol _row;
    private readonly CancellationToken _cancellation;
    private readonly List<Diagnostic> _faults = [];
    private readonly Stack<ITypeSymbol> _within = new();

    private RowReader(INamedTypeSymbol row, CancellationToken cancellation)
    {
        _row = row;
        _cancellation = cancellation;
    }

    /// <summary>Reads a type.</summary>
    /// <param name="row">The type.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="faults">What is wrong; where there is something, there are no rows of it.</param>
    public static List<RowProperty> Read(
        INamedTypeSymbol row,
        CancellationToken cancellation,
        out IReadOnlyList<Diagnostic> faults
    )
    {
        RowReader reader = new(row, cancellation);
        List<RowProperty> properties = reader.Read();
        faults = reader._faults;
        return properties;
    }

    private List<RowProperty> Read()
    {
        CheckType();
        List<RowProperty> properties = ReadProperties(_row, "", null);
        if (properties.Count == 0 && _faults.Count == 0)
        {
            Report(RowRules.NoFeatures, _row, _row.ToDisplayString());
        }
        CheckNames(properties);
        return properties;
    }

    private void CheckType()
    {
        string? obstacle =
            _row.IsRefLikeType ? "a ref struct"
            : _row.IsStatic ? "static"
            : _row.IsFileLocal ? "local to its file"
            : SelfAndContainers().Any(type => type.IsGenericType) ? "generic, or within a generic type"
            : null;
        if (obstacle is not null)
        {
            Report(RowRules.NotARow, _row, _row.ToDisplayString(), obstacle);
            return;
        }
        foreach (INamedTypeSymbol type in SelfAndContainers().Where(type => !IsPartial(type)))
        {
            Report(RowRules.NotPartial, type, type.ToDisplayString(), RowText.Keyword(type));
        }
    }

    private IEnumerable<INamedTypeSymbol> SelfAndContainers()
    {
        for (INamedTypeSymbol? type = _row; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    private bool IsPartial(INamedTypeSymbol type) =>
        type
            .DeclaringSyntaxReferences.Select(each => each.GetSyntax(_cancellation))
            .OfType<TypeDeclarationSyntax>()
            .Any(each => each.Modifiers.Any(SyntaxKind.PartialKeyword));

    private List<RowProperty> ReadProperties(ITypeSymbol type, string prefix, IPropertySymbol? outer)
    {
        _cancellation.ThrowIfCancellationRequested();
        _within.Push(type);
        List<RowProperty> properties = [];
        foreach (IPropertySymbol symbol in PublicProperties(type))
        {
            FeatureSettings settings = FeatureSettings.Of(symbol);
            if (!settings.IsIgnored)
            {
                RowProperty property = new(symbol, prefix + (settings.Name ?? symbol.Name), settings);
                Check(property, outer);
                properties.Add(property);
            }
        }
        _within.Pop();
        return [.. properties.OrderBy(each => each.Settings.Order)];
    }

    /// <summary>Those of base types first; one that stands for another stands in its place.</summary>
    private static List<IPropertySymbol> PublicProperties(ITypeSymbol type)
    {
        Stack<ITypeSymbol> chain = new();
        for (ITypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            chain.Push(each);
        }
        List<IPropertySymbol> properties = [];
        foreach (IPropertySymbol property in chain.SelectMany(each => each.GetMembers()).OfType<IPropertySymbol>())
        {
            if (
                property.IsStatic
                || property.IsIndexer
                || property.DeclaredAccessibility != Accessibility.Public
                || property.GetMethod?.DeclaredAccessibility != Accessibility.Public
            )
            {
                continue;
            }
            int hidden = properties.FindIndex(each => each.Name == property.Name);
            if (hidden < 0)
            {
                properties.Add(property);
            }
            else
            {
                properties[hidden] = property;
            }
        }
        return properties;
    }

    private void Check(RowProperty property, IPropertySymbol? outer)
    {
        ISymbol place = outer ?? (ISymbol)property.Symbol;
        if (FeatureRule.ProblemOf(property) is { } problem)
        {
            Report(RowRules.IllegalFeature, place, Name(property), problem);
        }
        if (property.Scalar is not null)
        {
            return;
        }
        if (NotCollectedType.Why(property.Type) is { } why)
        {
            Report(RowRules.NotCollected, place, Name(property), property.Symbol.Type.ToDisplayString(), why);
        }
        else if (_within.Contains(property.Type, SymbolEqualityComparer.Default))
        {
            const string endless =
                "it holds itself, so a row would have no end; leave it out by [Feature(Ignore = true)]";
            Report(RowRules.NotCollected, place, Name(property), property.Symbol.Type.ToDisplayString(), endless);
        }
        else
        {
            property.Parts.AddRange(ReadProperties(property.Type, property.Name + ".", outer ?? property.Symbol));
            if (property.Parts.Count == 0)
            {
                const string empty =
                    "it has no public property that can be read; leave it out by [Feature(Ignore = true)]";
                Report(RowRules.NotCollected, place, Name(property), property.Symbol.Type.ToDisplayString(), empty);
            }
        }
    }

    private void CheckNames(List<RowProperty> properties)
    {
        Dictionary<string, RowProperty> known = [];
        foreach (RowProperty feature in properties.SelectMany(each => each.Features))
        {
            if (known.TryGetValue(feature.Name, out RowProperty? first))
            {
                Report(RowRules.TwoOfOneName, feature.Symbol, Name(feature), feature.Name, Name(first));
            }
            else
            {
                known.Add(feature.Name, feature);
            }
        }
    }

    private static string Name(RowProperty property) => $"{property.Symbol.ContainingType.Name}.{property.Symbol.Name}";

    /// <summary>Where the symbol stands; else where the row does: it may be of another assembly.</summary>
    private void Report(DiagnosticDescriptor rule, ISymbol symbol, params object[] arguments)
    {
        // In an editor other projects of the solution have source as well, where nothing may be said from here.
        ImmutableArray<Location> places =
            SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _row.ContainingAssembly)
            && symbol.Locations.Any(each => each.IsInSource)
                ? symbol.Locations
                : _row.Locations;
        _faults.Add(Diagnostic.Create(rule, places.First(each => each.IsInSource), arguments));
    }
}
