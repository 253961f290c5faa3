using System.Collections.Concurrent;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.PeriodicSync;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Properties.Simulation.Scenarios.ReplicationWorlds;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// RFC 6027 §3.3 to §3.7: two members, one IKE SA, one CHILD SA under the shipped machine, every
/// order of everything that may happen within the budgets, to the fixpoint. The counts are pinned:
/// another one is another behaviour, or another world.
/// </summary>
public sealed class Rfc6027_3_Replication
{
    // Found once, and played as well.
    private static readonly ConcurrentDictionary<(string Name, bool IsWrong), Lazy<Outcome>>
        Explored = new();

    /// <summary>What is asked of every world.</summary>
    private static readonly string[] Always = ["I19", "I27", "I26", "Synced"];

    /// <summary>
    /// What AvailabilityFirst costs: in so many states one message ID was used twice, by two active
    /// members in a partition. Under SafetyFirst there is none.
    /// </summary>
    private static readonly Dictionary<string, long> IdsTwice = new() { ["requests"] = 2_415 };

    /// <summary>
    /// In so many states a packet was accepted twice, under AvailabilityFirst and SafetyFirst: by
    /// two active members in a partition, or since the policy of takeovers leaves one exposed.
    /// </summary>
    private static readonly Dictionary<string, (long, long)> AcceptedTwice = new()
    {
        ["two, inbound"] = (538, 0),
        ["stores, exposed"] = (861, 1_620),
        ["exposed"] = (1_107, 2_380),
        ["exposed, cut"] = (9_661, 15_132),
        ["two, exposed"] = (5_392, 6_010),
    };

    private static readonly Dictionary<string, (string Finds, ReplicationScenario World)> Broken =
        new()
        {
            ["LeaseNotAwaited"] = ("I1b", All["channel"] with
            {
                Packets = 3,
                Step = ReplicationCanaries.LeaseNotAwaited,
            }),
            ["FloorNotAwaited"] = ("I3", All["channel"] with
            {
                Inbound = 2,
                Step = ReplicationCanaries.FloorNotAwaited,
            }),
            ["FloorLoweredForOthers"] = ("I3", All["floors"] with { LowersItself = false }),
            ["SentBeforeReplicated"] = ("I6", All["channel"] with
            {
                Requests = 1,
                Step = ReplicationCanaries.SentBeforeReplicated,
            }),
            ["MessageIdsAnew"] = ("I6", Bare with
            {
                Crashes = 1,
                Requests = 1,
                Step = ReplicationCanaries.MessageIdsAnew,
            }),
            ["EpochRestoredFromSnapshot"] = ("I1a", Bare with
            {
                Crashes = 1,
                LosesStores = true,
                Cuts = 1,
                Moves = 2,
                Packets = 1,
                Step = ReplicationCanaries.EpochRestoredFromSnapshot,
                Allows = static name => name is "cut alice ↔ moon" or "heal" or "moon crashes"
                    or "moon starts, store lost" or "the first hop comes to moon"
                    or "the first hop leaves alice" or "moon sends a packet",
            }),
            ["SoloTooEarly"] = ("Synced", Bare with
            {
                Crashes = 1,
                Cuts = 1,
                But = ReplicationCanaries.SoloTooEarly,
            }),
            ["DriftForgotten"] = ("Synced", All["clocks"] with
            {
                But = ReplicationCanaries.DriftForgotten,
            }),
            ["SyncedByWhatIsHeard"] = ("Synced", Bare with
            {
                Cuts = 1,
                Delay = 0,
                Step = ReplicationCanaries.SyncedByWhatIsHeard,
            }),
            ["OlderEpochBelieved"] = ("I27", Bare with
            {
                Moves = 1,
                Cuts = 1,
                Packets = 1,
                Delay = 0,
                Step = ReplicationCanaries.OlderEpochBelieved,
            }),
            ["IvWithoutReign"] = ("I2", All["ivs"] with
            {
                Iv = ReplicaCanaries.IvWithoutReign,
            }),
            ["NumberComesRound"] = ("I5", All["numbers end"] with
            {
                TakesNumbers = ReplicaCanaries.NumberComesRound,
            }),
            ["LifeCountedAnew"] = ("I33", All["life"] with
            {
                Step = ReplicaCanaries.LifeCountedAnew,
            }),
            ["UncertainIsDead"] = ("I20", Bare with
            {
                Cuts = 1,
                Believes = ReplicaCanaries.UncertainIsDead,
            }),
            ["UnknownsForgotten"] = ("I36", All["versions"] with
            {
                Step = ReplicaCanaries.UnknownsForgotten,
            }),
            ["LateFactSetsBack"] = ("I26", All["doubled"] with
            {
                Packets = 3,
                Step = ReplicaCanaries.LateFactSetsBack,
            }),
            ["NothingIsRepaired"] = ("I25", All["channel"] with
            {
                Packets = 1,
                Step = ReplicaCanaries.NothingIsRepaired,
            }),
            ["StandbyThatRequests"] = ("I19", Bare with
            {
                Crashes = 1,
                Requests = 1,
                Step = ReplicationCanaries.StandbyThatRequests,
            }),
        };

