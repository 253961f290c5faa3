using System.Collections.Concurrent;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.PeriodicSync;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// RFC 6027 §3.3 to §3.7: two members, one IKE SA, one CHILD SA under the shipped machine, every
/// order of everything that may happen within the budgets, to the fixpoint. The counts are pinned:
/// another one is another behaviour, or another world.
/// </summary>
public sealed class Rfc6027_3_Replication
{
    private static readonly ReplicationScenario World = new("replication") { IdsTwiceMax = 1 };

    private static readonly Dictionary<string, ReplicationScenario> Worlds = new()
    {
        ["outbound"] = World with { Crashes = 1, Cuts = 1, Packets = 1 },
        ["stores"] = World with { Crashes = 1, LosesStores = true, Packets = 2 },
        ["channel"] = World with { Crashes = 1, Losses = 1, Delay = 0 },
        ["doubled"] = World with { Moves = 1, Doublings = 1, Delay = 0 },
        ["inbound"] = World with { Crashes = 1, Cuts = 1, Inbound = 1 },
        ["floors"] = World with { Crashes = 1, Inbound = 2, Slackenings = 2 },
        ["floors, cut"] = World with { Cuts = 1, Inbound = 2, Slackenings = 1 },
        ["exposed"] = World with { Crashes = 1, Inbound = 3, Replay = ReplayPolicy.Bounded },
        ["requests"] = World with { Cuts = 1, Moves = 1, Requests = 1 },
        ["ivs"] = World with { Crashes = 1, Packets = 1, Iv = PartitionedIvs.Sent },
        ["numbers end"] = World with
        {
            Crashes = 1,
            Packets = 3,
            NumbersFrom = uint.MaxValue - 3,
        },
        ["life"] = World with { Crashes = 1, Packets = 2, Life = 3 },
        ["all stores"] = World with
        {
            Crashes = 1,
            Cuts = 1,
            LosesStores = true,
            Packets = 1,
        },
        ["versions"] = World with
        {
            Crashes = 1,
            LosesStores = true,
            Packets = 1,
            TellsUnknown = true,
        },
        ["clocks"] = World with { Cuts = 1, Packets = 1, Skews = 2 },
        ["late"] = Late,
        ["late, inbound"] = Late with { Inbound = 1 },
        ["fishing"] = World with
        {
            Crashes = 1,
            Believes = static known => known,
            Allows = static name => name != "alice is asked for a token",
        },
    };

    // Found once, and played as well.
    private static readonly ConcurrentDictionary<(string Name, bool IsWrong), Lazy<Outcome>>
        Explored = new();

    // Each message is under way for up to a unit of time; heartbeats are one unit apart.
    private static ReplicationScenario Late =>
        World with { Delay = 1, But = ReplicationScenario.Patient };

    /// <summary>
    /// What AvailabilityFirst costs: in so many states one message ID was used twice, by two active
    /// members in a partition. Under SafetyFirst there is none.
    /// </summary>
    private static readonly Dictionary<string, long> IdsTwice = new() { ["requests"] = 2_415 };

