using System.Collections.Concurrent;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>The worlds of <see cref="Rfc6027_3_Replication"/> by name, each explored once.
/// </summary>
internal static class ReplicationWorlds
{
    /// <summary>What is counted besides: how many reigns have sent packets.</summary>
    public const string Senders = "reigns that have sent";

    /// <summary>What is counted besides: whether two members acted that were cut off.</summary>
    public const string Two = "two active in a partition";

    private static readonly ConcurrentDictionary<(string Name, SoloPolicy Solo), Lazy<Outcome>>
        Explored = new();

    /// <summary>Two members, and nothing happens.</summary>
    public static readonly ReplicationScenario Bare =
        new("replication") { IdsTwiceMax = 1 };

    /// <summary>Each message is under way for up to a unit of time; heartbeats are one unit apart.
    /// </summary>
    private static readonly ReplicationScenario Late =
        Bare with { Delay = 1, But = ReplicationScenario.Patient };

    /// <summary>alice dies at any moment, and what she had said arrives, late; she does not come
    /// back.</summary>
    public static readonly ReplicationScenario LateDeath = Late with
    {
        IsReduced = true,
        Crashes = 1,
        Packets = 1,
        Allows = static name => name != "moon crashes"
            && !name.Contains("starts", StringComparison.Ordinal),
    };

    // A member dies, and comes back with its store, without it, or with an older one.
    private static readonly ReplicationScenario Stores =
        Bare with { Crashes = 1, LosesStores = true };

    // The first hop goes where it need not while members do not hear each other.
    private static readonly ReplicationScenario Partition = Bare with { Cuts = 1, Moves = 1 };

    // It begins behind that cut, where who reigns waits for nobody any more.
    private static readonly ReplicationScenario PartedStores =
        Stores with { BeginsParted = true, IsReduced = true };