    [Theory]
    [InlineData("outbound", "I1a I1b", 86_682, 78_316)]
    [InlineData("stores", "I1a I1b", 13_592, 13_595)]
    [InlineData("stores, inbound", "I3", 11_737, 14_182)]
    [InlineData("stores, requests", "I6", 6_266, 8_249)]
    [InlineData("stores, exposed", "I3", 9_788, 11_480)]
    [InlineData("stores, peer sync", "I3", 5_260, 3_508)]
    [InlineData("stores, rekeyed", "I3", 5_260, 3_508)]
    [InlineData("channel", "", 40_922, 70_327)]
    [InlineData("lost", "I1a I1b", 197_950, 153_424)]
    [InlineData("lost, inbound", "I3", 61_067, 56_003)]
    [InlineData("lost, requests", "I6", 260_658, 285_098)]
    [InlineData("doubling", "", 7_888, 3_540)]
    [InlineData("doubled", "I1a I1b", 86_449, 65_814)]
    [InlineData("doubled, inbound", "I3", 27_205, 27_182)]
    [InlineData("doubled, requests", "I6", 67_671, 129_059)]
    [InlineData("inbound", "I3", 42_143, 39_685)]
    [InlineData("floors", "I3", 108_023, 210_430)]
    [InlineData("floors, cut", "I3", 13_594, 9_652)]
    [InlineData("exposed", "I3", 11_272, 17_796)]
    [InlineData("exposed, cut", "I3", 103_608, 109_634)]
    [InlineData("requests", "I6", 148_894, 147_979)]
    [InlineData("two, outbound", "I1a I1b", 232_977, 172_094)]
    [InlineData("two, inbound", "I3", 89_865, 82_282)]
    [InlineData("two, exposed", "I3", 64_329, 50_875)]
    [InlineData("two, peer sync", "I3", 54_958, 39_134)]
    [InlineData("two, rekeyed", "I3", 54_958, 39_134)]
    [InlineData("ivs", "I1a I1b I2", 3_019, 3_699)]
    [InlineData("numbers end", "I1a I1b I5", 4_567, 7_025)]
    [InlineData("life", "I1a I1b I33", 3_464, 5_338)]
    [InlineData("life, cut", "I1a I1b I33", 46_509, 46_326)]
    [InlineData("two, life", "I1a I1b I33", 262_715, 254_613)]
    [InlineData("all stores", "I1a I1b", 263_408, 246_684)]
    [InlineData("all stores, inbound", "I3", 132_379, 128_371)]
    [InlineData("all stores, requests", "I6", 225_685, 283_340)]
    [InlineData("versions", "I1a I1b I36", 7_873, 7_997)]
    [InlineData("fishing", "I20", 1_485, 1_012)]
    [InlineData("clocks", "I1a I1b", 11_242, 9_974)]
    [InlineData("late", "", 1_096, 802)]
    [InlineData("late, inbound", "I3", 8_761, 6_723)]
    [InlineData("late, requests", "I6", 14_193, 11_038)]
    [InlineData("late, crash, requests", "I6", 18_583, 21_991)]
    [InlineData("late, crash", "I1a I1b I3", 127_388, 204_629, 5)]
    [InlineData("late, lost", "I1a I1b", 1_179_032, 76_704, 17)]
    [InlineData("late, doubled", "I1a I1b", 49_286, 45_295, 5)]
    [Requirement("RFC6027-3.3-a")]
    [Requirement("RFC6027-3.6-a")]
    [Requirement("RFC6027-3.7-a")]
    public void Nothing_is_used_twice_and_from_everywhere_one_reigns_and_one_is_synced(
        string name, string asked, long available, long safe, int worst = 6)
    {
        var goesOn = Whole(name, SoloPolicy.AvailabilityFirst);
        var stops = Whole(name, SoloPolicy.SafetyFirst);
        foreach (var outcome in new[] { goesOn, stops })
        {
            Assert.True(outcome.IsComplete, $"{outcome.Ending}");
            Assert.True(
                outcome.Violations.Count == 0, string.Join(", ", outcome.Violations.Select(Told)));

            // None falls out unseen.
            Assert.Equal(
                [.. asked.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. Always],
                outcome.Invariants.Select(one => one.Name)
                    .OrderBy(one => Array.IndexOf(Always, one)).ThenBy(
                        one => one, StringComparer.Ordinal));
            Assert.Equal(["I10", "I25"], outcome.Goals.Select(goal => goal.Name));
            Assert.All(
                outcome.Goals,
                goal => Assert.InRange(goal.Worst ?? int.MaxValue, 0, worst));
        }

        Assert.Equal((available, safe), (goesOn.States, stops.States));
        var (ids, packets) = (UniqueMessageIds.Card.Measure, RefusedReplays.Card.Measure);
        Assert.Equal(
            (IdsTwice.GetValueOrDefault(name), 0), (KnowOf(goesOn, ids), KnowOf(stops, ids)));
        Assert.Equal(
            AcceptedTwice.GetValueOrDefault(name),
            (KnowOf(goesOn, packets), KnowOf(stops, packets)));
    }

