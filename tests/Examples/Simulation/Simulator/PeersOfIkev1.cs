using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Peers that speak IKEv1, in octets: of one firewall, and of a pair.</summary>
public sealed class PeersOfIkev1
{
    /// <summary>The stateful pair, whose peer speaks IKEv1.</summary>
    internal static WorldPlan Pair => PlayedWorlds.Pair with
    {
        Peers =
        [
            PlayedWorlds.Pair.Peers[0] with
            {
                Version = ClusterMemberConfig.IkeVersion.V1,
                Traits = IkeTraits.DeadPeerDetection,
            },
        ],
        Sas = [PlayedWorlds.Pair.Sas[0] with { Suite = SaSuite.AesCbcSha256 }],
    };

    /// <summary>What is not played.</summary>
    internal static WorldPlan OverTcp => Topologies.SiteToSite with
    {
        Peers = [Topologies.SiteToSite.Peers[0] with { IsOverTcp = true }],
    };

    [Fact]
    public void Two_firewalls_make_SAs_by_main_mode_and_quick_mode()
    {
        var run = PlayedWorlds.Play(Topologies.SiteToSite, FaultPlan.None);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "carol", "has a new CHILD SA")!.Value, 20, 20.2);
        Assert.True(run.Measures.PacketsReceived > 0, $"{run.Measures}");
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void A_crash_inside_of_an_exchange_leaves_what_its_repetition_makes_whole(
        CrashPoint point, MessageKind about)
    {
        var world = Pair with
        {
            Sas = [Pair.Sas[0] with { At = TimeSpan.FromSeconds(26) }],
        };
        var run = PlayedWorlds.Play(world, PlayedWorlds.Of(
            (25, new Fault.CrashAt("alice", point, about)), (50, new Fault.Restart("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "moon", "lets traffic pass"));
        Assert.Equal(0, run.Measures.Reestablished);
    }

    public static TheoryData<CrashPoint, MessageKind> Points()
    {
        var all = new TheoryData<CrashPoint, MessageKind>();
        foreach (var point in Enum.GetValues<CrashPoint>())
        {
            foreach (var about in (MessageKind[])
                [MessageKind.IkeInit, MessageKind.IkeAuth, MessageKind.IkeChild])
            {
                // What is in the clear is no fact, and alice acknowledges none.
                if (point is CrashPoint.AfterReceive or CrashPoint.BeforeSend
                        or CrashPoint.AfterSend
                    || (about != MessageKind.IkeInit && point is not
                        (CrashPoint.BeforeAcknowledge or CrashPoint.AfterAcknowledge)))
                {
                    all.Add(point, about);
                }
            }
        }

        return all;
    }

    [Fact]
    public void Who_takes_over_goes_on_with_both_SAs()
    {
        var run = PlayedWorlds.Play(Pair, PlayedWorlds.Crash);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
        Assert.Single(run.Timeline, one => one.Who == "carol"
            && one.Says.Contains("has a new IKE SA", StringComparison.Ordinal));
    }
}
