using System.Text.RegularExpressions;

namespace Holdfast.Tests.Architecture;

/// <summary>Which rooms are pure, and that nothing lifts the ban inside them.</summary>
public sealed partial class Purity
{
    /// <summary>Codec and Protocol for the same reason as the machines: one seed is one run.</summary>
    private static readonly string[] Rooms = ["Codec", "Protocol", "StateMachines", "Simulation"];

    /// <summary>
    /// The places that may lift the ban: threads in the explorer, whose result does not depend on
    /// their number, and calls of libcrypto, which compute the same as the platform does.
    /// </summary>
    private static readonly string[] Exempt =
        ["src/Simulation/Explorer/", "src/Protocol/Cryptography/Libcrypto/"];

    [Fact]
    public void Pure_rooms_import_the_list_of_banned_symbols()
    {
        Rule.Holds(ProjectFile.All
            .Where(project => Rooms.Contains(project.Room))
            .SelectMany(Unarmed));
        Rule.Bites(Unarmed(ProjectFile.Parse("src/Codec/A.csproj", "<Project />")), "Codec");
    }

    [Fact]
    public void Nothing_lifts_the_ban_outside_the_named_exemptions()
    {
        Rule.Holds(Repository.Files
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal)
                || file is ".editorconfig" or "Directory.Build.props")
            .Where(file => !Exempt.Any(
                folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .SelectMany(file => Lifts(file, Repository.Read(file))));
        Rule.Bites(Lifts("a.cs", "x\n#pragma warning disable RS0030\ny"), "a.cs", "RS0030");
        Rule.Bites(Lifts("b.cs", "[SuppressMessage(\"ApiDesign\", \"RS0030\")]"), "b.cs");
    }

    [Fact]
    public void Pure_rooms_take_no_locks()
    {
        // The list cannot ban a keyword.
        Rule.Holds(Rooms
            .SelectMany(room => Repository.Under($"src/{room}/", ".cs"))
            .Where(file => !Exempt.Any(
                folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .SelectMany(file => Locks(file, Repository.Read(file))));
        Rule.Bites(Locks("a.cs", "        lock (gate)"), "a.cs");
    }

    private static IEnumerable<string> Unarmed(ProjectFile project) =>
        project.Imports.Contains("../../build/Pure.props")
            ? []
            : [$"{project.Path}: {project.Room} is pure and must import build/Pure.props"];

    private static IEnumerable<string> Lifts(string file, string text) =>
        text.Contains("RS0030", StringComparison.Ordinal) ? [$"{file}: speaks of RS0030"] : [];

    private static IEnumerable<string> Locks(string file, string text) =>
        Lock.IsMatch(text) ? [$"{file}: takes a lock"] : [];

    [GeneratedRegex(@"^\s*lock \(", RegexOptions.Multiline)]
    private static partial Regex Lock { get; }
}
