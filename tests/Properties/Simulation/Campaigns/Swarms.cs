using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Properties.Simulation.Campaigns;

/// <summary>What seeds stand for.</summary>
public sealed class Swarms
{
    private static readonly WorldPlan Pair = Topologies.StatefulPair with
    {
        Attacker = new() { Segments = ["outside"] },
    };

    [Fact]
    public void One_seed_is_one_plan()
    {
        for (var seed = 0ul; seed < 200; seed++)
        {
            Assert.Equal(Swarm.Draw(Pair, seed), Swarm.Draw(Pair, seed));
        }

        Assert.NotEqual(Swarm.Draw(Pair, 1), Swarm.Draw(Pair, 2));
    }

    [Fact]
    public void Every_plan_can_stand_in_its_world()
    {
        foreach (var world in Topologies.All.Append(Pair))
        {
            for (var seed = 0ul; seed < 300; seed++)
            {
                var (kinds, plan) = Swarm.Draw(world, seed);
                Assert.Null(WorldScenarioJson.Wrong(new(world, plan)));
                Assert.All(kinds, kind => Assert.Contains(kind, Swarm.KindsOf(world)));
            }
        }
    }

    [Fact]
    public void Each_kind_is_on_in_about_half_of_the_seeds_and_all_faults_are_drawn_in_the_end()
    {
        // A fixed history: seeds from 0 on.
        var draws = Enumerable.Range(0, 2_000).Select(seed => Swarm.Draw(Pair, (ulong)seed))
            .ToList();
        Assert.All(Swarm.KindsOf(Pair), kind => Assert.InRange(
            draws.Count(draw => draw.Kinds.Contains(kind)), 900, 1_100));
        var drawn = draws.SelectMany(draw => draw.Faults.Faults)
            .Select(one => one.Fault.GetType()).ToHashSet();
        Assert.Superset(
            new HashSet<Type>
            {
                typeof(Fault.Crash), typeof(Fault.CrashAt), typeof(Fault.Restart),
                typeof(Fault.LinkDown), typeof(Fault.LinkUp), typeof(Fault.LinkLoses),
                typeof(Fault.LinkFlaps), typeof(Fault.Partition), typeof(Fault.Rejoin),
                typeof(Fault.Lose), typeof(Fault.Duplicate), typeof(Fault.Delay),
                typeof(Fault.Reorder), typeof(Fault.Corrupt), typeof(Fault.SyncSlow),
                typeof(Fault.SyncCut), typeof(Fault.Reroute), typeof(Fault.ConvergeIn),
                typeof(Fault.ClockRate), typeof(Fault.MonotonicGap), typeof(Fault.ConfigDrift),
                typeof(Fault.Drain), typeof(Fault.Remain), typeof(Fault.Rekey),
                typeof(Fault.Delete), typeof(Fault.Establish), typeof(Fault.Replay),
                typeof(Fault.UnprotectedHint), typeof(Fault.InjectSync),
                typeof(Fault.HalfOpenFlood),
            },
            drawn);
    }
}
