using Microsoft.CodeAnalysis;

namespace Holdfast.Tests.Generator.Validate;

/// <summary>
/// A build of a faulty declaration says what is wrong with it, where it is wrong, and nothing else:
/// the compiler asks analyzers only about declarations that are whole.
/// </summary>
public sealed class FaultyBuilds : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-faulty-");

    public static TheoryData<string> All => [.. RulePage.OfDeclarations];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, MemberData(nameof(All))]
    public async Task A_faulty_declaration_has_no_complaint_but_that_of_its_rule(string id)
    {
        var run = RulePage.Of(id).Wrong.Run();

        Assert.Equal(run.IsToldByGenerator, run.DeclarationErrors().Length > 0);
        Assert.Equal(run.IsToldByGenerator ? run.DeclarationErrors() : [], run.Errors());
        Assert.Single(await run.Complaints());
    }

    [Fact]
    public async Task The_compiler_says_the_rules_of_all_pages_where_the_pages_squiggle()
    {
        var expected = await Write(run => !run.IsToldByGenerator);

        Assert.True(expected.Length > 60, $"{expected.Length} pages");
        Assert.Equal(expected, CompilerRun.Compile(_folder.FullName));
    }

    [Fact]
    public async Task Where_the_compiler_stops_before_the_analyzer_the_generator_says_it()
    {
        var expected = await Write(run => run.IsToldByGenerator);

        Assert.NotEmpty(expected);
        Assert.Equal(
            expected,
            CompilerRun.Compile(_folder.FullName)
                .Where(line => line.Contains("error WIRE", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_type_that_cannot_have_another_part_is_told_too()
    {
        var run = GeneratorRun.Of("""
            namespace Sample;

            [Wire] public readonly ref struct X { }
            """);

        Assert.Equal(["WIRE001"], run.Driver.GetRunResult().Diagnostics.Select(one => one.Id));
    }

    [Fact]
    public void A_build_of_a_project_says_the_rule_alone_though_others_use_the_type()
    {
        Text("Tiny.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{CompilerRun.Library}" />
                <Analyzer Include="{CompilerRun.Generator}" />
              </ItemGroup>
            </Project>
            """);
        Text("Beacon.cs", """
            using Holdfast.Codec;

            namespace Tiny;

            [Wire]
            public readonly ref partial struct Beacon
            {
                [Bits(8)] public partial byte Kind { get; }
                [OneOf(nameof(Kind)), Case(1, typeof(Name))]
                public partial ReadOnlySpan<byte> Body { get; }
            }

            [Wire]
            public readonly ref partial struct Name
            {
                [Rest] public partial ReadOnlySpan<byte> Letters { get; }
            }

            [Wire]
            public readonly ref partial struct Beacons
            {
                [Bits(8), Counts(nameof(All))] public partial byte Count { get; }
                public partial Many<Beacon> All { get; }
            }
            """);
        Text("Use.cs", """
            using Holdfast.Codec;

            namespace Tiny;

            public static class Use
            {
                public static BeaconsValue Of(BeaconValue one, NameValue name) => new()
                {
                    All = [one, new() { Kind = 1, Body = new BeaconBody.Name(name) }],
                };

                public static bool IsNamed(ReadOnlySpan<byte> octets) =>
                    Beacon.TryParse(octets, out var beacon, out _)
                    && beacon.TryBody(out Name name, out _) && name.Letters.Length > 0;
            }
            """);

        Assert.Equal(["Beacon.cs(10,39): error WIRE020"], CompilerRun.Build(_folder.FullName));
    }

    // The wrong examples of the pages, each in a file; where each is wrong.
    private async Task<string[]> Write(Func<GeneratorRun, bool> wanted)
    {
        var expected = new List<string>();
        foreach (var id in RulePage.OfDeclarations)
        {
            var example = RulePage.Of(id).Wrong;
            var run = example.Run();
            if (!wanted(run))
            {
                continue;
            }

            var text = run.Before.SyntaxTrees.Single().ToString()
                .Replace("namespace Sample;", $"namespace {id};", StringComparison.Ordinal);
            Text(id + ".cs", Renamed(id, text));
            foreach (var table in example.Tables)
            {
                Text(Renamed(id, table.Name), table.Text);
            }

            var found = Assert.Single(await run.Diagnostics());
            var at = found.Location.GetLineSpan().StartLinePosition;
            expected.Add($"{id}.cs({at.Line + 1},{at.Character + 1}): error {found.Id}");
        }

        return [.. expected.Order(StringComparer.Ordinal)];
    }

    // Tables are known by their names, and every page has a file of its own.
    private static string Renamed(string id, string text) =>
        text.Replace("protocols.csv", $"{id}.csv", StringComparison.Ordinal);

    private void Text(string name, string text) =>
        File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
