using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// The public surface of each package is PublicApi.txt beside its project, so that a review sees
/// what users are promised (docs/adr/0032-public-surface.md). HOLDFAST_UPDATE_GOLDENS=1 writes it.
/// </summary>
public sealed class PublicSurface
{
    private static readonly string[] Packages =
        ["Codec", "Protocol", "StateMachines", "Simulation", "Testing"];

    private static readonly CSharpCompilation Compiled = CSharpCompilation.Create(
        "Surface",
        references: Packages.Select(room => Library($"Holdfast.{room}"))
            .Concat(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path => !Path.GetFileName(path).StartsWith("Holdfast.", StringComparison.Ordinal)))
            .Select(path => MetadataReference.CreateFromFile(path)));

    [Theory]
    [MemberData(nameof(All))]
    public void The_surface_of_a_package_is_its_file(string room)
    {
        var path = Path.Combine(Repository.Root, "src", room, "PublicApi.txt");
        var surface = SurfaceText.Of(Assembly($"Holdfast.{room}"));
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, surface);
        }

        Rule.Holds(Differences($"src/{room}/PublicApi.txt", File.ReadAllText(path), surface));
    }

    public static TheoryData<string> All => [.. Packages];

    [Fact]
    public void Every_library_that_is_packed_has_one() => Assert.Equal(
        Repository.Under("src/", ".csproj")
            .Where(path => Repository.Read(path).Contains(
                "build/Library.props", StringComparison.Ordinal))
            .Select(path => path.Split('/')[1])
            .Order(StringComparer.Ordinal),
        Packages.Order(StringComparer.Ordinal));

    [Fact]
    public void A_member_that_the_file_lacks_is_seen_and_one_that_is_gone()
    {
        const string file = "class A\n    void B()\nclass C\n    void B()\n";
        Rule.Holds(Differences("a.txt", file, file));
        Rule.Bites(
            Differences("a.txt", file, file + "    void D()\n"), "a.txt", "class C", "+ void D()");
        Rule.Bites(
            Differences("a.txt", file, "class A\n    void B()\nclass C\n"), "class C", "- void B()");
    }

    [Fact]
    public void The_text_says_what_a_caller_sees()
    {
        var compilation = CSharpCompilation.Create(
            "Sample",
            [
                CSharpSyntaxTree.ParseText("""
                    #nullable enable
                    public abstract record Shape
                    {
                        private Shape() { }
                        public sealed record Round(int Radius, string? Name) : Shape
                        {
                            public const int RadiusMax = 7;
                            internal int Hidden => 0;
                        }
                    }
                    public readonly ref struct View<T> where T : unmanaged
                    {
                        public static bool TryParse(in T octets, out View<T> view, int from = -1)
                            => throw null!;
                        public int this[int at] { get => 0; private set { } }
                    }
                    public interface ITurn<in T> { event System.Action? Turned; }
                    public enum Side : byte { Left = 1 }
                    internal class Unseen { public int Member; }
                    """),
            ],
            Compiled.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var octets = new MemoryStream();
        Assert.True(compilation.Emit(octets).Success);
        var reference = MetadataReference.CreateFromImage(octets.ToArray());
        var assembly = (IAssemblySymbol)Compiled.AddReferences(reference)
            .GetAssemblyOrModuleSymbol(reference)!;
        Assert.Equal(
            """
            interface ITurn<in T>
                event System.Action? Turned
            abstract record Shape
            sealed record Shape.Round : Shape
                Round(int Radius, string? Name)
                const int RadiusMax = 7
                int Radius { get; init; }
                string? Name { get; init; }
            enum Side : byte
                Left = 1
            readonly ref struct View<T> where T : unmanaged
                int this[int at] { get; }
                static bool TryParse(in T octets, out View<T> view, int from = -1)

            """,
            SurfaceText.Of(assembly), ignoreLineEndingDifferences: true);
    }

    private static IAssemblySymbol Assembly(string name) => Compiled.References
        .Select(Compiled.GetAssemblyOrModuleSymbol)
        .OfType<IAssemblySymbol>()
        .Single(assembly => assembly.Name == name);

    private static string Library(string name) =>
        Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

    private static IEnumerable<string> Differences(string file, string written, string actual)
    {
        var (before, after) = (Members(written), Members(actual));
        return before.Except(after).Select(one => $"{file}: {one.Type}: - {one.Member}")
            .Concat(after.Except(before).Select(one => $"{file}: {one.Type}: + {one.Member}"))
            .Concat(before.SetEquals(after) && written != actual ? [$"{file}: another order"] : [])
            .Select(one => $"{one} (HOLDFAST_UPDATE_GOLDENS=1 writes it)");
    }

    private static HashSet<(string Type, string Member)> Members(string text)
    {
        var members = new HashSet<(string, string)>();
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            members.Add((type, line.Trim()));
        }

        return members;
    }
}
