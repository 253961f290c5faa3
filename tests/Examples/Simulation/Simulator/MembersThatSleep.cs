using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using static Holdfast.Tests.Examples.Simulation.Simulator.PlayedWorlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Who wakes takes nobody's place (docs/adr/0054).</summary>
public sealed class MembersThatSleep
{
    [Theory]
    [InlineData("stateful-pair")]
    [InlineData("load-shared")]
    public void A_standby_that_wakes_leaves_the_active_member_alone(string world)
    {
        var run = Play(
            Topologies.Named(world)!,
            Of((30.9, new Fault.MonotonicGap("moon", TimeSpan.FromSeconds(6)))));

        Assert.Equal("", Broken(run));
        Assert.Null(When(run, Member("alice", world), "stops reigning"));
    }

    [Fact]
    public void Who_was_replaced_in_its_sleep_takes_its_place_once_it_knows_all()
    {
        var run = Play(
            Pair, Of((30, new Fault.MonotonicGap("alice", TimeSpan.FromSeconds(9)))));

        Assert.Equal("", Broken(run));
        var opened = run.Timeline
            .Where(one => one.Says.StartsWith("lets traffic pass", StringComparison.Ordinal))
            .Select(one => one.Who);
        Assert.Equal(["alice", "moon", "alice"], opened);
        Assert.Contains(
            run.Timeline,
            one => one.Who == "alice"
                && one.Says.StartsWith("reigns in", StringComparison.Ordinal)
                && one.Says.Contains("Synced", StringComparison.Ordinal)
                && one.At > At(39));

        // Nobody served from where alice fell asleep to where moon took over.
        Assert.InRange(run.Measures.WithoutActive, Seconds(0), Seconds(0.1));
    }

    [Fact]
    public void Where_nobody_has_replaced_it_who_wakes_goes_on()
    {
        var gap = TimeSpan.FromSeconds(9);
        var run = Play(
            Pair,
            Of(
                (30, new Fault.MonotonicGap("moon", gap)),
                (30, new Fault.MonotonicGap("alice", gap))));

        Assert.Equal("", Broken(run));
        Assert.InRange(run.Measures.WithoutActive, Seconds(0), Seconds(1));
    }

    [Theory]
    [InlineData("stateful-pair", 872)]
    [InlineData("stateful-pair-ikev1", 872)]
    public void Who_wakes_while_its_sync_channel_is_down_takes_no_place_with_what_it_knew(
        string world, ulong seed)
    {
        // Asleep so long that both ends have given the connection up; it stands anew 0.7 s later.
        var run = Play(
            Topologies.Named(world)!,
            Of((10, new Fault.MonotonicGap("alice", TimeSpan.FromSeconds(9.35)))),
            seed);

        Assert.Equal("", Broken(run));
        var reigns = run.Timeline
            .Where(one => one.Says.StartsWith("reigns in", StringComparison.Ordinal))
            .ToArray();
        Assert.Equal(["alice", "moon", "alice"], reigns.Select(one => one.Who));
        Assert.Contains("Synced", reigns[2].Says, StringComparison.Ordinal);
    }

    private static string Member(string name, string world) =>
        world == "load-shared" ? $"{name}/mars" : name;

    private static Instant At(double seconds) =>
        Instant.Zero + Seconds(seconds);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
