using System.Runtime.CompilerServices;
using System.Text;

namespace Holdfast.Tests.Properties.Simulation.Checkers.Canaries;

/// <summary>
/// The mistakes that the plan of proof names, each in a world or along histories of its own: the
/// property that is there for it does not hold with it, and everything holds without. The page
/// docs/machines/mutants.md is this table; HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class NamedMutants
{
    private static readonly NamedMutant[] All =
    [
        .. FirstHopSet.All, .. DeadPeerSet.All, .. RouteSet.All, .. SyncSet.All, .. CodecSet.All,
    ];

    /// <summary>What the plan names.</summary>
    private static readonly Dictionary<string, string[]> Plan = new()
    {
        ["HSRP"] =
        [
            "literal RFC table without re-arm", "priority ≥ on tie", "tie by lower IP",
            "Active ignores higher Hello", "Coup obeyed from lower router", "Resign ignored",
            "hold timer not re-armed by Active Hello", "own timers instead of learned ones",
            "preempt on by default", "Hello sent in Listen", "auth/group not checked",
            "no ARP on (Active,h)", "inside and outside group split",
        ],
        ["DPD"] =
        [
            "ACK with wrong number accepted", "unprotected packet counts as life",
            "traffic does not reset worry", "one retry fewer/more", "number not increased",
            "number kept after failover", "dead declared on first loss",
            "probe sent by standby", "late ACK after Dead revives state",
        ],
        ["RRI"] =
        [
            "delete before add on rekey", "route kept after SA delete", "route on standby",
            "refcount leak with two SAs, same selector",
            "old-epoch withdraw removes new route", "role change before route order",
            "overlap silently overwritten",
        ],
        ["SA sync"] =
        [
            "takeover uses last synced SN", "skip smaller than lease",
            "rx window moves before ICV", "MID reset to 0", "equal M1 accepted",
            "counter may move backwards on reorder", "duplicate applied twice",
            "old epoch accepted", "delete lost, SA returns",
            "bulk sync marked complete when cut", "torn record (new key, old counter)",
            "send before replicate", "both merge winners", "SN wrap unchecked",
            "SPI collision between members", "child pushed before exchange ends",
        ],
        ["codec"] =
        [
            "length base off by header", "trailing bytes ignored", "critical bit ignored",
            "chain loop unbounded", "nested count not equal to bytes", "reserved bits copied",
            "16-bit overflow in sum", "view keeps buffer after return",
        ],
    };

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_killed_by_the_property_that_is_there_for_it(string name)
    {
        var mutant = Of(name);
        var broken = mutant.Breaks(true);
        Assert.True(
            broken.Contains(mutant.KilledBy),
            $"not {mutant.KilledBy}, but: {string.Join(", ", broken)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_it_everything_holds_there(string name) =>
        Assert.Empty(Of(name).Breaks(false));

    [Fact]
    public void Every_row_of_the_plan_is_there_and_no_other()
    {
        Assert.Equal([13, 9, 7, 16, 8], Plan.Values.Select(rows => rows.Length));
        Assert.Equal(
            Plan.SelectMany(set => set.Value.Select(row => (set.Key, row))),
            All.Select(one => (one.Set, one.Row)).Distinct());
        Assert.Equal(All.Length, All.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public void The_page_of_mutants_is_what_is_run()
    {
        var page = new StringBuilder("""
            # Named mutants

            Mistakes that somebody could make in a first hop, in dead peer detection, in injected routes, in the replication of SAs or in a codec. Each is built
            around what is shipped, as a variant for tests alone, and is killed by the property that is there for it; the same property holds of what is shipped,
            in the same world or along the same histories. `NamedMutants` runs both for every row, and writes this page.

            I1a to I36 are [invariants](invariants.md); `Fold`, `One` and `Synced` are claims of the replication ([checkers](../../src/Simulation/Checkers/README.md)). A law is a test
            that is named here whole.

            | set | mistake | what is changed | killed by | where |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (set, row, changed, killer, where, _) in All)
        {
            page.Append($"| {set} | {row} | {changed} | {killer} | `{where}` |\n");
        }

        var path = Page();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        Assert.Equal(
            File.ReadAllText(path), page.ToString(), ignoreLineEndingDifferences: true);
    }

    private static NamedMutant Of(string name) => All.Single(one => one.Name == name);

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "..", "..",
        "docs", "machines", "mutants.md"));
}
