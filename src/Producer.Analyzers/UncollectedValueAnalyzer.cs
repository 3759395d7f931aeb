using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModelData.Producer.Analyzers.Rows;

namespace ModelData.Producer.Analyzers;

/// <summary>Finds rows and values of types that are not collected, which would be refused at run time: bytes, objects, more than two dimensions.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncollectedValueAnalyzer : DiagnosticAnalyzer
{
    private const int MaxDimensions = 2;

    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MDC002",
        "A value of this type is not collected",
        "{0} is of type {1}, which is not collected: {2}",
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
                start.RegisterOperationAction(call => Analyze(call, calls), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, CollectorCalls calls)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        // What takes objects takes any type, and a typed row was checked where it is declared.
        if (
            !calls.IsCollect(call)
            || call.TargetMethod.Name.StartsWith("CollectObject", StringComparison.Ordinal)
            || calls.CollectorOf(call)?.Type is INamedTypeSymbol { IsGenericType: true }
            || calls.DataOf(call) is not { } data
        )
        {
            return;
        }
        foreach (IOperation written in WrittenValues.Of(data))
        {
            IOperation value = Unconverted(written);
            if (value.Type is { } type && WhyNot(type) is { } why)
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(
                        Rule,
                        value.Syntax.GetLocation(),
                        value.Syntax.ToString(),
                        type.ToDisplayString(),
                        why
                    )
                );
                return;
            }
        }
    }

    private static IOperation Unconverted(IOperation value) =>
        value is IConversionOperation { OperatorMethod: null } conversion ? Unconverted(conversion.Operand) : value;

    private static string? WhyNot(ITypeSymbol type) =>
        NotCollectedType.IsBytes(type) || IsBytes(type)
            ? "audio, images and video are no features; where each byte is one, pass them as int"
        : Dimensions(type) > MaxDimensions
            ? "rows have one dimension and tables of rows two; pass flat values and the width of a row to CollectRows"
        : IsDictionaryOfOthers(type)
            ? "names of features are texts; pass a dictionary with texts as keys, or the values in the order of the feature names"
        : IsSet(type) ? "its values have no order; pass them as an array, in the order of the feature names"
        : IsObject(type)
            ? "mark the type [ModelDataRow] and collect it by IModelDataCollectors.Get<T>, pass it to CollectObject, or pass its values"
        : null;

    private static bool IsBytes(ITypeSymbol type) =>
        type is IArrayTypeSymbol array && (IsByte(array.ElementType) || IsBytes(array.ElementType));

    private static bool IsByte(ITypeSymbol type) => type.SpecialType == SpecialType.System_Byte;

    private static int Dimensions(ITypeSymbol type) =>
        type is IArrayTypeSymbol array ? array.Rank + Dimensions(array.ElementType) : 0;

    private static bool IsDictionaryOfOthers(ITypeSymbol type) =>
        All(type)
            .Any(each =>
                each.ToDisplayString().StartsWith("System.Collections.Generic.IDictionary<", StringComparison.Ordinal)
                && each.TypeArguments[0].SpecialType != SpecialType.System_String
            );

    private static bool IsSet(ITypeSymbol type) =>
        All(type)
            .Any(each =>
                each.ToDisplayString().StartsWith("System.Collections.Generic.ISet<", StringComparison.Ordinal)
            );

    private static IEnumerable<INamedTypeSymbol> All(ITypeSymbol type) =>
        type is INamedTypeSymbol named ? type.AllInterfaces.Add(named) : type.AllInterfaces;

    /// <summary>Whether a type is one of objects with properties, and neither a value nor a list.</summary>
    private static bool IsObject(ITypeSymbol type) =>
        type.TypeKind is TypeKind.Class or TypeKind.Struct
        && ScalarFeature.Find(type) is null
        && NotCollectedType.Why(type) is null
        && !type.AllInterfaces.Any(each =>
            each.ToDisplayString()
                is "System.IConvertible"
                    or "System.Data.IDataRecord"
                    or "System.Runtime.CompilerServices.ITuple"
        )
        && !type.Name.Contains("Tensor")
        && !(
            type.ContainingNamespace?.ToDisplayString().StartsWith("ModelData", StringComparison.Ordinal) == true
            && type.Name is "FeatureValue" or "CollectionContext"
        );
}
