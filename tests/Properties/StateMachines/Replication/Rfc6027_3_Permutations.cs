using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3 to §3.7 (I1a, I1b, I3, I5, I6, I19, I24, I26, I27, I33): two members, one IKE SA,
/// one CHILD SA, and every order of acts and faults within the budgets, over the shipped step.
/// Where a search is closed nothing is left to happen; else the depth is the bound. The counts are
/// pinned: another one is another behaviour, or another world. HOLDFAST_LONG_SEARCH=1 goes deeper.
/// </summary>
public sealed class Rfc6027_3_Permutations
{
    private static readonly Dictionary<string, Budget> Budgets = new()
    {
        ["crash"] = new(
            Crashes: 1, Restarts: 1, Losses: 1, Delays: 1, Moves: 2, Packets: 3, Requests: 2,
            Ticks: 4),
        ["restart"] = new(Crashes: 2, Restarts: 2, Moves: 2, Packets: 2, Ticks: 3),
        ["partition"] = new(
            Crashes: 1, Cuts: 1, Heals: 1, Moves: 1, Packets: 3, Requests: 1, Ticks: 8),
        ["channel"] = new(
            Crashes: 1, Losses: 1, Duplicates: 1, Delays: 1, Moves: 1, Packets: 2, Requests: 1,
            Ticks: 3),
        ["held back"] = new(
            Crashes: 1, Restarts: 1, Holds: 1, Moves: 1, Requests: 2, Ticks: 4),
        ["sleep"] = new(Sleeps: 1, Moves: 2, Packets: 2, Requests: 2, Ticks: 9),
        ["fence"] = new(
            Fences: 1, Restarts: 1, Cuts: 1, Heals: 1, Moves: 2, Packets: 2, Requests: 2,
            Ticks: 3),
        ["late fence"] = new(
            Crashes: 1, Fences: 1, Restarts: 1, Sleeps: 1, Moves: 2, Packets: 2, Requests: 1,
            Ticks: 4),
        ["stale"] = new(
            Crashes: 1, Restarts: 1, Cuts: 1, Heals: 1, Moves: 2, Packets: 12, Ticks: 12),
        ["inbound"] = new(Crashes: 1, Cuts: 1, Moves: 1, Inbound: 3, Ticks: 3),
        ["exchange"] = new(
            Crashes: 1, Losses: 1, Moves: 1, Requests: 1, Exchanges: 1, Ticks: 3),
        ["life"] = new(Crashes: 1, Cuts: 1, Moves: 1, Packets: 6, Ticks: 3),
    };

    [Theory]
    [InlineData("crash", 5, 51215, 43714)]
    [InlineData("restart", 7, 22902, 19384)]
    [InlineData("partition", 8, 19422, 17588)]
    [InlineData("channel", 6, 18656, 19186)]
    [InlineData("held back", 7, 26688, 26165)]
    [InlineData("sleep", 8, 19399, 14372)]
    [InlineData("fence", 6, 55616, 48526)]
    [InlineData("late fence", 6, 102801, 92120)]
    [InlineData("stale", 7, 52235, 43659)]
    [InlineData("inbound", 99, 23896, 19781)]
    [InlineData("exchange", 99, 1575, 1667)]
    [InlineData("life", 99, 4101, 3589)]
    [Requirement("RFC6027-3.3-a")]
    [Requirement("RFC6027-3.6-a")]
    [Requirement("RFC6027-3.7-a")]
    [Requirement("RFC6311-3.4-a")]
    public void Nothing_is_used_or_accepted_twice_in_any_order(
        string budget, int depth, int available, int safe)
    {
        var goesOn = Held(budget, depth, SoloPolicy.AvailabilityFirst);
        var stops = Held(budget, depth, SoloPolicy.SafetyFirst);
        Assert.Equal((available, safe), (goesOn.States, stops.States));
        Assert.True((goesOn.IsClosed && stops.IsClosed) == (depth == 99), $"{goesOn}, {stops}");
    }

    [Theory]
    [InlineData(ReplayPolicy.Bounded, 25704, 19566)]
    [InlineData(ReplayPolicy.PeerSync, 22905, 19007)]
    [InlineData(ReplayPolicy.RekeyFirst, 22905, 19007)]
    [Requirement("RFC6027-3.5-a")]
    public void No_more_is_accepted_twice_than_a_policy_exposes_in_any_order(
        ReplayPolicy replay, int available, int safe)
    {
        var goesOn = Held("inbound", 99, SoloPolicy.AvailabilityFirst, replay);
        var stops = Held("inbound", 99, SoloPolicy.SafetyFirst, replay);
        Assert.Equal((available, safe), (goesOn.States, stops.States));
        Assert.True(goesOn.IsClosed && stops.IsClosed, $"{goesOn}, {stops}");
    }

    [LongTheory]
    [InlineData("crash", 8)]
    [InlineData("restart", 10)]
    [InlineData("partition", 99)]
    [InlineData("channel", 9)]
    [InlineData("held back", 10)]
    [InlineData("sleep", 11)]
    [InlineData("fence", 8)]
    [InlineData("stale", 11)]
    public void Nor_deeper_in_a_long_search(string budget, int depth)
    {
        Held(budget, depth, SoloPolicy.AvailabilityFirst);
        Held(budget, depth, SoloPolicy.SafetyFirst);
    }

    private static Found Held(
        string name, int depth, SoloPolicy solo, ReplayPolicy replay = ReplayPolicy.Strict)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with
        {
            Solo = solo,
            Replay = replay,
            Exposed = 1,
        });
        var start = name == "life"
            ? ReplicationSearch.Synced(
                rules, Budgets[name], octetsLast: 4, sentThrough: uint.MaxValue - 4UL)
            : ReplicationSearch.Synced(rules, Budgets[name]);
        var found = ReplicationSearch.Search(rules, start, depth);
        Assert.True(found.Violation is null, $"{solo}: {found}");
        return found;
    }
}