    private static readonly Dictionary<string, (string Finds, ReplicationScenario World)> Broken =
        new()
        {
            ["LeaseNotAwaited"] = ("I1b", Worlds["channel"] with
            {
                Packets = 3,
                Step = ReplicationCanaries.LeaseNotAwaited,
            }),
            ["FloorNotAwaited"] = ("I3", Worlds["channel"] with
            {
                Inbound = 2,
                Step = ReplicationCanaries.FloorNotAwaited,
            }),
            ["FloorLoweredForOthers"] = ("I3", Worlds["floors"] with { LowersItself = false }),
            ["SentBeforeReplicated"] = ("I6", Worlds["channel"] with
            {
                Requests = 1,
                Step = ReplicationCanaries.SentBeforeReplicated,
            }),
            ["MessageIdsAnew"] = ("I6", World with
            {
                Crashes = 1,
                Requests = 1,
                Step = ReplicationCanaries.MessageIdsAnew,
            }),
            ["EpochRestoredFromSnapshot"] = ("I1a", World with
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
            ["SoloTooEarly"] = ("Synced", World with
            {
                Crashes = 1,
                Cuts = 1,
                But = ReplicationCanaries.SoloTooEarly,
            }),
            ["DriftForgotten"] = ("Synced", Worlds["clocks"] with
            {
                But = ReplicationCanaries.DriftForgotten,
            }),
            ["SyncedByWhatIsHeard"] = ("Synced", World with
            {
                Cuts = 1,
                Delay = 0,
                Step = ReplicationCanaries.SyncedByWhatIsHeard,
            }),
            ["OlderEpochBelieved"] = ("I27", World with
            {
                Moves = 1,
                Cuts = 1,
                Packets = 1,
                Delay = 0,
                Step = ReplicationCanaries.OlderEpochBelieved,
            }),
            ["IvWithoutReign"] = ("I2", Worlds["ivs"] with
            {
                Iv = ReplicaCanaries.IvWithoutReign,
            }),
            ["NumberComesRound"] = ("I5", Worlds["numbers end"] with
            {
                TakesNumbers = ReplicaCanaries.NumberComesRound,
            }),
            ["LifeCountedAnew"] = ("I33", Worlds["life"] with
            {
                Step = ReplicaCanaries.LifeCountedAnew,
            }),
            ["UncertainIsDead"] = ("I20", World with
            {
                Cuts = 1,
                Believes = ReplicaCanaries.UncertainIsDead,
            }),
            ["UnknownsForgotten"] = ("I36", Worlds["versions"] with
            {
                Step = ReplicaCanaries.UnknownsForgotten,
            }),
            ["LateFactSetsBack"] = ("I26", Worlds["doubled"] with
            {
                Packets = 3,
                Step = ReplicaCanaries.LateFactSetsBack,
            }),
            ["NothingIsRepaired"] = ("I25", Worlds["channel"] with
            {
                Packets = 1,
                Step = ReplicaCanaries.NothingIsRepaired,
            }),
            ["StandbyThatRequests"] = ("I19", World with
            {
                Crashes = 1,
                Requests = 1,
                Step = ReplicationCanaries.StandbyThatRequests,
            }),
        };

    [Theory]
    [InlineData("outbound", 86_682, 78_316)]
    [InlineData("stores", 13_592, 13_595)]
    [InlineData("channel", 40_922, 70_327)]
    [InlineData("doubled", 7_888, 3_540)]
    [InlineData("inbound", 42_143, 39_685)]
    [InlineData("floors", 108_023, 210_430)]
    [InlineData("floors, cut", 13_594, 9_652)]
    [InlineData("exposed", 11_272, 17_796)]
    [InlineData("requests", 148_894, 147_979)]
    [InlineData("ivs", 3_019, 3_699)]
    [InlineData("numbers end", 4_567, 7_025)]
    [InlineData("life", 3_464, 5_338)]
    [InlineData("all stores", 263_408, 246_684)]
    [InlineData("versions", 7_873, 7_997)]
    [InlineData("fishing", 1_485, 1_012)]
    [InlineData("clocks", 11_242, 9_974)]
    [InlineData("late", 1_096, 802)]
    [InlineData("late, inbound", 8_761, 6_723)]
    [Requirement("RFC6027-3.3-a")]
    [Requirement("RFC6027-3.6-a")]
    [Requirement("RFC6027-3.7-a")]
    public void Nothing_is_used_twice_and_from_everywhere_one_reigns_and_one_is_synced(
        string name, long available, long safe)
    {
        var goesOn = Explore(Worlds[name] with { Solo = SoloPolicy.AvailabilityFirst });
        var stops = Explore(Worlds[name] with { Solo = SoloPolicy.SafetyFirst });
        foreach (var outcome in new[] { goesOn, stops })
        {
            Assert.True(outcome.IsComplete, $"{outcome.Ending}");
            Assert.True(
                outcome.Violations.Count == 0,
                string.Join(", ", outcome.Violations.Select(one => $"{one.Name}: {Told(one)}")));
            Assert.Equal(["I10", "I25"], outcome.Goals.Select(goal => goal.Name));
            Assert.All(
                outcome.Goals,
                goal => Assert.InRange(goal.Worst ?? int.MaxValue, 0, 6));
        }

        Assert.Equal((available, safe), (goesOn.States, stops.States));
        Assert.Equal(
            (IdsTwice.GetValueOrDefault(name), 0), (KnowOfIdsTwice(goesOn), KnowOfIdsTwice(stops)));
    }

    /// <summary>In how many states a message ID has been used twice: two were active.</summary>
    private static long KnowOfIdsTwice(Outcome outcome) => outcome.Gauges
        .Single(one => one.Name == UniqueMessageIds.Card.Measure).Spread.Skip(1).Sum();

    [Fact]
    public void Message_IDs_are_used_twice_only_by_two_active_members_in_a_partition()
    {
        // AvailabilityFirst gives up this much: once, and not without a partition.
        var outcome = Explore(Worlds["requests"] with { IdsTwiceMax = 0 });
        var violation = Assert.Single(outcome.Violations);
        Assert.Equal("I6", violation.Name);
        Assert.Equal("saw two", violation.Trace.Events.Last().After[^1]);
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

    private static Outcome Find(string name, bool isWrong)
    {
        var (finds, world) = Broken[name];
        var model = (isWrong ? world : Without(world)).Model();
        return Exploration.Run(model with
        {
            Invariants = [.. model.Invariants.Where(one => one.Name == finds)],
            Goals = [.. model.Goals.Where(one => one.Name == finds)],
        });
    }

    private static ReplicationScenario Without(ReplicationScenario world) =>
        world with { Step = World.Step };

    private static Outcome Explore(ReplicationScenario world) =>
        Exploration.Run(world.Model(), new Limits { States = 600_000 });

    private static string Told(Violation violation) =>
        $"{violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));
}
