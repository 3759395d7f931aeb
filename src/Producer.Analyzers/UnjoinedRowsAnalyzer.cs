using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>
/// Finds rows of two collectors, such as inputs and predictions, that are collected one behind the other without the context of the first:
/// outside of a request their
/// <c>$RequestId</c>s differ, and each is switched and sampled for itself.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnjoinedRowsAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MDC005",
        "Rows that belong together have no context in common",
        "Outside of a request the rows of {0} do not join those of {1}, whose context is ignored: keep it, as in var context = {1}.Collect(...), "
            + "and pass it on here",
        "ModelData",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true
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
            if (CollectorCalls.In(start.Compilation) is { Context: not null } calls)
            {
                start.RegisterOperationAction(block => Analyze(block, calls), OperationKind.Block);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, CollectorCalls calls)
    {
        IBlockOperation block = (IBlockOperation)context.Operation;
        if (RequestScope.Holds(block, context.ContainingSymbol))
        {
            // There the request joins them.
            return;
        }
        IInvocationOperation? first = null;
        foreach (IOperation statement in block.Operations)
        {
            if (
                statement is not IExpressionStatementOperation { Operation: IInvocationOperation call }
                || !calls.IsCollect(call)
                || HasContext(call, calls)
                || NameOf(call, calls) is not { } name
            )
            {
                continue;
            }
            if (first is null)
            {
                first = call;
            }
            else if (NameOf(first, calls) is { } earlier && earlier != name && !IsAmbient(block, calls))
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(Rule, call.Syntax.GetLocation(), [first.Syntax.GetLocation()], name, earlier)
                );
            }
        }
    }

    /// <summary>Whether the call is told what it belongs to: by a context, or by an id of the application's own.</summary>
    private static bool HasContext(IInvocationOperation call, CollectorCalls calls) =>
        call.Arguments.Any(each =>
            !each.IsImplicit
            && each.ArgumentKind != ArgumentKind.DefaultValue
            && (
                SymbolEqualityComparer.Default.Equals(each.Parameter?.Type, calls.Context)
                || each.Parameter?.Name == "correlationId"
            )
        );

    /// <summary>The field, variable or property that holds the collector; null where it is computed.</summary>
    private static string? NameOf(IInvocationOperation call, CollectorCalls calls) =>
        calls.CollectorOf(call) switch
        {
            IFieldReferenceOperation
            or ILocalReferenceOperation
            or IParameterReferenceOperation
            or IPropertyReferenceOperation => calls.CollectorOf(call)!.Syntax.ToString(),
            _ => null,
        };

    /// <summary>Whether a context of the method is in force without being passed on.</summary>
    private static bool IsAmbient(IOperation block, CollectorCalls calls)
    {
        IOperation method = block;
        while (method.Parent is { } parent)
        {
            method = parent;
        }
        return method
            .Descendants()
            .OfType<IInvocationOperation>()
            .Any(each =>
                SymbolEqualityComparer.Default.Equals(each.TargetMethod.ContainingType, calls.Context)
                && each.TargetMethod.Name == "Begin"
            );
    }
}
