using Microsoft.CodeAnalysis;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>
/// Writes <c>IModelDataRow</c> for types with <c>[ModelDataRow]</c>: names, types and order of their features, and their values without
/// reflection. Where a type
/// breaks a rule, nothing is written; <see cref="ModelDataRowAnalyzer"/> says why.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelDataRowGenerator : IIncrementalGenerator
{
    /// <summary>The step that gives the code of a type: the same code is not added again.</summary>
    public const string RowStep = "Row";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // The text is the model: it compares by value, and holds on to no compilation.
        IncrementalValuesProvider<(string Name, string Text)> rows = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                ModelDataRowAnalyzer.Attribute,
                static (_, _) => true,
                static (found, cancellation) => Write((INamedTypeSymbol)found.TargetSymbol, cancellation)
            )
            .Where(static row => row.Text.Length > 0)
            .WithTrackingName(RowStep);
        context.RegisterSourceOutput(rows, static (output, row) => output.AddSource(row.Name, row.Text));
    }

    private static (string Name, string Text) Write(INamedTypeSymbol row, CancellationToken cancellation)
    {
        List<RowProperty> properties = RowReader.Read(row, cancellation, out IReadOnlyList<Diagnostic> faults);
        return faults.Count > 0
            ? ("", "")
            : ($"{row.ToDisplayString()}.ModelDataRow.g.cs", RowText.Of(row, properties));
    }
}
