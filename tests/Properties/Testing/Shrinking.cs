using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Samples;
using Holdfast.Testing.Worlds;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>
/// What breaks a law is shrunk to the smallest case that breaks it, which is known: FsCheck takes
/// the first simpler one that still does, until none does.
/// </summary>
public sealed class Shrinking
{
    [Fact]
    public void A_topology_shrinks_to_two_members_with_a_sync_channel()
    {
        var simplest = new Drawn<WorldPlan>([], WorldDraws.Topology(new([]))).Value;
        var world = Smallest(
            WorldDraws.Topology,
            static world => world.Sync is not null && world.Flows.Count > 0);
        Assert.Equal(["alice", "moon"], world.Members.Select(one => one.Name));
        Assert.Equal(["mars"], world.Gateways.Select(one => one.Name));
        Assert.Equal(["carol"], world.Peers.Select(one => one.Name));
        Assert.Equal(simplest.Peers, world.Peers);
        Assert.Equal(simplest.Sas, world.Sas);
        Assert.Equal(simplest.Policy, world.Policy);
        Assert.Equal(simplest.Routing, world.Routing);
        Assert.Equal(simplest.Duration, world.Duration);
        Assert.Equal(new SyncPlan("sync"), world.Sync);
        Assert.Null(world.Attacker);
        Assert.Empty(world.Spokes);
        Assert.Equal(1, Assert.Single(world.Flows).PacketsPerSecond);
        Assert.All(world.Links, link =>
            Assert.Equal(new LinkPlan { Who = link.Who, Segment = link.Segment }, link));
    }

    [Fact]
    public void The_simplest_topology_is_a_member_a_peer_and_an_SA()
    {
        var world = Smallest(WorldDraws.Topology, static _ => true);
        Assert.Equal(
            (1, 1, 1, 1, 0, 0), (world.Members.Count, world.Gateways.Count, world.Peers.Count,
                world.Sas.Count, world.Flows.Count, world.Spokes.Count));
    }

    [Fact]
    public void A_schedule_shrinks_to_the_one_fault_at_the_first_time_that_matters()
    {
        var half = TimeSpan.FromSeconds(30);
        var plan = Smallest(
            Faults,
            plan => plan.Faults.Any(one => one.Fault is Fault.LinkDown && one.At >= half));
        Assert.Equal(
            [new TimedFault(half, new Fault.LinkDown(Topologies.StatefulPair.Links[0].Name))],
            plan.Faults);
    }

    [Fact]
    public void Two_crashes_shrink_to_the_simplest_ones_at_the_earliest_time()
    {
        var crash = new TimedFault(TimeSpan.FromSeconds(1), new Fault.Crash("alice"));
        Assert.Equal(
            [crash, crash],
            Smallest(
                Faults,
                static plan => plan.Faults.Count(one => one.Fault is Fault.Crash) >= 2).Faults);
    }

    [Fact]
    public void A_scenario_shrinks_in_its_topology_and_in_its_faults()
    {
        var (world, faults) = Smallest(
            WorldDraws.Scenario, static one => one.Faults.Faults.Count > 0);
        Assert.Single(world.Members);
        Assert.Empty(world.Flows);
        Assert.Equal(
            [new TimedFault(TimeSpan.FromSeconds(1), new Fault.Crash("alice"))], faults.Faults);
    }

    [Fact]
    public void A_configuration_shrinks_to_the_default_but_for_one_setting()
    {
        var usual = Configurations.Of<HsrpGroup.Config>()(new([])).Settings;
        var config = Smallest(
            Configurations.Of<HsrpGroup.Config>(), static config => config.Priority != 100);
        Assert.Equal(usual with { Priority = 1 }, config.Settings);
    }

    /// <summary>Where settings go together, what is wanted of one needs the other: and no more.
    /// </summary>
    [Fact]
    public void Settings_that_go_together_shrink_to_those_that_need_each_other()
    {
        var usual = Configurations.Of<SaReplication.Config>()(new([])).Settings;
        Assert.Equal(
            usual with
            {
                Start = usual.Start with { Epoch = new(1, 1) },
            },
            Smallest(
                Configurations.Of<SaReplication.Config>(),
                static config => config.Settings.Start.Epoch != Epoch.None).Settings);
        var (front, back) = WorldDraws.MemberConfig(new([])).Set.Hsrp;
        var pair = Smallest(
            choices => (HsrpPair.Settings)SettingDraws.Varied(
                choices, new HsrpPair.Settings(front, back),
                static one => HsrpPair.Config.TryCreate((HsrpPair.Settings)one, out _, out _)),
            static pair => pair.Front.PreemptDelay > TimeSpan.Zero);
        var second = TimeSpan.FromSeconds(1);
        Assert.Equal(front with { Preempt = true, PreemptDelay = second }, pair.Front);
        Assert.Equal(back with { Preempt = true, PreemptDelay = second }, pair.Back);
    }

    [Fact]
    public void A_history_shrinks_to_as_many_simplest_moments_as_it_takes()
    {
        var history = Smallest(
            History.Draw,
            static history => history.Moments.Count(one => one.Gap == Gap.Some) >= 3);
        Assert.Equal(
            Enumerable.Repeat(new Moment(Gap.Some, 1, 0), 3), history.Moments);
    }

    [Fact]
    public void Octets_of_a_wire_type_shrink_to_the_simplest_that_break_the_law()
    {
        var draw = WireFormats.Samples(WireFormats.Shipped["Esp.EspPacket"]);
        var sample = Smallest(draw, static sample => sample.Octets.Length >= 10);
        // RFC 4303 §2.1: an SPI of 0 is never sent. The simplest body has 4 octets.
        Assert.Equal((byte[])[0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], sample.Octets);
    }

    /// <summary>As FsCheck does it: the first simpler one that still breaks the law.</summary>
    private static T Smallest<T>(Func<Choices, T> draw, Func<T, bool> breaks)
    {
        var found = Enumerable.Range(1, 400).Select(seed => Drawn<T>.Of(seed, draw))
            .First(one => breaks(one.Value));
        while (found.Simpler(draw).FirstOrDefault(one => breaks(one.Value)) is { } smaller)
        {
            found = smaller;
        }

        return found.Value;
    }

    private static FaultPlan Faults(Choices choices) =>
        WorldDraws.Faults(choices, Topologies.StatefulPair);
}
