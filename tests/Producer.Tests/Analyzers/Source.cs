using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelData.Producer.Analyzers.Rows;

namespace ModelData.Producer.Tests.Analyzers;

/// <summary>Code as a user writes it, compiled against what this test process has.</summary>
internal static class Source
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading.Tasks;
        global using ModelData.Producer;

        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(params string[] sources) =>
        CSharpCompilation.Create(
            "scoring",
            [.. sources.Prepend(Usings).Select(Parse)],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );

    public static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken);

    public static GeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create(
            [new ModelDataRowGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(
                IncrementalGeneratorOutputKind.None,
                trackIncrementalGeneratorSteps: true
            )
        );

    /// <summary>The code with that of its rows; it compiles.</summary>
    public static Compilation Generate(params string[] sources)
    {
        Driver()
            .RunGeneratorsAndUpdateCompilation(
                Compile(sources),
                out Compilation compiled,
                out _,
                TestContext.Current.CancellationToken
            );
        Assert.Empty(compiled.GetDiagnostics().Where(each => each.Severity >= DiagnosticSeverity.Warning));
        return compiled;
    }

    /// <summary>What an analyzer says of code that compiles.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(
        DiagnosticAnalyzer analyzer,
        params string[] sources
    )
    {
        Driver()
            .RunGeneratorsAndUpdateCompilation(
                Compile(sources),
                out Compilation compiled,
                out _,
                TestContext.Current.CancellationToken
            );
        Assert.Empty(compiled.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error));
        return await compiled
            .WithAnalyzers([analyzer])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }
}
