using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelData.Producer.Analyzers;

namespace ModelData.Producer.Tests.Analyzers;

/// <summary>What would be refused, leak, throw or not join at run time is said in the editor; what is meant so is not.</summary>
[Trait("Level", "Unit")]
public sealed class UsageAnalyzerTests
{
    [Theory]
    [InlineData("it.Collect(bytes)", "bytes is of type byte[]", "pass them as int")]
    [InlineData("it.Collect((object)bytes)", "bytes is of type byte[]")]
    [InlineData("it.Collect([1, bytes])", "bytes is of type byte[]")]
    [InlineData("it.Collect(new ReadOnlyMemory<byte>(bytes), context)", "ReadOnlyMemory<byte>")]
    [InlineData("it.Collect(bytes.AsSpan())", "Span<byte>")]
    [InlineData("it.Collect(new byte[2, 2])", "byte[*,*]")]
    [InlineData("it.Collect(new List<byte>())", "List<byte>")]
    [InlineData("it.Collect(new MemoryStream())", "MemoryStream")]
    [InlineData("it.Collect(new double[2, 2, 2])", "pass flat values and the width of a row to CollectRows")]
    [InlineData("it.Collect(new double[2][,])", "CollectRows")]
    [InlineData("it.Collect(new Dictionary<int, double>())", "names of features are texts")]
    [InlineData("it.Collect(new HashSet<double>())", "no order")]
    [InlineData("it.Collect(new Person(1))", "mark the type [ModelDataRow]")]
    [InlineData("it.Collect(new { Age = 1 })", "CollectObject")]
    [InlineData("it.Collect([1, new Person(2)])", "new Person(2) is of type Person")]
    public async Task Collect_TypeIsNotCollected_IsSaid(string call, params string[] said) =>
        Contains(await AnalyzeAsync(new UncollectedValueAnalyzer(), call), "MDC002", said);

    [Theory]
    [InlineData("it.Collect([1, 2.5, null, \"x\", DayOfWeek.Monday, TimeSpan.Zero, new Uri(\"/a\"), DBNull.Value])")]
    [InlineData("it.Collect(new double[2, 2])")]
    [InlineData("it.Collect(new double[2][])")]
    [InlineData("it.Collect(new Dictionary<string, object?>())")]
    [InlineData("it.Collect(new[] { (byte)1 }.Select(each => (int)each))")]
    [InlineData("it.Collect((object)new Person(1).Age)")]
    [InlineData("it.Collect(System.Text.Json.JsonElement.Parse(\"1\"))")]
    [InlineData("it.Collect(new System.Data.DataTable())")]
    [InlineData("it.Collect((1, 2))")]
    [InlineData("it.Collect(new ReadOnlyMemory<double>(), \"id\")")]
    [InlineData("it.Collect(something)")]
    [InlineData("it.Collect([(byte)1, (byte?)2])")]
    [InlineData("it.CollectObject(new Person(1))")]
    [InlineData("typed.Collect(new Row(1))")]
    [InlineData("typed.Collect([new Row(1)], context)")]
    [InlineData("something.ToString()")]
    public async Task Collect_TypeIsCollected_NothingIsSaid(string call) =>
        Assert.Empty(await AnalyzeAsync(new UncollectedValueAnalyzer(), call));

    [Theory]
    [InlineData("foreach (int i in new[] { 1 }) { new ModelDataCollector(\"m\").Collect([i]); }", "turn of a loop")]
    [InlineData(
        "while (true) { var c = new ModelDataCollector(\"m\"); c.Collect([1]); c.Collect((object)1); }",
        "turn of a loop"
    )]
    [InlineData("for (;;) { var c = new ModelDataCollector<Row>(\"m\"); c.Collect(new Row(1)); }", "turn of a loop")]
    [InlineData(
        "app.MapPost(\"/\", (int i) => { var c = new ModelDataCollector(\"m\"); c.Collect([i]); });",
        "request"
    )]
    [InlineData(
        "} } class Scores : Microsoft.AspNetCore.Mvc.ControllerBase { void Score() { new ModelDataCollector(\"m\").Collect([1]);",
        "request"
    )]
    [InlineData(
        "} } class Scores : Microsoft.AspNetCore.Mvc.Controller { ModelDataCollector c = new(\"m\"); void Score() { c.Collect([1]);",
        "request"
    )]
    [InlineData(
        "} } class Scores : Microsoft.AspNetCore.Mvc.ControllerBase { ModelDataCollector c; Scores() { c = new(\"m\");",
        "request"
    )]
    public async Task New_InANarrowScope_IsSaid(string code, string scope) =>
        Contains(await AnalyzeAsync(new NarrowCollectorAnalyzer(), code), "MDC003", [scope, "make it once"]);

    [Theory]
    [InlineData("var c = new ModelDataCollector(\"m\"); while (true) { c.Collect([1]); }")]
    [InlineData("while (true) { using var c = new ModelDataCollector(\"m\"); c.Collect([1]); }")]
    [InlineData("while (true) { using (var c = new ModelDataCollector(\"m\")) { c.Collect([1]); } }")]
    [InlineData("while (true) { var c = new ModelDataCollector(\"m\"); c.Collect([1]); c.Dispose(); }")]
    [InlineData(
        "List<object> kept = []; foreach (string n in new[] { \"a\" }) { var c = new ModelDataCollector(n); kept.Add(c); }"
    )]
    [InlineData(
        "List<object> kept = []; foreach (string n in new[] { \"a\" }) { kept.Add(new ModelDataCollector(n)); }"
    )]
    [InlineData("var c = new ModelDataCollector(\"m\"); app.MapPost(\"/\", (int i) => c.Collect([i]));")]
    [InlineData("new ModelDataCollector(\"m\").Collect([1]);")]
    [InlineData(
        "} } class Scores : Microsoft.AspNetCore.Mvc.ControllerBase { static ModelDataCollector c = new(\"m\"); void Score() { c.Collect([1]);"
    )]
    [InlineData(
        "} } class Scores : Microsoft.AspNetCore.Mvc.ControllerBase, IDisposable { ModelDataCollector c = new(\"m\"); public void Dispose() { c.Dispose();"
    )]
    [InlineData("} } class Scorer { ModelDataCollector c = new(\"m\"); void Score() { c.Collect([1]);")]
    public async Task New_ThatIsKeptOrClosed_NothingIsSaid(string code) =>
        Assert.Empty(await AnalyzeAsync(new NarrowCollectorAnalyzer(), code));

