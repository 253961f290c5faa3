using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// The worlds that <c>holdfast prove</c> explores when nobody says which, each explored once in
/// this process, and docs/machines/worlds.md, which has a row for each.
/// </summary>
internal static class ProvenWorlds
{
    private const string Head = """
        # What prove finds

        The worlds that `holdfast prove` explores when nobody says which ([prove.md](../prove.md)), within their budgets of faults, to the fixpoint. The tests explore
        each of them again and compare its row: another number is another behaviour, or another world. `HOLDFAST_UPDATE_GOLDENS=1 dotnet test tests/Properties --filter WorldsThatProveShips`
        writes the rows anew. In brackets stands the longest time until what is asked comes, in units, from any state in any order.

        | world | faults | permutations | states | transitions | depth | complete | asked | verdict |
        |---|---|---|---|---|---|---|---|---|

        """;

    private static readonly ConcurrentDictionary<string, Lazy<Outcome>> Found = new();

    private static readonly Lock Writing = new();

    /// <summary>The worlds, in the order in which they are listed.</summary>
    public static IEnumerable<Scenario> All => Catalogue.All.Where(one => one.IsDefault);

    /// <summary>What is found in one of them.</summary>
    public static Outcome Explore(string name) => Found.GetOrAdd(name, static name => new(() =>
    {
        var scenario = All.Single(one => one.Name == name);
        return scenario.Explore(scenario.With(), Limits.None, new());
    })).Value;

    /// <summary>Compares a row of the page; HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
    /// </summary>
    public static void IsAsOnItsPage(string name)
    {
        var row = Row(name);
        lock (Writing)
        {
            var rows = Rows();
            if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
            {
                rows[name] = row;
                File.WriteAllText(Page(), Head.ReplaceLineEndings("\n") + string.Concat(
                    All.Where(one => rows.ContainsKey(one.Name))
                        .Select(one => rows[one.Name] + "\n")));
            }

            Assert.Equal(row, rows.GetValueOrDefault(name));
        }
    }

    /// <summary>The page as it is written, and the worlds in it.</summary>
    public static (string Head, string[] Names) Written() => (
        File.ReadAllText(Page()).ReplaceLineEndings("\n")[..Head.ReplaceLineEndings("\n").Length],
        [.. Rows().Keys]);

    /// <summary>Its beginning as it is to be.</summary>
    public static string Beginning => Head.ReplaceLineEndings("\n");

    private static string Row(string name)
    {
        var scenario = All.Single(one => one.Name == name);
        var outcome = Explore(name);
        var faults = string.Join(
            ',', scenario.Faults.Where(one => one.Max > 0).Select(one => $"{one.Name}={one.Max}"));
        string[] cells =
        [
            name, faults.Length == 0 ? "none" : faults,
            outcome.Permutations == UInt128.MaxValue
                ? $"over {UInt128.MaxValue.ToString("N0", CultureInfo.InvariantCulture)}"
                : outcome.Permutations.ToString("N0", CultureInfo.InvariantCulture),
            outcome.States.ToString("N0", CultureInfo.InvariantCulture),
            outcome.Transitions.ToString("N0", CultureInfo.InvariantCulture),
            outcome.Depth.ToString(CultureInfo.InvariantCulture),
            outcome.IsComplete ? "yes" : $"no: {outcome.Ending}", Asked(outcome),
            outcome.Violations.Count == 0
                ? "holds"
                : string.Join(", ", outcome.Violations.Select(one => $"{one.Name} broken")),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>Those with a number first, as the tool has them.</summary>
    private static string Asked(Outcome outcome)
    {
        var asked = outcome.Invariants.Select(one => (one.Name, Worst: (int?)null))
            .Concat(outcome.Goals.Select(one => (one.Name, one.Worst)))
            .OrderBy(one => one.Name[0] == 'I' && int.TryParse(one.Name.AsSpan(1), out var number)
                ? number
                : int.MaxValue)
            .Select(one => one.Worst is { } worst ? $"{one.Name} ({worst})" : one.Name)
            .ToList();
        return asked.Count == 0 ? "counts" : string.Join(", ", asked);
    }

    private static Dictionary<string, string> Rows() => !File.Exists(Page())
        ? []
        : File.ReadAllLines(Page())
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)
                && !line.StartsWith("| world |", StringComparison.Ordinal))
            .ToDictionary(line => line.Split(" | ")[0][2..]);

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "machines", "worlds.md"));
}
