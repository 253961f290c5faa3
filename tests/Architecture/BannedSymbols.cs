using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Holdfast.Tests.Architecture;

/// <summary>The list of banned symbols keeps the pure rooms pure: it is imported, and it bites.</summary>
public sealed class BannedSymbols
{
    private const string List = "build/BannedSymbols.txt";

    private static readonly CSharpCompilation Platform = CSharpCompilation.Create(
        "Pure",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        options: new(OutputKind.DynamicallyLinkedLibrary));

    [Theory]
    [InlineData("System.DateTime.UtcNow")]
    [InlineData("System.DateTimeOffset.Now")]
    [InlineData("System.TimeProvider.System")]
    [InlineData("System.Diagnostics.Stopwatch.GetTimestamp()")]
    [InlineData("new System.Random(1)")]
    [InlineData("System.Random.Shared")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)")]
    [InlineData("System.Guid.NewGuid()")]
    [InlineData("System.IO.File.ReadAllText(path)")]
    [InlineData("System.IO.Directory.GetCurrentDirectory()")]
    [InlineData("new System.IO.FileInfo(path)")]
    [InlineData("new System.IO.FileStream(path, default(System.IO.FileMode))")]
    [InlineData("System.IO.Stream.Null")]
    [InlineData("System.Environment.MachineName")]
    [InlineData("System.AppContext.BaseDirectory")]
    [InlineData("System.Console.ReadLine()")]
    [InlineData("System.GC.GetGCMemoryInfo(default(System.GCKind))")]
    [InlineData("System.GC.GetTotalPauseDuration()")]
    [InlineData("System.GC.TryStartNoGCRegion(1, 1)")]
    [InlineData("System.GC.MaxGeneration")]
    [InlineData("System.Globalization.CultureInfo.CurrentCulture")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess()")]
    [InlineData("System.Threading.Thread.CurrentThread")]
    [InlineData("System.Threading.ThreadPool.ThreadCount")]
    [InlineData("new System.Threading.Lock()")]
    [InlineData("new System.Threading.SemaphoreSlim(1)")]
    [InlineData("new System.Threading.CancellationTokenSource(5)")]
    [InlineData("System.Threading.Tasks.Task.Run(() => 1)")]
    [InlineData("System.Threading.Tasks.Task.Delay(1)")]
    [InlineData("System.Threading.Channels.Channel.CreateUnbounded<int>()")]
    [InlineData("new System.Collections.Concurrent.ConcurrentQueue<int>()")]
    [InlineData("new System.Net.Sockets.UdpClient(500)")]
    [InlineData("System.Net.Dns.GetHostName()")]
    [InlineData("new System.Net.Http.HttpClient()")]
    public async Task What_a_pure_room_may_not_touch_is_banned(string expression)
    {
        Assert.Contains("RS0030", await Judge(expression));
    }

    [Theory]
    [InlineData("System.DateTime.UnixEpoch")]
    [InlineData("System.TimeSpan.FromSeconds(3)")]
    [InlineData("System.Net.IPAddress.Loopback.AddressFamily")]
    [InlineData("System.Net.Sockets.AddressFamily.InterNetworkV6")]
    [InlineData("System.Globalization.CultureInfo.InvariantCulture")]
    [InlineData("System.GC.AllocateArray<byte>(3, true)")]
    [InlineData("System.Security.Cryptography.SHA256.HashData(new byte[3])")]
    [InlineData("default(System.IO.Pipelines.PipeReader).ReadAsync()")]
    [InlineData("default(System.IO.Pipelines.PipeWriter).GetMemory(3)")]
    [InlineData("System.Threading.Tasks.ValueTask.CompletedTask")]
    [InlineData("System.Threading.CancellationToken.None")]
    public async Task What_it_may_touch_is_not(string expression)
    {
        Assert.Empty(await Judge(expression));
    }

    [Fact]
    public void A_banned_method_is_banned_in_all_its_overloads()
    {
        Rule.Holds(Overloads(Banned()));
        Rule.Bites(
            Overloads([.. Banned().Except(["M:System.GC.GetGCMemoryInfo(System.GCKind)"])]),
            "GetGCMemoryInfo(System.GCKind)");
    }

    /// <summary>A pure room asks the collector for memory and tells it when to let go.</summary>
    [Fact]
    public void All_of_the_collector_is_banned_but_arrays_and_lifetimes()
    {
        Rule.Holds(OfTheCollector(Banned()));
        Rule.Bites(
            OfTheCollector([.. Banned().Except(["M:System.GC.GetTotalPauseDuration"])]),
            "GetTotalPauseDuration");
    }

    private static string[] Banned() => [.. Entries().Select(line => line.Split(';')[0])];

    private static IEnumerable<string> Entries() =>
        File.ReadLines(Path.Combine(Repository.Root, List)).Where(line => line.Length > 0);

    private static IEnumerable<string> Overloads(string[] banned) => banned
        .Where(id => id.StartsWith("M:", StringComparison.Ordinal))
        .Select(id => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, Platform)!)
        .SelectMany(method => Public(method.ContainingType).Where(one => one.Name == method.Name))
        .Select(one => one.GetDocumentationCommentId()!)
        .Except(banned)
        .Select(id => $"{id} is not banned, and another of its name is");

