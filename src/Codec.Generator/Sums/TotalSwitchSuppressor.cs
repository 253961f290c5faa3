using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Holdfast.Codec.Generator.Sums;

/// <summary>
/// SUM001: C# 14 does not know that a hierarchy is closed, so it warns (CS8509) of a switch that
/// has an arm for every case. This lifts the warning exactly there.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TotalSwitchSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor TotalSwitch = new(
        "SUM001", "CS8509", "Every case of the closed hierarchy has an arm without a guard");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [TotalSwitch];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (IsTotal(context, diagnostic.Location))
            {
                context.ReportSuppression(Suppression.Create(TotalSwitch, diagnostic));
            }
        }
    }

    private static bool IsTotal(SuppressionAnalysisContext context, Location location)
    {
        if (location.SourceTree is not { } tree)
        {
            return false;
        }

        var cancel = context.CancellationToken;
        var choice = tree.GetRoot(cancel)
            .FindNode(location.SourceSpan, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<SwitchExpressionSyntax>();
        if (choice is null)
        {
            return false;
        }

        var model = context.GetSemanticModel(tree);
        var subject = model.GetTypeInfo(choice.GoverningExpression, cancel);
        return subject.Type is INamedTypeSymbol hierarchy
            && ClosedHierarchy.IsClosed(hierarchy)
            && model.GetOperation(choice, cancel) is ISwitchExpressionOperation operation
            && (subject.Nullability.FlowState != NullableFlowState.MaybeNull
                || Coverage.TakesNull(operation))
            && Coverage.IsTotal(operation, hierarchy);
    }
}
