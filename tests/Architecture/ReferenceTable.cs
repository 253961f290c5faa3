namespace Holdfast.Tests.Architecture;

/// <summary>Which room may reference which: every reference there is (ARCHITECTURE.md).</summary>
public sealed class ReferenceTable
{
    private static readonly string[] Libraries =
        ["Codec", "Protocol", "StateMachines", "Simulation", "Testing", "Gateway"];

    private static readonly Dictionary<string, string[]> Table = new()
    {
        ["Codec"] = [],
        ["Codec.Generator"] = [],
        ["Protocol"] = ["Codec"],
        ["StateMachines"] = ["Protocol", "Codec"],
        ["Simulation"] = ["StateMachines", "Protocol", "Codec"],
        ["Testing"] = ["Simulation", "StateMachines", "Protocol", "Codec"],
        ["Gateway"] = ["StateMachines", "Protocol", "Codec"],
        ["Cli"] = Libraries,
        ["samples"] = Libraries,
        ["tests"] = [.. Libraries, "Cli", "Codec.Generator", "benchmarks", "fuzz", "samples"],
        ["fuzz"] = Libraries,
        ["benchmarks"] = Libraries,
    };

    /// <summary>The one room that is an analyzer: whoever declares wire formats may run it.</summary>
    private const string Analyzer = "Codec.Generator";

    /// <summary>
    /// What a room's users get from NuGet besides Holdfast. The table says "nothing" for the pure
    /// rooms; the generator's own packages are private to it.
    /// </summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Codec"] = [],
        ["Codec.Generator"] = [],
        ["Protocol"] = ["BouncyCastle.Cryptography"],
        ["StateMachines"] = [],
        ["Simulation"] = [],
        ["Testing"] = ["FsCheck"],
        ["Gateway"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["Cli"] =
        [
            "Microsoft.Extensions.Logging.Console",
            "OpenTelemetry.Exporter.Prometheus.HttpListener", "Spectre.Console",
            "System.CommandLine",
        ],
    };

    [Fact]
    public void Every_reference_is_in_the_table()
    {
        Rule.Holds(ProjectFile.All.SelectMany(Check));
    }

    [Fact]
    public void A_reference_that_is_not_in_the_table_is_seen()
    {
        Rule.Bites(Check(Project("src/Codec/A.csproj", Library("Protocol"))), "Codec", "Protocol");
        Rule.Bites(Check(Project("src/Gateway/A.csproj", Library("Simulation"))), "Simulation");
        Rule.Bites(Check(Project("src/Simulation/A.csproj", Library("Gateway"))), "Gateway");
        Rule.Bites(Check(Project("src/Protocol/A.csproj", Library(Analyzer))), Analyzer);
        Rule.Bites(Check(Project("src/Protocol/A.csproj", Package("Left.Pad"))), "Left.Pad");
        Rule.Bites(Check(Project("src/Attic/A.csproj", "")), "Attic");
    }

    [Fact]
    public void No_reference_hides_outside_the_project_files()
    {
        Rule.Holds(Repository.Under("", ".props").Concat(Repository.Under("", ".targets"))
            .Where(file => Repository.Read(file)
                .Contains("<ProjectReference", StringComparison.Ordinal))
            .Select(file => $"{file}: a reference belongs into a project file"));
    }

    [Fact]
    public void The_solution_holds_every_project_and_nothing_else()
    {
        var listed = Repository.Read("Protocol.sln").Split('"')
            .Where(word => word.EndsWith("proj", StringComparison.Ordinal))
            .Select(word => word.Replace('\\', '/'));

        Assert.Equal(
            Repository.Under("", ".csproj").Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Check(ProjectFile project)
    {
        if (!Table.TryGetValue(project.Room, out var allowed))
        {
            return [$"{project.Path}: no room is called {project.Room}"];
        }

        var packages = Packages.GetValueOrDefault(project.Room);
        return
        [
            .. project.References.Except(allowed)
                .Select(room => $"{project.Path}: {project.Room} may not reference {room}"),
            .. project.Analyzers.Where(room => room != Analyzer)
                .Select(room => $"{project.Path}: {room} is no analyzer"),
            .. (packages is null ? [] : project.Packages.Except(packages))
                .Select(name => $"{project.Path}: {project.Room} may not use {name}"),
        ];
    }

    private static ProjectFile Project(string path, string items) =>
        ProjectFile.Parse(path, $"<Project><ItemGroup>{items}</ItemGroup></Project>");

    private static string Library(string room) =>
        $"""<ProjectReference Include="../{room}/Holdfast.{room}.csproj" />""";

    private static string Package(string name) => $"""<PackageReference Include="{name}" />""";
}
