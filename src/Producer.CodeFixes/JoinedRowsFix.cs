using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelData.Producer.CodeFixes;

/// <summary>Keeps the context of the first rows and passes it on to those that belong to them, as <c>MDC005</c> asks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class JoinedRowsFix : CodeFixProvider
{
    private const string Title = "Pass the context of the first rows on";
    private const string Name = "context";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["MDC005"];

    /// <summary>One by one: two of them may share the first rows.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context
            .Document.GetSemanticModelAsync(context.CancellationToken)
            .ConfigureAwait(false);
        foreach (Diagnostic fault in context.Diagnostics)
        {
            if (
                model is not null
                && fault.AdditionalLocations.Count == 1
                && CallAt(root, fault.Location) is { } later
                && CallAt(root, fault.AdditionalLocations[0]) is { Parent: ExpressionStatementSyntax } first
            )
            {
                string name = FreeName(model, first);
                context.RegisterCodeFix(
                    CodeAction.Create(
                        Title,
                        _ => Task.FromResult(Fix(context.Document, root!, first, later, name)),
                        Title
                    ),
                    fault
                );
            }
        }
    }

    private static Document Fix(
        Document document,
        SyntaxNode root,
        InvocationExpressionSyntax first,
        InvocationExpressionSyntax later,
        string name
    )
    {
        StatementSyntax statement = (StatementSyntax)first.Parent!;
        SyntaxNode changed = root.ReplaceNodes(
            new SyntaxNode[] { statement, later },
            (original, now) =>
                original == later
                    ? ((InvocationExpressionSyntax)now).AddArgumentListArguments(
                        SyntaxFactory
                            .Argument(SyntaxFactory.IdentifierName(name))
                            .WithLeadingTrivia(SyntaxFactory.Space)
                    )
                    : SyntaxFactory.ParseStatement($"var {name} = {first.WithoutTrivia()};").WithTriviaFrom(now)
        );
        return document.WithSyntaxRoot(changed);
    }

    private static InvocationExpressionSyntax? CallAt(SyntaxNode? root, Location place) =>
        root
            ?.FindNode(place.SourceSpan, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<InvocationExpressionSyntax>(each => each.Span == place.SourceSpan);

    /// <summary>A name that means nothing else there.</summary>
    private static string FreeName(SemanticModel model, InvocationExpressionSyntax first)
    {
        HashSet<string> taken =
        [
            .. model.LookupSymbols(first.SpanStart).Select(each => each.Name),
            .. first
                .FirstAncestorOrSelf<MemberDeclarationSyntax>()!
                .DescendantTokens()
                .Where(each => each.IsKind(SyntaxKind.IdentifierToken))
                .Select(each => each.ValueText),
        ];
        string name = Name;
        for (int i = 2; taken.Contains(name); i++)
        {
            name = Name + i;
        }
        return name;
    }
}
