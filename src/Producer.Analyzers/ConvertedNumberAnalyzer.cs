using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>
/// Finds values of rows that the compiler converts before <c>Collect</c> sees them: in <c>new[] { 123456789, 0.25f }</c> the int becomes a float and loses
/// digits. Looks at arrays and collections that are written in the call itself; what a variable holds is out of its reach.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConvertedNumberAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MDC001",
        "The compiler converts a number before Collect sees it",
        "The compiler converts {0} from {1} to {2}, which {3}. Write the row in brackets, as in Collect([x, y]), where each value keeps its own type, "
            + "or cast the value if that is meant.",
        "ModelData",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true
    );

    private static readonly string[] Collectors =
    [
        "ModelData.Producer.IModelDataCollector",
        "ModelData.Producer.ModelDataCollector",
        "ModelData.Producer.ModelDataCollectorExtensions",
        "ModelData.Producer.RowBuilder",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            ImmutableHashSet<ISymbol?> collectors = Collectors
                .Select(start.Compilation.GetTypeByMetadataName)
                .Where(type => type is not null)
                .ToImmutableHashSet<ISymbol?>(SymbolEqualityComparer.Default);
            if (!collectors.IsEmpty)
            {
                start.RegisterOperationAction(call => Analyze(call, collectors), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, ImmutableHashSet<ISymbol?> collectors)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        if (
            !(call.TargetMethod.Name.StartsWith("Collect", StringComparison.Ordinal) || call.TargetMethod.Name == "Add")
            || !collectors.Contains(call.TargetMethod.ContainingType)
        )
        {
            return;
        }
        foreach (IOperation value in call.Arguments.SelectMany(argument => WrittenValues.Of(argument.Value)))
        {
            if (ConvertedNumber.TryFind(value) is { } found)
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(Rule, found.Location, found.Value, found.From, found.To, found.Consequence)
                );
            }
        }
    }
}
