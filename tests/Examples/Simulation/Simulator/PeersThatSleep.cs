using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using static Holdfast.Tests.Examples.Simulation.Simulator.PlayedWorlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>A peer that is suspended does nothing; what was due happens when it wakes.</summary>
public sealed class PeersThatSleep
{
    [Theory]
    [InlineData("stateful-pair")]
    [InlineData("stateful-pair-ikev1")]
    public void SAs_that_are_wanted_in_its_sleep_are_made_once_it_wakes(string world)
    {
        var plan = Topologies.Named(world)!;
        var at = plan.Sas[0].At.TotalSeconds;
        var run = Play(
            plan, Of((at - 1, new Fault.MonotonicGap("carol", TimeSpan.FromSeconds(21)))));

        Assert.Equal("", Broken(run));
        Assert.Empty(Said(run, "carol", at - 1, at + 20));
        Assert.NotEmpty(Said(run, "carol", at + 20, at + 21));
    }

    [Theory]
    [InlineData("stateful-pair")]
    [InlineData("stateful-pair-ikev1")]
    public void An_attempt_that_is_open_does_not_grow_old_in_its_sleep(string world)
    {
        // Nobody is heard: without the sleep carol would begin anew some times in a minute.
        var run = Play(
            Topologies.Named(world)! with { HealAt = TimeSpan.FromSeconds(75) },
            Of(
                (2, new Fault.Partition("outside", ["alice", "moon"])),
                (14, new Fault.MonotonicGap("carol", TimeSpan.FromSeconds(60)))));

        Assert.Empty(Said(run, "carol", 14, 74));
        Assert.Equal("", Broken(run));
    }

    [Theory]
    [InlineData("stateful-pair")]
    [InlineData("stateful-pair-ikev1")]
    public void What_it_is_told_in_its_sleep_it_does_when_it_wakes(string world)
    {
        var run = Play(
            Topologies.Named(world)!,
            Of(
                (29, new Fault.MonotonicGap("carol", TimeSpan.FromSeconds(6))),
                (30, new Fault.Delete("carol", ByPeer: true))));

        Assert.Equal("", Broken(run));
        Assert.InRange(When(run, "carol", "has deleted its IKE SA")!.Value, 35, 35.3);
    }

    private static IEnumerable<string> Said(
        RunResult run, string who, double since, double until) => run.Timeline
        .Where(one => one.Who == who
            && one.At > Instant.Zero + TimeSpan.FromSeconds(since)
            && one.At < Instant.Zero + TimeSpan.FromSeconds(until))
        .Select(one => one.Says);
}
