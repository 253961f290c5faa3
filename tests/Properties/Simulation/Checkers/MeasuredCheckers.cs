using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Checkers;

/// <summary>
/// Each checker has a number behind it that <c>holdfast prove</c> prints, and members that are
/// wrong make it larger than members as they are shipped do in the same world; where that is one of
/// replication, within as many events as the canary needs to be seen.
/// </summary>
public sealed class MeasuredCheckers
{
    /// <summary>Canaries of which the claim says more than the number, and why.</summary>
    private static readonly Dictionary<string, string> SeenByTheClaimAlone = new()
    {
        ["Hellos are rare where nobody stands by"] = "two are active as before, but for longer",
        ["EmptyFrameTaken"] = "no more octets wait; one of the frames is no frame",
    };

    private static readonly Lazy<Dictionary<string, Asked>> Worlds =
        new(() => ProvenWorlds.All.ToDictionary(one => one.Name, one =>
        {
            var world = one.Build(one.With());
            return new Asked(world.Gauges.ToArray(), world.Goals.ToArray());
        }));

    /// <summary>A checker, and one of its canaries.</summary>
    public static TheoryData<string, string> Canaries
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (var card in CheckerTable.All)
            {
                foreach (var canary in card.Canaries.Where(Shows))
                {
                    rows.Add(card.Invariant, canary);
                }
            }

            return rows;
        }
    }

    [Fact]
    public void Every_checker_has_a_number_in_a_world_that_prove_explores() =>
        Assert.All(CheckerTable.All, card => Assert.NotEmpty(WorldsOf(card)));

    [Fact]
    public void Every_checker_has_a_canary_that_its_number_shows()
    {
        Assert.All(CheckerTable.All, card => Assert.Contains(card.Canaries, Shows));
        Assert.Subset(
            CheckerTable.All.SelectMany(card => card.Canaries).ToHashSet(),
            SeenByTheClaimAlone.Keys.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Canaries))]
    public void A_canary_shows_more_than_what_is_shipped(string invariant, string canary)
    {
        var card = CheckerTable.All.Single(one => one.Invariant == invariant);
        var broken = Explore(invariant, canary, isWrong: true);
        var whole = Rfc6027_3_Replication.Canaries.Contains(canary) && !card.IsTime
            && canary != nameof(Rfc6027_3_Replication.PeriodicCounters)
            // As many events as the canary needed to be seen.
            ? Rfc6027_3_Replication.Shipped(canary, broken.Depth)
            : Explore(invariant, canary, isWrong: false);
        var (wrong, shipped) = (NumberOf(card, broken), NumberOf(card, whole));
        Assert.True(wrong > shipped, $"{card.Measure}: {wrong}, and {shipped} as it is shipped");
    }

    /// <summary>The worlds of the default set in which a checker counts: a goal of its name that
    /// claims something else is not its own.</summary>
    internal static IReadOnlyList<string> WorldsOf(CheckerCard card) =>
    [
        .. Worlds.Value.Where(one => card.IsTime
            ? one.Value.Goals.Contains((card.Invariant, card.Claim))
            : one.Value.Gauges.Contains(card.Measure)).Select(one => one.Key),
    ];

    private static bool Shows(string canary) => !SeenByTheClaimAlone.ContainsKey(canary);

    /// <summary>A time that has no end is the longest of all.</summary>
    private static int NumberOf(CheckerCard card, Outcome outcome) => card.IsTime
        ? outcome.Goals.Single(one => one.Name == card.Invariant) is { Holds: true } goal
            ? goal.Worst!.Value
            : int.MaxValue
        : outcome.Gauges.Single(one => one.Name == card.Measure).Most;

    private static Outcome Explore(string invariant, string canary, bool isWrong) =>
        canary == nameof(Rfc6027_3_Replication.PeriodicCounters) ? Periodic(invariant, isWrong)
        : Rfc6027_3_Replication.Canaries.Contains(canary)
            ? Rfc6027_3_Replication.Explore(canary, isWrong)
        : RriOrders.Canaries.Contains(canary) ? RriOrders.Explore(canary, isWrong)
        : FrontBackSplits.Canaries.Contains(canary) ? FrontBackSplits.Explore(canary, isWrong)
        : DpdVersusRoutings.Canaries.Contains(canary) ? DpdVersusRoutings.Explore(canary, isWrong)
        : Drains.Canaries.Contains(canary) ? Drains.Explore(canary, isWrong)
        : RekeyCrashes.Canaries.Contains(canary) ? RekeyCrashes.Explore(canary, isWrong)
        : StatefulPairs.Canaries.Contains(canary) ? StatefulPairs.Explore(canary, isWrong)
        : HsrpCanaries.Mistakes.Contains(canary) ? HsrpCanaries.Explore(canary, isWrong)
        : isWrong ? SmallCanaries.Explore(canary)
        : SmallCanaries.Shipped(canary);

    /// <summary>What others do, beside replication as it is shipped.</summary>
    private static Outcome Periodic(string invariant, bool isWrong)
    {
        var packets = invariant == RefusedReplays.Card.Invariant ? "inbound" : "outbound";
        var others = Catalogue.Named($"periodic-sync-baseline-{packets}")[0];
        return isWrong
            ? others.Explore(others.With(), Limits.None, new())
            : ProvenWorlds.Explore($"replication-safety-first-{packets}");
    }

    /// <summary>What is asked of a world.</summary>
    private sealed record Asked(string[] Gauges, (string Name, string Says)[] Goals);
}
