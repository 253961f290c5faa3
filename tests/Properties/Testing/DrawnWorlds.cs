using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Links;
using Holdfast.Testing;
using Holdfast.Testing.Worlds;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>Topologies that are built by drawing, and schedules of faults in them.</summary>
[Properties(Arbitrary = [typeof(HoldfastArbitraries)], MaxTest = 200)]
public sealed class DrawnWorlds
{
    private const int Worlds = 600;
    private const int Draws = 3_000;

    [Property]
    public void Topologies_and_faults_stand(WorldScenario scenario, WorldPlan world)
    {
        Assert.Null(WorldScenarioJson.Wrong(scenario));
        Assert.Null(WorldScenarioJson.Wrong(new(world, FaultPlan.None)));
    }

    [Property]
    public void Faults_are_a_parameter(FaultPlan faults) =>
        Assert.Null(WorldScenarioJson.Wrong(new(WorldDraws.Exposed, faults)));

    /// <summary>As docs/testing.md says it of the parameter.</summary>
    [Fact]
    public void Faults_of_every_kind_there_is_come_as_a_parameter()
    {
        var faults = HoldfastArbitraries.Register(Config.Default).ArbMap.ArbFor<FaultPlan>();
        Assert.Equal([], Missing(Seeded.Sample(faults, Draws, Draws)));

        // The pair alone has nobody who moves, for one.
        var pair = HoldfastArbitraries.FaultsIn(Topologies.StatefulPair);
        Assert.Contains(
            nameof(Fault.PeerMoves), Missing(Seeded.Sample(pair, Draws, Draws)));
        Assert.All(FaultKinds.All, kind => Assert.True(kind.IsThere(WorldDraws.Exposed)));
    }

    /// <summary>Of each thing that a topology is made of there are several.</summary>
    [Fact]
    public void Topologies_differ_in_all_that_they_are_made_of()
    {
        var worlds = Many(WorldDraws.Topology);
        Assert.All(
            new Dictionary<string, Func<WorldPlan, object?>>
            {
                ["members"] = static world => world.Members.Count,
                ["gateways"] = static world => world.Gateways.Count,
                ["order"] = static world => world.Gateways[0].IsOrdered,
                ["peers"] = static world => world.Peers.Count,
                ["versions"] = static world => world.Peers[0].Version,
                ["peers' times"] = static world => world.Peers[0].WorryAfter,
                ["NAT"] = static world => world.Peers[0].IsBehindNat,
                ["spokes"] = static world => world.Spokes.Count,
                ["hosts"] = static world => world.Hosts.Count,
                ["segments"] = static world => world.Segments.Count,
                ["MTU"] = static world => world.Segments[0].MtuOctets,
                ["links"] = static world => world.Links.Count,
                ["delays"] = static world => world.Links[0].DelayMax,
                ["losses"] = static world => world.Links[0].LossPpm,
                ["access"] = static world => world.Members[0].Access.Count,
                ["identities"] = static world => world.Members[0].Identity,
                ["priorities"] = static world => world.Members[0].Priority,
                ["joins"] = static world => world.Routing.Joins[0].DelayMin,
                ["detection"] = static world => world.Routing.Detection,
                ["convergence"] = static world => world.Routing.Convergence,
                ["BFD"] = static world => world.Routing.Bfd,
                ["ways back"] = static world => world.Routing.Returns.Count,
                ["sync"] = static world => world.Sync,
                ["attacker"] = static world => world.Attacker,
                ["policy"] = static world => world.Policy,
                ["SAs"] = static world => world.Sas[0].Count,
                ["suites"] = static world => world.Sas[0].Suite,
                ["rekeys"] = static world => world.Sas[0].RekeyAfter,
                ["flows"] = static world => world.Flows.Count,
                ["duration"] = static world => world.Duration,
                ["healing"] = static world => world.HealAt,
            },
            part => Assert.True(
                worlds.Select(part.Value).Distinct().Count() > 1, $"{part.Key} are one"));
        Assert.Contains(worlds, world => world.Members is [
        { Identity: LinkSelection.Identity.EachLink, Access.Count: 2 }]);
        Assert.True(worlds.Distinct().Count() > Worlds * 9 / 10);
    }

    /// <summary>Every case of <see cref="Fault"/>, and more than a few times of each.</summary>
    [Fact]
    public void Every_fault_there_is_is_drawn_at_many_times()
    {
        FaultPlan[] plans = [.. Many(WorldDraws.Scenario).Select(one => one.Faults)];
        Assert.Equal([], Missing(plans));
        var faults = plans.SelectMany(plan => plan.Faults)
            .ToLookup(fault => fault.Fault.GetType());
        Assert.All(faults, kind => Assert.True(
            kind.Select(fault => fault.At).Distinct().Count() > 2, kind.Key.Name));
    }