    private static IEnumerable<string> OfTheCollector(string[] banned) =>
        Public(Platform.GetTypeByMetadataName("System.GC")!)
            .Where(one => one.Name is not ("AllocateArray" or "AllocateUninitializedArray"
                or "KeepAlive" or "SuppressFinalize"))
            .Select(one => one.GetDocumentationCommentId()!)
            .Except(banned)
            .Select(id => $"{id} is not banned");

    private static IEnumerable<ISymbol> Public(INamedTypeSymbol type) => type.GetMembers().Where(
        one => one is { DeclaredAccessibility: Accessibility.Public }
            and (IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary }));

    [Fact]
    public void Every_entry_of_the_list_names_a_symbol_and_says_why()
    {
        Rule.Holds(Entries().SelectMany(CheckEntry));
        Rule.Bites(CheckEntry("T:System.Randon;why"), "Randon");
        Rule.Bites(CheckEntry("T:System.Random"), "why");
    }

    private static IEnumerable<string> CheckEntry(string line)
    {
        var parts = line.Split(';');
        if (parts.Length != 2 || parts[1].Length == 0)
        {
            yield return $"{line}: does not say why";
        }

        if (DocumentationCommentId.GetFirstSymbolForDeclarationId(parts[0], Platform) is null)
        {
            yield return $"{parts[0]}: names nothing";
        }
    }

    /// <summary>The ids of what the banned-symbol analyzer says about the expression.</summary>
    private static async Task<string[]> Judge(string expression)
    {
        var code = CSharpSyntaxTree.ParseText(
            $$"""class Room { object Look(string path) => {{expression}}; }""");
        var compilation = Platform.AddSyntaxTrees(code);
        Assert.Empty(compilation.GetDiagnostics()
            .Where(one => one.Severity == DiagnosticSeverity.Error));

        var analyzed = await compilation
            .WithAnalyzers(
                [.. Analyzers.Value],
                new AnalyzerOptions([new ListText()]))
            .GetAnalyzerDiagnosticsAsync();
        return [.. analyzed.Select(one => one.Id).Distinct()];
    }

    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> Analyzers = new(() =>
    {
        var reference = new AnalyzerFileReference(
            Path.Combine(AppContext.BaseDirectory, "analyzers",
                "Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers.dll"),
            new Loader());
        return [.. reference.GetAnalyzers(LanguageNames.CSharp)
            .Where(one => one.SupportedDiagnostics.Any(rule => rule.Id == "RS0030"))];
    });

    private sealed class ListText : AdditionalText
    {
        public override string Path => "BannedSymbols.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) =>
            SourceText.From(Repository.Read(List));
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) =>
            System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
