using System.Collections.Immutable;
using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>
/// Says what is wrong with a declaration of the codec, and where. Where the compiler would stop
/// before it, the generator says it (<see cref="StubReader.CanStand"/>).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WireAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        LayoutRules.TypeShape,
        LayoutRules.TypeAlone,
        LayoutRules.FigureRow,
        LayoutRules.FigureWidth,
        LayoutRules.FigureRuler,
        LayoutRules.MixedLayout,
        LayoutRules.NoWidth,
        LayoutRules.CellWithoutProperty,
        LayoutRules.PropertyWithoutCell,
        LayoutRules.CellOrder,
        LayoutRules.AmbiguousLabel,
        LayoutRules.TooWide,
        LayoutRules.ImpossibleWidth,
        LayoutRules.UnsupportedType,
        LayoutRules.NotAField,
        LayoutRules.WrongCell,
        LayoutRules.Unaligned,
        LayoutRules.TakenName,
        LayoutRules.HoldsItself,
        ExtentRules.NoExtent,
        ExtentRules.TwoExtents,
        ExtentRules.MeasuresUnknown,
        ExtentRules.MeasuresBackwards,
        ExtentRules.NotANumber,
        ExtentRules.UnitTooSmall,
        ExtentRules.CountsNoList,
        ExtentRules.CountedTwice,
        ExtentRules.BlockSize,
        ExtentRules.RestTwice,
        ExtentRules.TrailerPlace,
        ExtentRules.AlignTooSmall,
        ExtentRules.WrongKind,
        ExtentRules.EmptyElement,
        ExtentRules.TwoEnds,
        ExtentRules.MissingEnd,
        ChainRules.FirstNoChain,
        ChainRules.ChainWithoutFirst,
        ChainRules.NotALink,
        ChainRules.NextOutsideLink,
        ChainRules.UntilWithoutNext,
        ChainRules.TagTwice,
        ChainRules.TagNowhere,
        SumRules.CaseTwice,
        SumRules.CaseName,
        SumRules.OneOfTag,
        SumRules.NotAWireType,
        SumRules.CriticalFlag,
        SumRules.PeekBits,
        SumRules.SumWithFields,
        SumRules.CasesWithoutSum,
        ConstraintRules.WhenField,
        ConstraintRules.ValueTooWide,
        ConstraintRules.EmptyRange,
        ConstraintRules.SameAsField,
        ConstraintRules.ReservedMeans,
        ConstraintRules.ChecksumShape,
        ConstraintRules.WhereMethod,
        ConstraintRules.RemainingOctets,
        ConstraintRules.LimitOf,
        ConstraintRules.LimitTwice,
        ContextRules.ContextMember,
        ContextRules.NestedContext,
        ContextRules.ByteOrderField,
        ContextRules.ContextType,
        RegistryRules.RegistryType,
        RegistryRules.TableMissing,
        RegistryRules.TableRow,
        RegistryRules.RowTwice,
        RegistryRules.RowIdentifier,
        RegistryRules.RowTooWide,
    ];

    /// <summary>The rule of an id.</summary>
    internal static DiagnosticDescriptor RuleOf(string id) =>
        new WireAnalyzer().SupportedDiagnostics.First(rule => rule.Id == id);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var cases = new Lazy<HashSet<ISymbol>>(
                () => LinkSums.Cases(start.Compilation.Assembly));
            start.RegisterSymbolAction(one => Check(one, cases), SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context, Lazy<HashSet<ISymbol>> linkCases)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Words.One(type, "Wire") is { } wire)
        {
            var draft = WireReader.Read(type, wire, context.CancellationToken);
            var problems = StubReader.CanStand(draft) ? WireValidator.Check(draft) : [];
            foreach (var problem in problems.Concat(Next(draft, linkCases)))
            {
                context.ReportDiagnostic(problem.ToDiagnostic());
            }
        }

        if (Words.One(type, "Registry") is { } registry)
        {
            foreach (var complaint in Registry(context, type, registry))
            {
                context.ReportDiagnostic(complaint);
            }
        }
    }

    // A link has a tag, or is a case of a sum of links, which has it. Only the whole assembly shows
    // the latter, so this is the one complaint that does not keep the type from being generated.
    private static IEnumerable<Problem> Next(WireDraft draft, Lazy<HashSet<ISymbol>> linkCases)
    {
        var next = draft.Fields.FirstOrDefault(field => field.Model.IsNext);
        if (next is not null
            && draft.Fields.All(field => field.Kind != FieldKind.Tag)
            && !linkCases.Value.Contains(draft.Type))
        {
            yield return Problem.At(
                Places.Of(next, "Next"), ChainRules.NextOutsideLink, next.Name, draft.Type.Name);
        }
    }

    private static IEnumerable<Diagnostic> Registry(
        SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData registry)
    {
        foreach (var complaint in RegistryValidator.CheckType(type))
        {
            yield return Diagnostic.Create(complaint.Rule, Places.Of(type), complaint.Words);
            yield break;
        }

        var model = RegistryReader.Read(type, registry);
        var file = context.Options.AdditionalFiles
            .FirstOrDefault(one => Path.GetFileName(one.Path) == model.File);
        if (file is null)
        {
            yield return Diagnostic.Create(
                RegistryRules.TableMissing, Places.Of(registry, 0), model.File);
            yield break;
        }

        var text = file.GetText(context.CancellationToken)?.ToString() ?? "";
        foreach (var complaint in RegistryValidator.CheckTable(
            model, RegistryTable.Read(model.File, text)))
        {
            yield return Diagnostic.Create(
                complaint.Rule, Places.Of(registry), complaint.Words);
        }
    }
}
