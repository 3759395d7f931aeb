using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelData.Producer.Analyzers;

/// <summary>
/// Finds collectors that are made for less time than they live: for a request, in an action of a controller, an endpoint or a scoped service,
/// or for a turn of a loop,
/// and disposed by nobody. Each keeps its counts and its place in the pipeline until it is closed.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NarrowCollectorAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MDC003",
        "A collector is made in a narrower scope than it lives",
        "A collector is made for each {0} and closed by nobody: make it once, in a field or by IModelDataCollectors.Get, which gives the same one each time",
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
            if (CollectorCalls.In(start.Compilation) is { } calls)
            {
                start.RegisterOperationAction(made => Analyze(made, calls), OperationKind.ObjectCreation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, CollectorCalls calls)
    {
        IOperation made = context.Operation;
        if (
            calls.IsCollector(made.Type)
            && !IsKept(made, context.ContainingSymbol.ContainingType)
            && ScopeOf(made, context.ContainingSymbol) is { } scope
        )
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, made.Syntax.GetLocation(), scope));
        }
    }

    /// <summary>Whether somebody may have it for longer, or closes it.</summary>
    private static bool IsKept(IOperation made, INamedTypeSymbol? owner)
    {
        IOperation? holder = made.Parent;
        while (holder is IConversionOperation or IParenthesizedOperation)
        {
            holder = holder.Parent;
        }
        return holder switch
        {
            // The receiver of a call: nobody has it behind that.
            IInvocationOperation => false,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation local } => !IsOnlyCollectedWith(local),
            // A controller, and what its fields hold, is made for each request.
            IFieldInitializerOperation { InitializedFields: var fields } => fields.All(each => each.IsStatic)
                || IsClosed(owner),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } => field.IsStatic
                || IsClosed(owner),
            _ => true,
        };
    }

    private static bool IsClosed(INamedTypeSymbol? owner) =>
        owner is null || owner.GetMembers().Any(each => IsClosing(each.Name.Split('.').Last()));

    /// <summary>Whether a local is used for nothing but calls that leave it open.</summary>
    private static bool IsOnlyCollectedWith(IVariableDeclaratorOperation local)
    {
        if (IsUsing(local))
        {
            return false;
        }
        IOperation block = local;
        while (block.Parent is { } parent && block is not IBlockOperation)
        {
            block = parent;
        }
        return block
            .Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(each => SymbolEqualityComparer.Default.Equals(each.Local, local.Symbol))
            .All(each => CallOn(each) is { } call && !IsClosing(call.TargetMethod.Name));
    }

    private static IInvocationOperation? CallOn(IOperation reference)
    {
        IOperation? user = reference.Parent;
        bool isArgument = false;
        while (user is IConversionOperation or IArgumentOperation)
        {
            isArgument |= user is IArgumentOperation;
            user = user.Parent;
        }
        // An extension's receiver is its first argument; as any other one it is handed on.
        return user is IInvocationOperation call && (!isArgument || call.TargetMethod.IsExtensionMethod) ? call : null;
    }

    private static bool IsClosing(string method) => method is "Dispose" or "DisposeAsync" or "CloseAsync";

    private static bool IsUsing(IOperation local)
    {
        for (IOperation? each = local; each is not null and not IBlockOperation; each = each.Parent)
        {
            if (each is IUsingDeclarationOperation or IUsingOperation)
            {
                return true;
            }
        }
        return false;
    }

    private static string? ScopeOf(IOperation made, ISymbol containing)
    {
        for (IOperation? each = made; each is not null; each = each.Parent)
        {
            if (each is ILoopOperation)
            {
                return "turn of a loop";
            }
            if (each is IAnonymousFunctionOperation && RequestScope.IsEndpoint(each))
            {
                return "request";
            }
            if (each is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return null;
            }
        }
        return RequestScope.IsController(containing.ContainingType) ? "request" : null;
    }
}