    [Theory]
    [InlineData(
        "all.Get(\"m\", \"i\", [\"a\", \"b\"]); all.Get(\"m\", \"i\", [\"b\", \"a\"]);",
        "are [b, a] here and [a, b] elsewhere"
    )]
    [InlineData(
        "all.Get(\"m\", \"i\", new[] { \"a\" }); all.Get(\"m\", \"i\");",
        "are not named here and [a] elsewhere"
    )]
    [InlineData(
        "all.Get<Row>(\"m\"); all.Get(\"m\", \"default\", [\"A\"]);",
        "are [A] here and those of Row elsewhere"
    )]
    public async Task Get_FeaturesDiffer_IsSaid(string code, string said) =>
        Contains(await AnalyzeAsync(new DifferentFeaturesAnalyzer(), code), "MDC004", [said, "line"]);

    [Theory]
    [InlineData("all.Get(\"m\", \"i\", [\"a\", \"b\"]); all.Get(\"m\", \"i\", new[] { \"a\", \"b\" });")]
    [InlineData("all.Get(\"m\", \"i\", [\"a\"]); all.Get(\"m\", \"j\", [\"b\"]); all.Get(\"n\", \"i\", [\"b\"]);")]
    [InlineData("all.Get(\"m\", \"i\", [\"a\"]); all.Get(\"m\", \"i\", [\"b\"], modelVersion: \"2\");")]
    [InlineData("all.Get(\"m\", \"i\", [\"a\"]); all.Get(\"m\", \"i\", names);")]
    [InlineData("all.Get(\"m\", \"i\", [\"a\", ..names]); all.Get(\"m\", \"i\", [\"a\", \"b\"]);")]
    [InlineData("all.Get(name, \"i\", [\"a\"]); all.Get(name, \"i\", [\"b\"]);")]
    [InlineData("all.Get<Row>(\"m\"); all.Get<Row>(\"m\");")]
    public async Task Get_FeaturesAgreeOrAreNotKnown_NothingIsSaid(string code) =>
        Assert.Empty(await AnalyzeAsync(new DifferentFeaturesAnalyzer(), code));

    [Theory]
    [InlineData("it.Collect([1]); other.Collect([2]);")]
    [InlineData("it.Collect((object)1); int y = 2; other.Collect([y]);")]
    [InlineData("typed.Collect(new Row(1)); other.Collect([2]);")]
    [InlineData("foreach (int i in new[] { 1 }) { it.Collect([i]); other.Collect([i]); }")]
    public async Task Collect_WithoutTheContextOfTheFirst_IsSaid(string code) =>
        Contains(
            await AnalyzeAsync(new UnjoinedRowsAnalyzer(), code),
            "MDC005",
            ["rows of other do not join those of", "pass it on"]
        );

    [Theory]
    [InlineData("var c = it.Collect([1]); other.Collect([2], c);")]
    [InlineData("it.Collect([1], context); other.Collect([2], context);")]
    [InlineData("it.Collect([1], \"order-1\"); other.Collect([2], \"order-1\");")]
    [InlineData("it.Collect([1]); it.Collect([2]);")]
    [InlineData("it.Collect([1]); if (name.Length > 1) { other.Collect([2]); }")]
    [InlineData("it.Collect([1]); other.ToString();")]
    [InlineData("app.MapPost(\"/\", (int i) => { it.Collect([i]); other.Collect([i]); return i; });")]
    [InlineData(
        "} } class Scores : Microsoft.AspNetCore.Mvc.ControllerBase { static ModelDataCollector a = new(\"m\"), b = new(\"n\"); "
            + "void Score() { a.Collect([1]); b.Collect([1]);"
    )]
    public async Task Collect_WithAContextOrAlone_NothingIsSaid(string code) =>
        Assert.Empty(await AnalyzeAsync(new UnjoinedRowsAnalyzer(), code));

    private static void Contains(Diagnostic[] found, string rule, string[] said)
    {
        Diagnostic one = Assert.Single(found);
        Assert.Equal((rule, DiagnosticSeverity.Warning), (one.Id, one.Severity));
        foreach (string part in said)
        {
            Assert.Contains(part, one.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }
    }

    private static async Task<Diagnostic[]> AnalyzeAsync(DiagnosticAnalyzer analyzer, string code) =>
        [
            .. await Source.AnalyzeAsync(
                analyzer,
                $$"""
                using Microsoft.AspNetCore.Builder;
                record Person(int Age);
                [ModelDataRow] partial record Row(int A);
                class Scoring
                {
                    void Score(IModelDataCollectors all, IModelDataCollector it, IModelDataCollector other, IModelDataCollector<Row> typed,
                        CollectionContext context, byte[] bytes, object something, string[] names, string name, WebApplication app)
                    {
                        {{code}};
                    }
                }
                """
            ),
        ];
}