    /// <summary>In how many reigns packets are sent at most: not by alice alone, or nothing could
    /// be used twice.</summary>
    [Theory]
    [InlineData("outbound", 2, 2)]
    [InlineData("stores", 2, 2)]
    [InlineData("lost", 3, 3)]
    [InlineData("doubled", 2, 2)]
    [InlineData("late, crash", 2, 2)]
    [InlineData("late, lost", 2, 2)]
    [InlineData("late, doubled", 2, 2)]
    [InlineData("two, outbound", 3, 3)]
    public void Whoever_takes_over_sends_as_well(string name, int available, int safe) =>
        Assert.Equal(
            (available, safe),
            (MostOf(Whole(name, SoloPolicy.AvailabilityFirst), Senders),
                MostOf(Whole(name, SoloPolicy.SafetyFirst), Senders)));

    /// <summary>In so many states two members were active that did not hear each other; under
    /// SafetyFirst there is none.</summary>
    [Theory]
    [InlineData("requests", 36_957)]
    [InlineData("two, outbound", 48_498)]
    [InlineData("two, life", 67_177)]
    [InlineData("two, inbound", 15_880)]
    [InlineData("two, exposed", 9_431)]
    [InlineData("two, peer sync", 6_380)]
    [InlineData("two, rekeyed", 6_380)]
    public void Two_are_active_in_a_partition_where_availability_comes_first(
        string name, long available) => Assert.Equal(
            (available, 0),
            (KnowOf(Whole(name, SoloPolicy.AvailabilityFirst), Two),
                KnowOf(Whole(name, SoloPolicy.SafetyFirst), Two)));

    [Fact]
    public void Message_IDs_are_used_twice_only_by_two_active_members_in_a_partition()
    {
        // AvailabilityFirst gives up this much: once, and not without a partition.
        var outcome = Whole(All["requests"] with { IdsTwiceMax = 0 });
        var violation = Assert.Single(outcome.Violations);
        Assert.Equal("I6", violation.Name);
        Assert.Equal("saw two", violation.Trace.Events.Last().After[^1]);
    }

    [Fact]
    public void Packets_are_accepted_twice_only_by_two_active_members_in_a_partition()
    {
        // docs/replication.md: each of them takes a packet once, and no more.
        var outcome = Whole(All["two, inbound"] with { AcceptedAgainMax = 0 });
        var violation = Assert.Single(outcome.Violations);
        Assert.Equal("I3", violation.Name);
        Assert.Equal("saw two", violation.Trace.Events.Last().After[^1]);
    }

    [Fact]
    public void An_SA_lives_longer_only_by_two_active_members_in_a_partition()
    {
        // Each of them counts the octets for itself, docs/adr/0113.
        var outcome = Whole(All["two, life"] with { LivesApartMax = 0 });
        var violation = Assert.Single(outcome.Violations);
        Assert.Equal("I33", violation.Name);
        Assert.Equal("saw two", violation.Trace.Events.Last().After[^1]);

        // And the bound is no room for whoever counts anew.
        var anew = Whole(All["two, life"] with { Step = ReplicaCanaries.LifeCountedAnew });
        Assert.Equal("I33", Assert.Single(anew.Violations).Name);
    }

