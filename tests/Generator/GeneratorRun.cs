using System.Collections.Immutable;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Generator;
using Holdfast.Codec.Generator.Validate;
using Holdfast.Codec.Schemas;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Holdfast.Tests.Generator;

/// <summary>A text compiled with the generator and the analyzer, as a user's project is.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(WireAttribute).Assembly.Location),
    ];

    private readonly ImmutableArray<AdditionalText> _files;

    private GeneratorRun(
        GeneratorDriver driver, Compilation before, Compilation after,
        ImmutableArray<AdditionalText> files)
    {
        (Driver, Before, After, _files) = (driver, before, after, files);
    }

    public GeneratorDriver Driver { get; }

    /// <summary>The compilation without generated code.</summary>
    public Compilation Before { get; }

    /// <summary>The compilation with it.</summary>
    public Compilation After { get; }

    /// <summary>The generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources =>
        Driver.GetRunResult().Results[0].GeneratedSources
            .ToDictionary(one => one.HintName, one => one.SourceText.ToString());

    /// <summary>Runs over one file and tables of a name and a text.</summary>
    public static GeneratorRun Of(string text, params (string Name, string Text)[] tables) =>
        Of(Compile("Sample", text), tables);

    public static GeneratorRun Of(
        Compilation compilation, params (string Name, string Text)[] tables)
    {
        ImmutableArray<AdditionalText> files =
            [.. tables.Select(one => new Table(one.Name, one.Text))];
        var driver = CSharpGeneratorDriver.Create(
            [new WireGenerator().AsSourceGenerator()],
            files,
            Language,
            driverOptions: new(
                IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Run(driver, compilation, files);
    }

    /// <summary>Runs again, with what the last run remembers, over another compilation.</summary>
    public GeneratorRun Again(Compilation compilation) => Run(Driver, compilation, _files);

    /// <summary>Runs again with another table.</summary>
    public GeneratorRun AgainWith(string name, string text)
    {
        var old = _files.First(file => file.Path == name);
        var table = new Table(name, text);
        return Run(
            Driver.ReplaceAdditionalText(old, table), Before, _files.Replace(old, table));
    }

    public static CSharpCompilation Compile(
        string assembly, string text, params MetadataReference[] more) =>
        CSharpCompilation.Create(
            assembly,
            [CSharpSyntaxTree.ParseText("using System;\nusing Holdfast.Codec;\n" + text, Language)],
            [.. References, .. more],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>
    /// Whether the generator speaks, since the compiler stops before it asks the analyzer.
    /// </summary>
    public bool IsToldByGenerator => !Driver.GetRunResult().Diagnostics.IsEmpty;

    /// <summary>What analyzer and generator say, in the order of the text.</summary>
    public async Task<Diagnostic[]> Diagnostics()
    {
        var options = new AnalyzerOptions(_files);
        var found = await After
            .WithAnalyzers([new WireAnalyzer()], options)
            .GetAnalyzerDiagnosticsAsync();
        return [.. found
            .Concat(Driver.GetRunResult().Diagnostics)
            .OrderBy(one => one.Location.SourceSpan.Start)
            .ThenBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>The same as id and squiggled text.</summary>
    public async Task<string[]> Complaints() =>
        [.. (await Diagnostics()).Select(one => $"{one.Id}: {TextAt(one.Location)}")];

    /// <summary>What makes the compiler stop before it asks analyzers.</summary>
    public string[] DeclarationErrors() => Said(After.GetDeclarationDiagnostics());

    /// <summary>What the compiler says about text and generated code together.</summary>
    public string[] Errors() => Said(After.GetDiagnostics());

    /// <summary>The text and the generated code as an assembly that can be called.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        var emitted = After.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    /// <summary>The wire types, which reflection cannot call, by the catalogue.</summary>
    public Items<WireEntry> Entries() => (Items<WireEntry>)Load()
        .GetType($"{Before.AssemblyName}.WireCatalogue")!
        .GetProperty("Entries")!
        .GetValue(null)!;

    private static GeneratorRun Run(
        GeneratorDriver driver, Compilation compilation, ImmutableArray<AdditionalText> files)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var after, out _);
        Assert.Null(driver.GetRunResult().Results[0].Exception);
        return new(driver, compilation, after, files);
    }

    private static string[] Said(ImmutableArray<Diagnostic> diagnostics) =>
    [
        .. diagnostics
            .Where(one => one.Severity >= DiagnosticSeverity.Warning)
            .Select(one => one.ToString()),
    ];

    private string TextAt(Location place) =>
        (place.SourceTree
            ?? Before.SyntaxTrees.FirstOrDefault(one => one.FilePath == place.GetLineSpan().Path))
        ?.GetText().ToString(place.SourceSpan) ?? "(nowhere)";

    private sealed class Table(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancel = default) =>
            SourceText.From(text);
    }
}
