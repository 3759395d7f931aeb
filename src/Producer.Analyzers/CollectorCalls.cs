using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>The calls of a compilation that collect, or get a collector.</summary>
internal sealed class CollectorCalls
{
    private const string Space = "ModelData.Producer.";

    private readonly ImmutableHashSet<ISymbol?> _collectors;
    private readonly ImmutableHashSet<ISymbol?> _extensions;

    private CollectorCalls(Compilation compilation)
    {
        _collectors = Find(
            compilation,
            "IModelDataCollector",
            "IModelDataCollector`1",
            "ModelDataCollector",
            "ModelDataCollector`1"
        );
        _extensions = Find(compilation, "ModelDataCollectorExtensions", "ModelDataObjectExtensions");
        Collectors = compilation.GetTypeByMetadataName(Space + "IModelDataCollectors");
        Context = compilation.GetTypeByMetadataName(Space + "CollectionContext");
    }

    /// <summary>What gives collectors.</summary>
    public INamedTypeSymbol? Collectors { get; }

    public INamedTypeSymbol? Context { get; }

    /// <summary>Those of a compilation; null when it does not use the library.</summary>
    public static CollectorCalls? In(Compilation compilation)
    {
        CollectorCalls calls = new(compilation);
        return calls._collectors.IsEmpty ? null : calls;
    }

    /// <summary>Whether a type is a collector's.</summary>
    public bool IsCollector(ITypeSymbol? type) => _collectors.Contains(type?.OriginalDefinition);

    /// <summary>Whether a call collects rows.</summary>
    public bool IsCollect(IInvocationOperation call) =>
        call.TargetMethod.Name.StartsWith("Collect", StringComparison.Ordinal)
        && (IsCollector(call.TargetMethod.ContainingType) || IsExtension(call));

    /// <summary>The collector of a call.</summary>
    public IOperation? CollectorOf(IInvocationOperation call)
    {
        IOperation? collector = call.Instance ?? (IsExtension(call) ? call.Arguments.FirstOrDefault()?.Value : null);
        return collector is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : collector;
    }

    /// <summary>The argument that holds the rows.</summary>
    public IOperation? DataOf(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(each => each.Parameter?.Name is "row" or "rows" or "data" or "values")?.Value;

    private bool IsExtension(IInvocationOperation call) => _extensions.Contains(call.TargetMethod.ContainingType);

    private static ImmutableHashSet<ISymbol?> Find(Compilation compilation, params string[] names) =>
        names
            .Select(name => compilation.GetTypeByMetadataName(Space + name))
            .Where(type => type is not null)
            .ToImmutableHashSet<ISymbol?>(SymbolEqualityComparer.Default);
}