    [Fact]
    public void Each_takeover_exposes_a_packet_where_the_policy_leaves_one_exposed()
    {
        var outcome = Whole(All["two, exposed"] with
        {
            Solo = SoloPolicy.SafetyFirst,
            ExposuresMax = 1,
        });
        Assert.Equal("I3", Assert.Single(outcome.Violations).Name);
    }

    /// <summary>The canaries, for the table of checkers.</summary>
    internal static IEnumerable<string> Canaries =>
        [.. Broken.Keys, nameof(PeriodicCounters)];

    [Theory]
    [InlineData("LeaseNotAwaited", 9)]
    [InlineData("FloorNotAwaited", 9)]
    [InlineData("FloorLoweredForOthers", 8)]
    [InlineData("SentBeforeReplicated", 7)]
    [InlineData("MessageIdsAnew", 5)]
    [InlineData("EpochRestoredFromSnapshot", 14)]
    [InlineData("SoloTooEarly", 13)]
    [InlineData("DriftForgotten", 11)]
    [InlineData("SyncedByWhatIsHeard", 15)]
    [InlineData("OlderEpochBelieved", 10)]
    [InlineData("StandbyThatRequests", 1)]
    [InlineData("IvWithoutReign", 7)]
    [InlineData("NumberComesRound", 8)]
    [InlineData("LifeCountedAnew", 11)]
    [InlineData("UncertainIsDead", 13)]
    [InlineData("UnknownsForgotten", 3)]
    [InlineData("LateFactSetsBack", 22)]
    [InlineData("NothingIsRepaired", 6)]
    public void Each_canary_is_caught_by_its_checker(string name, int events)
    {
        var finds = Broken[name].Finds;
        var outcome = Explore(name, isWrong: true);
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(violation is not null, $"{outcome.Ending}, {outcome.States} states");
        Assert.True(violation.Trace.Length == events, Told(violation));
    }

    [Theory]
    [InlineData(4, 0, "I1a", 6)]
    [InlineData(4, 0, "I1b", 6)]
    [InlineData(0, 1, "I3", 4)]
    public void PeriodicCounters(uint packets, uint inbound, string finds, int events)
    {
        // Counters every so many packets, and nobody waits: what existing systems do.
        var outcome = Exploration.Run(new PeriodicSyncBaseline("periodic-sync-baseline")
        {
            Packets = packets,
            Inbound = inbound,
        }.Model());
        var violation = outcome.Violations.FirstOrDefault(one => one.Name == finds);
        Assert.True(violation is not null, $"{outcome.Ending}, {outcome.States} states");
        Assert.Equal(events, violation.Trace.Length);
    }

    /// <summary>The world of a canary, with it or without: one question.</summary>
    internal static Outcome Explore(string name, bool isWrong) => Explored.GetOrAdd(
        (name, isWrong), static one => new(() => Find(one.Name, one.IsWrong))).Value;

    /// <summary>The world of a canary, and what finds it.</summary>
    internal static (string Finds, World World) WorldOf(string name) =>
        (Broken[name].Finds, World.Of(Broken[name].World.Model()));

    /// <summary>What is found of a canary where something comes first.</summary>
    internal static Violation FindUnder(SoloPolicy solo, string name) =>
        Assert.Single(Find(name, isWrong: true, solo: solo).Violations);

    /// <summary>The world of a canary without it, up to so many events.</summary>
    internal static Outcome Shipped(string name, int events) =>
        Find(name, isWrong: false, new() { Depth = events });

    private static Outcome Find(
        string name, bool isWrong, Limits? limits = null, SoloPolicy? solo = null)
    {
        var (finds, world) = Broken[name];
        world = world with { Solo = solo ?? world.Solo };
        var model = (isWrong ? world : Without(world)).Model();
        return Exploration.Run(
            model with
            {
                Invariants = [.. model.Invariants.Where(one => one.Name == finds)],
                Goals = [.. model.Goals.Where(one => one.Name == finds)],
            },
            limits);
    }

    private static ReplicationScenario Without(ReplicationScenario world) =>
        world with
        {
            Step = Bare.Step,
            LowersItself = true,
            TakesNumbers = null,
            Iv = world.Iv is null ? null : PartitionedIvs.Sent,
            Believes = world.Believes is null ? null : static known => known,
            But = world.But.Method.DeclaringType == typeof(ReplicationCanaries)
                ? Bare.But
                : world.But,
        };
}
