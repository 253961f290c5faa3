using System.Collections.Immutable;
using System.Text;
using Holdfast.Codec.Generator.Emit;
using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Holdfast.Codec.Generator;

/// <summary>
/// Makes parsers and writers out of <c>[Wire]</c> types, and names out of <c>[Registry]</c> types.
/// A declaration with a fault yields a stub, so that <see cref="WireAnalyzer"/> comes to say why.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WireGenerator : IIncrementalGenerator
{
    internal const string WireStep = "Wire";
    internal const string CatalogueStep = "Catalogue";
    internal const string RegistryTypeStep = "RegistryType";
    internal const string RegistryTableStep = "RegistryTable";
    internal const string RegistryStep = "Registry";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var wires = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Holdfast.Codec.WireAttribute",
                static (node, _) => node is TypeDeclarationSyntax,
                static (source, cancel) => Wire(source, cancel))
            .WithTrackingName(WireStep);
        context.RegisterSourceOutput(wires, static (output, result) => Add(output, result));
        context.RegisterSourceOutput(
            Catalogue(context, wires),
            static (output, one) => output.AddSource(
                "WireCatalogue.g.cs",
                SourceText.From(WireEmitter.EmitCatalogue(one.Space, one.Types), Encoding.UTF8)));

        context.RegisterSourceOutput(
            Registries(context),
            static (output, model) => output.AddSource(
                HintName(model.Namespace, model.Name),
                SourceText.From(RegistryEmitter.Emit(model), Encoding.UTF8)));
    }

    private static WireResult Wire(
        GeneratorAttributeSyntaxContext source, CancellationToken cancel)
    {
        var draft = WireReader.Read(
            (INamedTypeSymbol)source.TargetSymbol, source.Attributes[0], cancel);
        var problems = WireValidator.Check(draft);
        return WireValidator.IsSound(draft, problems) ? new(draft.Finish(), null, default)
            : StubReader.CanStand(draft) ? new(null, StubReader.Read(draft), default)
            : new(null, null, new(problems.Select(problem => problem.ToFault())));
    }

    private static void Add(SourceProductionContext output, WireResult result)
    {
        foreach (var fault in result.Faults)
        {
            output.ReportDiagnostic(Diagnostic.Create(
                WireAnalyzer.RuleOf(fault.Id),
                Location.Create(fault.Path, fault.Span, fault.Lines),
                [.. fault.Words.Cast<object>()]));
        }

        if ((result.Wire ?? result.Stub?.Wire) is { } model)
        {
            var text = result.Stub is { } stub ? StubEmitter.Emit(stub) : WireEmitter.Emit(model);
            output.AddSource(
                HintName(model.Namespace, model.Name), SourceText.From(text, Encoding.UTF8));
        }
    }

    // All public wire types of the assembly, for whoever goes through them without naming them.
    private static IncrementalValuesProvider<CatalogueModel> Catalogue(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<WireResult> wires)
    {
        var types = wires
            .Where(static result => result.Wire is { Accessibility: "public" })
            .Select(static (result, _) => FullName(result.Wire!))
            .Collect();
        var space = context.CompilationProvider
            .Select(static (compilation, _) => Identifier(compilation.AssemblyName ?? ""));
        return types.Combine(space)
            .SelectMany(static (pair, _) => pair.Left.IsEmpty
                ? ImmutableArray<CatalogueModel>.Empty
                : [new(pair.Right, new(pair.Left.OrderBy(name => name, StringComparer.Ordinal)))])
            .WithTrackingName(CatalogueStep);
    }

    private static string FullName(WireModel model) => model.Namespace == ""
        ? $"global::{model.Name}"
        : $"global::{model.Namespace}.{model.Name}";

    // An assembly's name as a namespace.
    private static string Identifier(string assembly) => string.Join(".", assembly
        .Split(['.'], StringSplitOptions.RemoveEmptyEntries)
        .Select(part => new string([.. part.Select(c => char.IsLetterOrDigit(c) ? c : '_')]))
        .Select(part => char.IsDigit(part[0]) ? "_" + part
            : Names.IsKeyword(part) ? "@" + part
            : part));

    private static IncrementalValuesProvider<RegistryModel> Registries(
        IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Holdfast.Codec.RegistryAttribute",
                static (node, _) => node is TypeDeclarationSyntax,
                static (source, _) => Registry(source))
            .Where(static model => model is not null)
            .WithTrackingName(RegistryTypeStep);
        var tables = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            .Select(static (file, cancel) => Table(file, cancel))
            .WithTrackingName(RegistryTableStep)
            .Collect();
        return types.Combine(tables)
            .Select(static (pair, _) => Filled(pair.Left!, pair.Right))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(RegistryStep);
    }

    private static RegistryModel? Registry(GeneratorAttributeSyntaxContext source)
    {
        var type = (INamedTypeSymbol)source.TargetSymbol;
        return RegistryValidator.CheckType(type).Any()
            ? null
            : RegistryReader.Read(type, source.Attributes[0]);
    }

    private static RegistryTable Table(AdditionalText file, CancellationToken cancel) =>
        RegistryTable.Read(
            Path.GetFileName(file.Path), file.GetText(cancel)?.ToString() ?? "");

    private static RegistryModel? Filled(
        RegistryModel model, ImmutableArray<RegistryTable> tables) =>
        tables.FirstOrDefault(table => table.File == model.File) is { } table
        && !RegistryValidator.CheckTable(model, table).Any()
            ? model with { Rows = table.Rows }
            : null;

    private static string HintName(string space, string name) =>
        space == "" ? $"{name}.g.cs" : $"{space}.{name}.g.cs";
}
