using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelData.Producer.CodeFixes;

/// <summary>Makes a row type partial, as <c>MDC010</c> asks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PartialRowFix : CodeFixProvider
{
    private const string Title = "Make the type partial";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["MDC010"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic fault in context.Diagnostics)
        {
            if (root?.FindNode(fault.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(Fix(context.Document, root, type)), Title),
                    fault
                );
            }
        }
    }

    private static Document Fix(Document document, SyntaxNode root, TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        TypeDeclarationSyntax fixedType;
        if (type.Modifiers.Count > 0)
        {
            fixedType = type.WithModifiers(type.Modifiers.Add(partial));
        }
        else
        {
            // What stands before the first word, such as a comment, goes before the new one.
            SyntaxToken keyword = type.Keyword;
            fixedType = (TypeDeclarationSyntax)
                type.WithKeyword(keyword.WithLeadingTrivia())
                    .WithModifiers(SyntaxFactory.TokenList(partial.WithLeadingTrivia(keyword.LeadingTrivia)));
        }
        return document.WithSyntaxRoot(root.ReplaceNode(type, fixedType));
    }
}
