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

    // A name of a file, to which case does not count and some signs of names are illegal: the hash (FNV-1a) tells such names apart.
    private static string FileOf(INamedTypeSymbol row)
    {
        string name = row.ToDisplayString();
        uint hash = 2166136261;
        foreach (char letter in name)
        {
            hash = unchecked((hash ^ letter) * 16777619);
        }
        return $"{name.Replace("@", "")}.{hash:x8}.ModelDataRow.g.cs";
    }

    private static (string Name, string Text) Write(INamedTypeSymbol row, CancellationToken cancellation)
    {
        List<RowProperty> properties = RowReader.Read(row, cancellation, out IReadOnlyList<Diagnostic> faults);
        return faults.Count > 0 ? ("", "") : (FileOf(row), RowText.Of(row, properties));
    }
}
