using System.Collections.Immutable;
using Holdfast.Codec.Generator.Sums;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Holdfast.Tests.Generator.Sums;

/// <summary>Compiles a text as this repository is: C# 14, a missing arm is an error.</summary>
internal static class SumCompiler
{
    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll"
                or "System.Private.CoreLib.dll" or "System.Collections.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What is left to say about the text once the two rules have spoken.</summary>
    public static async Task<string[]> Complaints(
        string text, params MetadataReference[] references)
    {
        var analyzers = ImmutableArray.Create<DiagnosticAnalyzer>(
            new TotalSwitchSuppressor(), new OutsiderAnalyzer());
        var diagnostics = await Compile(text, references)
            .WithAnalyzers(analyzers)
            .GetAllDiagnosticsAsync();

        return Said(diagnostics);
    }

    /// <summary>What the compiler says about the text where no rule speaks.</summary>
    public static string[] CompilerComplaints(string text) =>
        Said(Compile(text, []).GetDiagnostics());

    /// <summary>The text as another assembly sees it: public surface only, no bodies.</summary>
    public static MetadataReference ReferenceAssembly(string text)
    {
        using var image = new MemoryStream();
        var result = Compile(text, []).Emit(image, options: new(
            metadataOnly: true, includePrivateMembers: false));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static CSharpCompilation Compile(string text, MetadataReference[] references) =>
        CSharpCompilation.Create(
            "Sums",
            [CSharpSyntaxTree.ParseText(text, new(LanguageVersion.CSharp14))],
            [.. Platform, .. references],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: [new("CS8509", ReportDiagnostic.Error)]));

    private static string[] Said(ImmutableArray<Diagnostic> diagnostics) =>
    [
        .. diagnostics
            .Where(one => !one.IsSuppressed && one.Severity >= DiagnosticSeverity.Warning)
            .OrderBy(one => one.Location.SourceSpan.Start)
            .Select(one => $"{one.Id}: {At(one)}"),
    ];

    private static string At(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);
}