    /// <summary>By name.</summary>
    public static readonly IReadOnlyDictionary<string, ReplicationScenario> All =
        new Dictionary<string, ReplicationScenario>
        {
            ["outbound"] = Bare with { Crashes = 1, Cuts = 1, Packets = 1 },
            ["stores"] = Stores with { Packets = 2 },
            ["stores, inbound"] = Stores with { Inbound = 2 },
            ["stores, requests"] = Stores with { Requests = 1 },
            ["stores, exposed"] = Stores with { Inbound = 2, Replay = ReplayPolicy.Bounded },
            ["stores, peer sync"] = Stores with { Inbound = 2, Replay = ReplayPolicy.PeerSync },
            ["stores, rekeyed"] = Stores with { Inbound = 2, Replay = ReplayPolicy.RekeyFirst },
            ["channel"] = Bare with { Crashes = 1, Losses = 1, Delay = 0 },
            ["lost"] = Bare with { Moves = 1, Losses = 1, Delay = 0, Packets = 1 },
            ["lost, inbound"] = Bare with { Moves = 1, Losses = 1, Delay = 0, Inbound = 1 },
            ["lost, requests"] = Bare with { Moves = 1, Losses = 1, Delay = 0, Requests = 1 },
            ["doubling"] = Bare with { Moves = 1, Doublings = 1, Delay = 0 },
            ["doubled"] = Bare with { Moves = 1, Doublings = 1, Delay = 0, Packets = 1 },
            ["doubled, inbound"] = Bare with { Moves = 1, Doublings = 1, Delay = 0, Inbound = 1 },
            ["doubled, requests"] = Bare with
            {
                Moves = 1,
                Doublings = 1,
                Delay = 0,
                Requests = 1,
            },
            ["late"] = Late,
            ["late, inbound"] = Late with { Inbound = 1 },
            ["late, requests"] = Late with { Requests = 1 },
            ["late, crash, requests"] = LateDeath with { Packets = 0, Requests = 1 },
            ["late, crash"] = LateDeath with { Inbound = 1 },
            ["late, lost"] = LateDeath with { Losses = 1 },
            ["late, doubled"] = LateDeath with { Doublings = 1 },
            ["inbound"] = Bare with { Crashes = 1, Cuts = 1, Inbound = 1 },
            ["floors"] = Bare with { Crashes = 1, Inbound = 2, Slackenings = 2 },
            ["floors, cut"] = Bare with { Cuts = 1, Inbound = 2, Slackenings = 1 },
            ["exposed"] = Bare with { Crashes = 1, Inbound = 3, Replay = ReplayPolicy.Bounded },
            ["exposed, cut"] = Bare with
            {
                Crashes = 1,
                Cuts = 1,
                Inbound = 2,
                Replay = ReplayPolicy.Bounded,
            },
            ["requests"] = Partition with { Requests = 1 },
            ["two, outbound"] = Partition with { Packets = 1 },
            ["two, inbound"] = Partition with { Inbound = 1 },
            ["two, exposed"] = Partition with
            {
                Inbound = 1,
                Replay = ReplayPolicy.Bounded,
                ExposuresMax = 2,
            },
            ["two, peer sync"] = Partition with { Inbound = 1, Replay = ReplayPolicy.PeerSync },
            ["two, rekeyed"] = Partition with { Inbound = 1, Replay = ReplayPolicy.RekeyFirst },
            ["ivs"] = Bare with { Crashes = 1, Packets = 1, Iv = PartitionedIvs.Sent },
            ["numbers end"] = Bare with
            {
                Crashes = 1,
                Packets = 3,
                NumbersFrom = uint.MaxValue - 3,
            },
            ["life"] = Bare with { Crashes = 1, Packets = 2, Life = 3 },
            ["life, cut"] = Bare with { Crashes = 1, Cuts = 1, Packets = 1, Life = 2 },
            ["two, life"] = Partition with { Packets = 3, Life = 3 },
            ["all stores"] = Stores with { Cuts = 1, Packets = 1 },
            ["all stores, inbound"] = Stores with { Cuts = 1, Inbound = 1 },
            ["all stores, requests"] = Stores with { Cuts = 1, Requests = 1 },
            ["parted stores"] = PartedStores with
            {
                Packets = 1,
                Moves = 1,
                Allows = static name => name is not "alice crashes" and not "alice sends a packet",
            },
            ["parted stores, inbound"] = PartedStores with { Inbound = 1 },
            ["parted stores, requests"] = PartedStores with { Requests = 1 },
            ["versions"] = Stores with { Packets = 1, TellsUnknown = true },
            ["clocks"] = Bare with { Cuts = 1, Packets = 1, Skews = 2 },
            ["fishing"] = Bare with
            {
                Crashes = 1,
                Believes = static known => known,
                Allows = static name => name != "alice is asked for a token",
            },
        };

    /// <summary>All of a world, under a policy.</summary>
    public static Outcome Whole(string name, SoloPolicy solo) => Explored.GetOrAdd(
        (name, solo), static one => new(() => Whole(All[one.Name] with { Solo = one.Solo })))
        .Value;

    /// <summary>All of a world.</summary>
    public static Outcome Whole(ReplicationScenario world)
    {
        var model = world.Model();
        return Exploration.Run(
            model with
            {
                Gauges =
                [
                    .. model.Gauges,
                    Of(Senders, static seen => seen.Numbers.Highest.Count),
                    Of(Two, static seen => seen.WereTwo ? 1 : 0),
                ],
            },
            new Limits { States = 1_500_000 });
    }

    /// <summary>In how many states something has been counted at all; none where it cannot be.
    /// </summary>
    public static long KnowOf(Outcome outcome, string gauge) =>
        outcome.Gauges.Where(one => one.Name == gauge).Sum(one => one.Spread.Skip(1).Sum());

    /// <summary>The most that is counted in a state.</summary>
    public static int MostOf(Outcome outcome, string gauge) =>
        outcome.Gauges.Single(one => one.Name == gauge).Most;

    /// <summary>A counter-example in a line.</summary>
    public static string Told(Violation violation) =>
        $"{violation.Name} in {violation.Trace.Length}: "
            + string.Join(" · ", violation.Trace.Events.Select(one => one.Event));

    private static Gauge<NodeState> Of(string name, Func<NodeState.Observer, int> count) => new(
        name, name, (in Look<NodeState> look) => count((NodeState.Observer)look[2]));
}