    [Fact]
    public void Schedules_hit_everybody_and_are_of_any_length_up_to_twelve_faults()
    {
        var plans = Many(static choices => WorldDraws.Faults(choices, Topologies.StatefulPair));
        Assert.Contains(plans, plan => plan.Faults.Count == 0);
        Assert.Contains(plans, plan => plan.Faults.Count > 8);
        Assert.All(plans, plan => Assert.InRange(plan.Faults.Count, 0, 24));
        var hit = plans.SelectMany(plan => plan.Faults)
            .SelectMany(fault => FaultNames.Of(fault.Fault)).Select(use => use.Name).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "alice", "moon", "carol", "outside", "inside", "backbone", "sync",
            },
            hit);
    }

    /// <summary>What stands is also played: to its end, whatever its invariants say.</summary>
    [Fact]
    public void Drawn_scenarios_break_and_are_played_to_their_ends()
    {
        var drawn = Enumerable.Range(1, int.MaxValue)
            .Select(seed => (seed, Drawn<WorldScenario>.Of(seed, WorldDraws.Scenario).Value))
            .Where(one => one.Value.Faults.Faults.Count > 0).Take(PropertyRuns.Of(12)).ToList();
        var broken = 0;
        foreach (var (seed, (world, faults)) in drawn)
        {
            var last = TimeSpan.Zero;
            var run = SeededRun.Play(
                world with { Duration = world.HealAt + TimeSpan.FromSeconds(5) }, faults,
                (ulong)seed, new()
                {
                    Trace = octets => last = TimeSpan.FromTicks(
                        BinaryPrimitives.ReadInt64BigEndian(octets.Span)),
                });
            var broke = run.Timeline.Where(one => one.Kind == MomentKind.Fault)
                .Select(one => one.At - Instant.Zero).ToList();
            broken += broke.Any(at => at < world.HealAt) ? 1 : 0;
            Assert.Contains(world.HealAt, broke);

            // Somebody says Hello every three seconds.
            Assert.InRange(
                last, world.HealAt + TimeSpan.FromSeconds(2),
                world.HealAt + TimeSpan.FromSeconds(5));
        }

        // Not in all: what is down is not put down again, and a crash may wait for its point.
        Assert.True(broken * 2 >= drawn.Count, $"something breaks in {broken} of {drawn.Count}");
    }

    /// <summary>Where schedules of every kind come from is a world to play them in.</summary>
    [Fact]
    public void The_world_in_which_everything_can_break_is_played()
    {
        var calm = SeededRun.Play(WorldDraws.Exposed, FaultPlan.None, 1, new());
        Assert.Empty(calm.Violations);
        Assert.True(calm.Measures.PacketsReceived > 0);
        foreach (var (at, plan) in Seeded.Sample(
            HoldfastArbitraries.Faults(), 20, PropertyRuns.Of(2)).Index())
        {
            var run = SeededRun.Play(WorldDraws.Exposed, plan, (ulong)at, new());
            Assert.Empty(run.Violations);
            Assert.Contains(WorldDraws.Exposed.HealAt, run.Timeline
                .Where(one => one.Kind == MomentKind.Fault).Select(one => one.At - Instant.Zero));
        }
    }

    /// <summary>Of any world that stands: members without a way out, or with no segment in common,
    /// and times that are over at once.</summary>
    [Fact]
    public void Faults_stand_in_every_world_that_stands()
    {
        var one = Topologies.OneGateway;
        var apart = one with
        {
            Members = [.. one.Members, new MemberPlan { Name = "idle", Number = 9 }],
        };
        var brief = Topologies.StatefulPair with { HealAt = TimeSpan.FromTicks(1) };
        foreach (var world in (WorldPlan[])[.. Topologies.All, apart, brief])
        {
            Assert.Null(WorldScenarioJson.Wrong(new(world, FaultPlan.None)));
            Assert.All(
                Many(choices => WorldDraws.Faults(choices, world)),
                plan => Assert.Null(FaultNames.Wrong(plan, world)));
        }
    }

    /// <summary>Shrinking takes a fault out of the middle, and the others stay what they are.
    /// </summary>
    [Fact]
    public void Each_fault_is_a_part_of_its_own()
    {
        var kinds = new HashSet<Type>();
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var drawn = Drawn<FaultPlan>.Of(seed, Faults);
            for (var part = 0; part < 11; part++)
            {
                var without = Faults(new([
                    .. drawn.Numbers.Take(part * Choices.InPart),
                    .. drawn.Numbers.Skip((part + 1) * Choices.InPart).Take(11 * Choices.InPart),
                ]));
                var gone = drawn.Value.Faults.Except(without.Faults).ToList();
                Assert.InRange(gone.Count, 0, 2);
                kinds.UnionWith(gone.Select(one => one.Fault.GetType()));
            }
        }

        Assert.Contains(typeof(Fault.Duplicate), kinds);

        static FaultPlan Faults(Choices choices) =>
            WorldDraws.Faults(choices, Topologies.LoadShared);
    }

    /// <summary>They do not move when the topology becomes shorter or longer.</summary>
    [Fact]
    public void The_faults_of_a_scenario_have_their_place_whatever_the_topology()
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var drawn = Drawn<WorldScenario>.Of(seed, WorldDraws.Scenario);
            Assert.Equal(
                WorldDraws.Faults(
                    new([.. drawn.Numbers.Skip(20 * Choices.InPart)]), drawn.Value.World),
                drawn.Value.Faults);
        }
    }

    /// <summary>Cases of <see cref="Fault"/> that are in none of some schedules.</summary>
    private static string[] Missing(IEnumerable<FaultPlan> plans) =>
    [
        .. typeof(Fault).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Fault)))
            .Except(plans.SelectMany(plan => plan.Faults).Select(one => one.Fault.GetType()))
            .Select(type => type.Name),
    ];

    private static List<T> Many<T>(Func<Choices, T> draw) =>
        [.. Enumerable.Range(1, Worlds).Select(seed => Drawn<T>.Of(seed, draw).Value)];
}
