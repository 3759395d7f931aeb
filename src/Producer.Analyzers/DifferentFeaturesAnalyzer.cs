using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>
/// Finds calls of <c>IModelDataCollectors.Get</c> for one model and identifier that name other features, or the same ones in another order: the
/// second one throws at run time.
/// Looks at what is written in the calls.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DifferentFeaturesAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MDC004",
        "Two calls name different features of one collector",
        "The features of {0} are {1} here and {2} elsewhere ({3}): in one application the second call throws. "
            + "Give all calls the same list in the same order, or another identifier.",
        "ModelData",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        customTags: [WellKnownDiagnosticTags.CompilationEnd]
    );

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (CollectorCalls.In(start.Compilation)?.Collectors is { } collectors)
            {
                ConcurrentBag<(string Address, string Features, Location Place)> calls = [];
                start.RegisterOperationAction(call => Note(call, collectors, calls), OperationKind.Invocation);
                start.RegisterCompilationEndAction(end => Compare(end, calls));
            }
        });
    }

    private static void Note(
        OperationAnalysisContext context,
        INamedTypeSymbol collectors,
        ConcurrentBag<(string, string, Location)> calls
    )
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        if (
            call.TargetMethod.Name != "Get"
            || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, collectors)
        )
        {
            return;
        }
        List<string> address = [];
        string? features = call.TargetMethod.IsGenericMethod
            ? "those of " + call.TargetMethod.TypeArguments[0].ToDisplayString()
            : "not named";
        foreach (IArgumentOperation argument in call.Arguments.OrderBy(each => each.Parameter?.Ordinal))
        {
            if (argument.Parameter?.Name is "featureNames")
            {
                features = IsNull(argument.Value) ? features : ListOf(argument.Value);
            }
            else if (argument.Parameter?.Name is not "featureTypes")
            {
                if (!argument.Value.ConstantValue.HasValue)
                {
                    return;
                }
                address.Add($"{argument.Value.ConstantValue.Value}");
            }
        }
        if (features is not null)
        {
            calls.Add((string.Join("/", address).TrimEnd('/'), features, call.Syntax.GetLocation()));
        }
    }

    private static bool IsNull(IOperation value) => value.ConstantValue is { HasValue: true, Value: null };

    private static string? ListOf(IOperation list)
    {
        IOperation[] all = [.. WrittenValues.Of(list)];
        if (Array.Exists(all, static each => each is ISpreadOperation))
        {
            return null;
        }
        IOperation[] values = [.. all.Where(each => each.Type?.SpecialType == SpecialType.System_String)];
        return values.Length > 0 && values.All(each => each.ConstantValue is { HasValue: true, Value: string })
            ? $"[{string.Join(", ", values.Select(each => each.ConstantValue.Value))}]"
            : null;
    }

    private static void Compare(
        CompilationAnalysisContext context,
        ConcurrentBag<(string Address, string Features, Location Place)> calls
    )
    {
        foreach (var collector in calls.GroupBy(each => each.Address, StringComparer.Ordinal))
        {
            var inOrder = collector
                .OrderBy(each => each.Place.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(each => each.Place.SourceSpan.Start)
                .ToArray();
            foreach (var other in inOrder.Where(each => each.Features != inOrder[0].Features))
            {
                FileLinePositionSpan first = inOrder[0].Place.GetLineSpan();
                string place = $"{Path.GetFileName(first.Path)} line {first.StartLinePosition.Line + 1}";
                context.ReportDiagnostic(
                    Diagnostic.Create(Rule, other.Place, collector.Key, other.Features, inOrder[0].Features, place)
                );
            }
        }
    }
}
