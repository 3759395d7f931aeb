using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelData.Producer.Analyzers;

namespace ModelData.Producer.Tests.Analyzers;

/// <summary>What the compiler converts before Collect sees it is said in the editor; what is taken as it is written is not.</summary>
[Trait("Level", "Unit")]
public sealed class ConvertedNumberAnalyzerTests
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Theory]
    [InlineData(
        "it.Collect(new[] { 123456789, 0.25f })",
        "converts 123456789 from int to float, which may lose digits"
    )]
    [InlineData("it.Collect(new[] { anInt, 0.25f }, context)", "converts anInt from int to float")]
    [InlineData("it.Collect(new float[] { anInt })", "converts anInt from int to float")]
    [InlineData("it.Collect(new double[] { aLong, 19.9 }, \"id\")", "converts aLong from long to double")]
    [InlineData("it.Collect(new double?[] { aLong, null })", "converts aLong from long to double")]
    [InlineData("it.Collect(new[] { new[] { anInt, 0.25f } })", "converts anInt from int to float")]
    [InlineData("it.Collect(new[,] { { anInt, 0.25f } })", "converts anInt from int to float")]
    [InlineData("it.Collect(new List<float> { anInt })", "converts anInt from int to float")]
    [InlineData("it.Collect((object)new[] { anInt, 0.25f })", "converts anInt from int to float")]
    [InlineData("it.Collect<float>([anInt, 0.25f])", "converts anInt from int to float")]
    [InlineData("it.Collect<double>([.. longs])", "converts each of longs from long to double")]
    [InlineData("it.Collect([flag ? anInt : 0.25f, null])", "converts anInt from int to float")]
    [InlineData("it.Collect([flag switch { true => anInt, _ => 0.25f }])", "converts anInt from int to float")]
    [InlineData("it.Collect([maybeLong ?? 0.5])", "converts maybeLong from long to double")]
    [InlineData("it.Collect(new[] { maybeLong ?? 0.5 })", "converts maybeLong from long to double")]
    [InlineData("it.Collect([maybeFloat ?? anInt])", "converts anInt from int to float")]
    [InlineData("it.Collect([flag ? maybeLong ?? 0.5 : 1.5])", "converts maybeLong from long to double")]
    [InlineData("it.Collect(flag ? anInt : aFloat)", "converts anInt from int to float")]
    [InlineData("it.Collect(flag ? new[] { anInt, aFloat } : new float[2])", "converts anInt from int to float")]
    [InlineData("it.StartRow().Add(flag ? anInt : aFloat)", "converts anInt from int to float")]
    [InlineData("it.StartRow().Add(maybeLong ?? 0.5)", "converts maybeLong from long to double")]
    [InlineData("it.StartRow().Add((float?)null ?? anInt)", "converts anInt from int to float")]
    [InlineData("it.CollectRows(new[] { anInt, 0.25f }, 2)", "converts anInt from int to float")]
    [InlineData("it.Collect(new[] { 'a', 1 })", "converts 'a' from char to int, which collects its code")]
    [InlineData("new ModelDataCollector(\"m\").Collect(new[] { anInt, 0.25f })", "converts anInt from int to float")]
    public async Task Collect_ValueIsConvertedBefore_IsNamed(string call, string expected)
    {
        Diagnostic found = Assert.Single(await AnalyzeAsync(call));
        Assert.Equal(("MDC001", DiagnosticSeverity.Warning), (found.Id, found.Severity));
        string message = found.GetMessage(CultureInfo.InvariantCulture);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("Write the row in brackets", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("it.Collect([123456789, 0.25f])")]
    [InlineData("it.Collect([aLong, 19.9, null, 'a'], context)")]
    [InlineData("it.Collect([[123456789, 0.25f], [aLong, 19.9]])")]
    [InlineData("it.CollectRows([123456789, 0.25f], 2)")]
    [InlineData("it.Collect(new[] { 16, 0.25f })")]
    [InlineData("it.Collect(new[] { 123456789, 0.25 })")]
    [InlineData("it.Collect(new[] { anInt, 0.25 })")]
    [InlineData("it.Collect(new[] { (float)anInt, 0.25f })")]
    [InlineData("it.Collect(new[] { aShort, 0.25f })")]
    [InlineData("it.Collect(new[] { 1L, 2 })")]
    [InlineData("it.Collect(new[] { 'a', 'b' })")]
    [InlineData("it.Collect(new object[] { anInt, 0.25f })")]
    [InlineData("Other(new[] { anInt, 0.25f })")]
    [InlineData("it.Collect([maybeLong ?? 5L, maybeLong ?? anInt, maybeFloat ?? aFloat])")]
    [InlineData("it.Collect([maybeLong, maybeFloat])")]
    [InlineData("it.StartRow().Add(anInt)")]
    [InlineData("it.StartRow().Add(maybeLong)")]
    [InlineData("it.StartRow().Add(maybeLong ?? anInt)")]
    [InlineData("it.StartRow().Add((double)(flag ? anInt : aLong))")]
    [InlineData("new List<float>().Add(flag ? anInt : aFloat)")]
    public async Task Collect_ValueIsTakenAsWritten_NothingIsSaid(string call) =>
        Assert.Empty(await AnalyzeAsync(call));

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string call)
    {
        string source = $$"""
            using System.Collections.Generic;
            using ModelData.Producer;
            class Scoring
            {
                void Other(float[] values) { }
                void Score(IModelDataCollector it, CollectionContext context, int anInt, long aLong,
                    short aShort, bool flag, long[] longs, long? maybeLong, float? maybeFloat, float aFloat)
                {
                    {{call}};
                }
            }
            """;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "scoring",
            [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        Assert.Empty(compilation.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error));
        return await compilation
            .WithAnalyzers([new ConvertedNumberAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }
}
