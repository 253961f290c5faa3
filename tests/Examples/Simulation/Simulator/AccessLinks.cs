using System.Buffers.Binary;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Gateways with two ways out: a link fails, packets go over the other one, and no SA is given up
/// for it.
/// </summary>
public sealed class AccessLinks
{
    private static readonly LinkName First = new("alice", "isp-one");

    private static FaultPlan LinkFails => PlayedWorlds.Of(
        (30, new Fault.LinkDown(First)), (45, new Fault.LinkUp(First)));

    private static WorldPlan WithSessions => Topologies.DualAccess with
    {
        Routing = Topologies.DualAccess.Routing with { Bfd = new() },
    };

    private static FaultPlan PathFails => PlayedWorlds.Of(
        (30, new Fault.AccessDown("alice", "isp-one")),
        (45, new Fault.AccessUp("alice", "isp-one")));

    [Fact]
    public void With_one_identity_routes_converge_and_the_SA_stays()
    {
        var world = Topologies.DualAccess;
        var run = PlayedWorlds.Play(world, LinkFails);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "alice", "over isp-two")!.Value, 30, 30.1);

        // Routes need two seconds, and nothing is lost on the way back: the other link still works.
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 1.9, 2.4);
        Assert.InRange(run.Measures.PacketsLost, 38, 44);
        AssertNoSaEnds(run);
    }

    [Fact]
    public void A_path_that_fails_is_noticed_first_and_then_routes_converge()
    {
        var run = PlayedWorlds.Play(Topologies.DualAccess, PathFails);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "alice", "over isp-two")!.Value, 31, 31.1);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 2.9, 3.4);
        AssertNoSaEnds(run);
    }

    [Theory]
    [InlineData(LinkWay.Out)]
    [InlineData(LinkWay.In)]
    public void What_only_one_direction_loses_nobody_but_BFD_notices(LinkWay way)
    {
        var faults = PlayedWorlds.Of(
            (30, new Fault.LinkLoses(First, way)), (45, new Fault.LinkUp(First)));
        var without = PlayedWorlds.Play(Topologies.DualAccess, faults);
        var with = PlayedWorlds.Play(WithSessions, faults);

        Assert.Null(PlayedWorlds.When(without, "alice", "over isp-two"));
        Assert.InRange(without.Measures.LongestGap.TotalSeconds, 14.9, 16);

        // Three packets are missed that come each 300 ms, 75 to 100 percent of that apart.
        Assert.Equal("", PlayedWorlds.Broken(with));
        Assert.InRange(
            PlayedWorlds.When(with, "alice", "does not hear isp-one by BFD")!.Value, 30.6, 31);
        Assert.InRange(PlayedWorlds.When(with, "alice", "over isp-two")!.Value, 30.6, 31);
        Assert.InRange(with.Measures.LongestGap.TotalSeconds, 2.6, 3.2);
        Assert.Equal(2, with.Timeline.Count(
            one => one.Who == "alice" && one.Says == "hears isp-one by BFD"));
        AssertNoSaEnds(with);
    }

    [Fact]
    public void With_BFD_a_path_that_fails_is_noticed_by_it()
    {
        var run = PlayedWorlds.Play(WithSessions, PathFails);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "alice", "over isp-two")!.Value, 30.6, 31);
        AssertNoSaEnds(run);
    }

    [Fact]
    public void Sessions_are_octets_in_UDP_and_a_seed_is_one_run()
    {
        const byte sent = 0x80;
        const int frameAt = 16;
        const int portAt = frameAt + 14 + 20 + 2;
        var packets = 0;
        var run = PlayedWorlds.Play(WithSessions, LinkFails, options: new()
        {
            Trace = told => packets += told.Span is { Length: > portAt + 2 } octets
                && octets[10] == sent && octets[frameAt + 14 + 9] == 17
                && BinaryPrimitives.ReadUInt16BigEndian(octets[portAt..]) == 3784 ? 1 : 0,
        });

        // Two sessions, both ends of each, about four packets a second for 120 s.
        Assert.InRange(packets, 1_400, 2_200);
        Assert.Equal(run.Digest, PlayedWorlds.Play(WithSessions, LinkFails).Digest);
    }

    [Fact]
    public void With_an_identity_for_each_link_traffic_goes_through_the_SA_of_the_other_one_at_once()
    {
        var run = PlayedWorlds.Play(Topologies.DualAccessTwoIdentities, LinkFails);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(
            PlayedWorlds.When(run, "alice", "through the SA of isp-two")!.Value, 30, 30.1);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 0.1, 0.4);
        AssertNoSaEnds(run);
    }

    [Fact]
    public void An_SA_whose_link_stays_away_ends_by_liveness_and_comes_back_with_the_link()
    {
        var run = PlayedWorlds.Play(
            Topologies.DualAccessTwoIdentities with
            {
                Duration = TimeSpan.FromMinutes(5),
                HealAt = TimeSpan.FromMinutes(4),
            },
            PlayedWorlds.Of((30, new Fault.LinkDown(First))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 0.1, 0.4);
        Assert.Equal(2, run.Timeline.Count(
            one => one.Who == "alice" && one.Says == "sends through the SA of isp-one"));
    }

    [Fact]
    public void On_a_loopback_routes_lead_to_the_member_that_takes_over()
    {
        var run = PlayedWorlds.Play(Topologies.LoopbackTermination, LinkFails);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.True(run.Measures.Takeovers >= 1);
        Assert.NotNull(PlayedWorlds.When(run, "moon", "opens the first packet of its reign"));
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 2, 6.5);
    }

    [Theory]
    [InlineData("dual-access-single-identity")]
    [InlineData("dual-access-two-identities")]
    [InlineData("loopback-termination")]
    public void While_a_link_is_away_packets_of_both_sides_go_over_the_other_one(string topology)
    {
        var world = Topologies.Named(topology)!;
        var (one, other) = (new int[4], new int[4]);
        var run = PlayedWorlds.Play(world, LinkFails, options: new()
        {
            Trace = told => Count(world, told.Span, one, other),
        });

        // Five seconds, then ten, then ten: calm, the link is away, it is back.
        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(one[0], 90, 110);
        Assert.Equal((0, 0), (other[0], one[1]));
        Assert.InRange(other[1], 190, 210);
        Assert.InRange(one[2], 190, 210);
        Assert.Equal(0, other[2]);
    }

    [Theory]
    [InlineData("dual-access-single-identity")]
    [InlineData("dual-access-two-identities")]
    [InlineData("loopback-termination")]
    public void Without_a_fault_nothing_is_lost_and_a_seed_is_one_run(string topology)
    {
        var world = Topologies.Named(topology)!;
        var calm = PlayedWorlds.Play(world, FaultPlan.None);
        Assert.Equal(("", 0L), (PlayedWorlds.Broken(calm), calm.Measures.PacketsLost));
        Assert.Equal(
            PlayedWorlds.Play(world, LinkFails).Digest,
            PlayedWorlds.Play(world, LinkFails).Digest);
    }

    /// <summary>Counts ESP that somebody puts on a link.</summary>
    private static void Count(WorldPlan world, ReadOnlySpan<byte> told, int[] one, int[] other)
    {
        const byte sent = 0x80;
        const int frameAt = 16;
        const int protocolAt = frameAt + 14 + 9;
        var seconds = BinaryPrimitives.ReadInt64BigEndian(told) / TimeSpan.TicksPerSecond;
        var when = seconds switch
        {
            >= 20 and < 30 => 0,
            >= 34 and < 44 => 1,
            >= 54 and < 64 => 2,
            _ => 3,
        };
        if (told[10] == sent && told.Length > protocolAt && told[protocolAt] == 50)
        {
            var on = world.Segments[told[8]].Name;
            one[when] += on == "isp-one" ? 1 : 0;
            other[when] += on == "isp-two" ? 1 : 0;
        }
    }

    private static void AssertNoSaEnds(RunResult run)
    {
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Null(PlayedWorlds.When(run, "alice", "takes carol for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
    }
}
