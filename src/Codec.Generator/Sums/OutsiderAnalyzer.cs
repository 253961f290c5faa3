using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Holdfast.Codec.Generator.Sums;

/// <summary>
/// SUM002: a record outside a closed hierarchy can still derive from it through the copy
/// constructor that the compiler makes; then a total switch is total no more.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OutsiderAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Outsider = new(
        id: "SUM002",
        title: "A closed hierarchy has no cases outside its body",
        messageFormat: "'{0}' derives from the closed hierarchy '{1}' outside its body",
        category: "Holdfast.Sums",
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Declare the case as a record nested in the hierarchy.",
        helpLinkUri: "docs/rules/SUM002.md");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Outsider];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(
            GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(
            Check, SyntaxKind.SimpleBaseType, SyntaxKind.PrimaryConstructorBaseType);
    }

    private static void Check(SyntaxNodeAnalysisContext context)
    {
        var written = (BaseTypeSyntax)context.Node;
        var cancel = context.CancellationToken;
        if (written.Parent?.Parent is not RecordDeclarationSyntax declaration
            || context.SemanticModel.GetDeclaredSymbol(declaration, cancel) is not { } type
            || context.SemanticModel.GetTypeInfo(written.Type, cancel).Type
                is not INamedTypeSymbol { TypeKind: TypeKind.Class } direct)
        {
            return;
        }

        for (var ancestor = direct; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ClosedHierarchy.IsClosed(ancestor) && !ClosedHierarchy.IsInside(type, ancestor))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Outsider, written.GetLocation(), type.Name, ancestor.Name));
                return;
            }
        }
    }
}
