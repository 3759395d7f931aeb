using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>Says what keeps a type with <c>[ModelDataRow]</c> from being a row.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelDataRowAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The attribute of row types.</summary>
    public const string Attribute = "ModelData.Producer.ModelDataRowAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. RowRules.All];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (type.GetAttributes().Any(each => each.AttributeClass?.ToDisplayString() == Attribute))
        {
            RowReader.Read(type, context.CancellationToken, out IReadOnlyList<Diagnostic> faults);
            foreach (Diagnostic fault in faults)
            {
                context.ReportDiagnostic(fault);
            }
        }
    }
}
