using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Properties.Simulation.Campaigns;

/// <summary>Plans that break something are made small: fewer, shorter, simpler.</summary>
public sealed class ShrinkingOfPlans
{
    private const int TriesMax = 100_000;

    private static readonly WorldPlan Pair = Topologies.StatefulPair;

    [Property]
    public void What_comes_out_breaks_it_still_and_none_of_it_can_be_left_out(ulong seed)
    {
        var plan = Swarm.Draw(Pair, seed).Faults
            .At(70.1, new Fault.Crash("alice")).At(70.2, new Fault.SyncCut(new(77_777)));
        var shrunk = Shrinking.Run(plan, Breaks, TriesMax);
        Assert.True(shrunk.IsMinimal);
        Assert.True(Breaks(shrunk.Faults));
        Assert.Equal(2, shrunk.Faults.Faults.Count);
        Assert.IsType<Fault.Crash>(shrunk.Faults.Faults[0].Fault);
        var cut = Assert.IsType<Fault.SyncCut>(shrunk.Faults.Faults[1].Fault);
        Assert.InRange(cut.For, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        Assert.Equal(
            shrunk.Faults, Shrinking.Run(shrunk.Faults, Breaks, TriesMax).Faults);
    }

    [Fact]
    public void It_stops_where_it_may_try_no_more_and_says_so()
    {
        var plan = Enumerable.Range(1, 40).Aggregate(
            FaultPlan.None, (all, at) => all.At(at, new Fault.Crash("alice")));
        var tries = 0;
        var shrunk = Shrinking.Run(
            plan,
            smaller =>
            {
                tries++;
                return smaller.Faults.Count > 20;
            },
            30);
        Assert.Equal((30, 30, false), (tries, shrunk.Tries, shrunk.IsMinimal));
        Assert.True(shrunk.Faults.Faults.Count > 20);
    }

    [Fact]
    public void Each_step_makes_less_of_every_fault_so_steps_end()
    {
        var all = Enumerable.Range(0, 2_000)
            .SelectMany(seed => Swarm.Draw(Pair with { Attacker = new() }, (ulong)seed)
                .Faults.Faults);
        foreach (var fault in all)
        {
            var shrunk = Shrinking.Run(
                new([fault]), plan => plan.Faults.Count == 1, TriesMax);
            Assert.True(shrunk.IsMinimal);
            Assert.InRange(shrunk.Tries, 1, 400);
        }
    }

    private static bool Breaks(FaultPlan plan) =>
        CampaignRuns.CrashThenCut(plan, 0).Broken.Count > 0;
}
