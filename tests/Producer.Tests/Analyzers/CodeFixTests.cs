using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelData.Producer.Analyzers;
using ModelData.Producer.Analyzers.Rows;
using ModelData.Producer.CodeFixes;

namespace ModelData.Producer.Tests.Analyzers;

/// <summary>What an editor offers mends the fault: the code compiles, and nothing is said of it any more.</summary>
[Trait("Level", "Unit")]
public sealed class CodeFixTests
{
    [Theory]
    [InlineData("[ModelDataRow] record R(double A);", "[ModelDataRow] partial record R(double A);")]
    [InlineData(
        "[ModelDataRow]\n// Said.\nclass R { public int A { get; } }",
        "[ModelDataRow]\n// Said.\npartial class R { public int A { get; } }"
    )]
    [InlineData(
        "[ModelDataRow] public readonly record struct R(int A);",
        "[ModelDataRow] public readonly partial record struct R(int A);"
    )]
    [InlineData(
        "static class O { [ModelDataRow] internal partial record R(int A); }",
        "static partial class O { [ModelDataRow] internal partial record R(int A); }"
    )]
    public async Task PartialRowFix_NotPartial_MakesItSo(string before, string after) =>
        Assert.Equal(after, await FixAsync(new ModelDataRowAnalyzer(), new PartialRowFix(), before));

    [Theory]
    [InlineData(
        "it.Collect([1]);\n        other.Collect([2]);",
        "var context = it.Collect([1]);\n        other.Collect([2], context);"
    )]
    [InlineData(
        "int context = 1; it.Collect([context]); other.Collect([2]);",
        "int context = 1; var context2 = it.Collect([context]); other.Collect([2], context2);"
    )]
    public async Task JoinedRowsFix_ContextIsIgnored_PassesItOn(string before, string after) =>
        Assert.Equal(Method(after), await FixAsync(new UnjoinedRowsAnalyzer(), new JoinedRowsFix(), Method(before)));

    private static string Method(string code) =>
        $$"""
            class S
            {
                void M(IModelDataCollector it, IModelDataCollector other)
                {
                    {{code}}
                }
            }
            """;

    private static async Task<string> FixAsync(DiagnosticAnalyzer analyzer, CodeFixProvider fix, string source)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using AdhocWorkspace workspace = new();
        Compilation empty = Source.Compile();
        Document document = workspace
            .AddProject("scoring", LanguageNames.CSharp)
            .WithMetadataReferences(empty.References)
            .WithCompilationOptions(empty.Options)
            .AddDocument("Usings.cs", empty.SyntaxTrees.First().GetText(cancellation))
            .Project.AddDocument("Scoring.cs", source);
        Diagnostic fault = Assert.Single(await AnalyzeAsync(document, analyzer));
        Assert.Contains(fault.Id, fix.FixableDiagnosticIds);
        List<CodeAction> offered = [];
        await fix.RegisterCodeFixesAsync(
            new CodeFixContext(document, fault, (action, _) => offered.Add(action), cancellation)
        );
        ImmutableArray<CodeActionOperation> operations = await Assert.Single(offered).GetOperationsAsync(cancellation);
        Document mended = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        Assert.Empty(await AnalyzeAsync(mended, analyzer));
        return (await mended.GetTextAsync(cancellation)).ToString();
    }

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Document document, DiagnosticAnalyzer analyzer)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error));
        return await compilation
            .WithAnalyzers([analyzer])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }
}
