using Holdfast.Protocol;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Peers that speak IKEv1, in octets: of one firewall, and of a pair.</summary>
public sealed class PeersOfIkev1
{
    /// <summary>The stateful pair, whose peer speaks IKEv1.</summary>
    internal static WorldPlan Pair => Topologies.StatefulPairIkev1 with
    {
        Duration = PlayedWorlds.Pair.Duration,
        HealAt = PlayedWorlds.Pair.HealAt,
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

    [Theory]
    [InlineData(RekeyOf.Children, false)]
    [InlineData(RekeyOf.Children, true)]
    [InlineData(RekeyOf.Ike, false)]
    [InlineData(RekeyOf.Ike, true)]
    public void What_is_made_anew_takes_over_without_a_packet_lost(RekeyOf what, bool byPeer)
    {
        var run = PlayedWorlds.Play(
            Pair, PlayedWorlds.Of((30, new Fault.Rekey("carol", what, byPeer))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal((0, 0), (run.Measures.PacketsLost, run.Measures.Reestablished));
        var says = what == RekeyOf.Ike ? "has a new IKE SA" : "has a CHILD SA";
        Assert.Contains(run.Timeline, one => one.Who == "alice" && one.At.Ticks is var at
            && at > TimeSpan.FromSeconds(30).Ticks && at < TimeSpan.FromSeconds(31).Ticks
            && one.Says.Contains(says, StringComparison.Ordinal));
        if (what == RekeyOf.Ike)
        {
            // RFC 2408 §2.1: CHILD SAs do not belong to the life of an ISAKMP SA.
            Assert.DoesNotContain(run.Timeline, one => one.At.Ticks > TimeSpan.FromSeconds(30).Ticks
                && one.Says.Contains("CHILD SA", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Both_sides_that_begin_quick_mode_at_once_are_left_with_one_SA()
    {
        var run = PlayedWorlds.Play(Pair, PlayedWorlds.Of(
            (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: false)),
            (30.001, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true)),
            (35, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: false)),
            (35.001, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Delete_that_is_lost_leaves_nobody_without_an_SA(bool byPeer)
    {
        var run = PlayedWorlds.Play(
            Pair,
            PlayedWorlds.Of(
                (30, new Fault.Lose(PlayedWorlds.Some(MessageKind.IkeDelete, 1_000_000, 1))),
                (30, new Fault.Delete("carol", byPeer))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "host", "hears behind-carol again"));
    }

    [Theory]
    [InlineData(RekeyOf.Children)]
    [InlineData(RekeyOf.Ike)]
    public void Whose_reign_ends_amid_a_rekey_is_not_amid_it_when_it_reigns_again(RekeyOf what)
    {
        var stage = new Stage(Pair, 1, RunOptions.Default);
        var alice = stage.Members["alice"];
        bool? Ask() => alice.Life is { Reigns: true } life ? life.IsRekeying : null;
        List<bool?> asked = [];
        foreach (var at in (double[])[31.2, 75, 80])
        {
            stage.Agenda.At(
                Instant.Zero + TimeSpan.FromSeconds(at), () => asked.Add(Ask()));
        }

        // Nobody answers her; then she loses her place, and has it back.
        stage.Play(PlayedWorlds.Of(
            (30.5, new Fault.MonotonicGap("carol", TimeSpan.FromSeconds(2.5))),
            (31, new Fault.Rekey("carol", what, ByPeer: false)),
            (31.5, new Fault.LinkDown(new("alice", "inside"))),
            (36, new Fault.LinkUp(new("alice", "inside")))));

        Assert.Empty(stage.Watch.Verdicts.All);
        Assert.Equal([true, false, false], asked);
    }

    [Fact]
    public void A_Quick_Mode_that_is_answered_with_a_foreign_SPI_is_not_ended_but_begun_anew()
    {
        var stage = new Stage(Pair, 1, RunOptions.Default);
        var carol = stage.Peers["carol"];
        PeerChild Child() => carol.Ikes.Single().Children.Values.Single();
        Spi old = default;
        stage.Agenda.At(
            Instant.Zero + TimeSpan.FromSeconds(29.9), () => old = Child().Agreement.MemberSpi);
        var said = new List<string>();
        foreach (var lan in stage.Fabric.Lans)
        {
            var before = lan.OnSent;
            lan.OnSent = (port, frame) =>
            {
                before(port, frame);
                if (old.Value != 0 && frame.Kind == MessageKind.IkeChild
                    && (port.Owner is "alice" or "carol"))
                {
                    // What alice says first is under way when it is no more what she has agreed on.
                    if (!said.Contains(port.Owner) && port.Owner == "alice")
                    {
                        stage.Agreements.Children.Single(one => one.Replaces == old).MemberSpi =
                            new(0xBAD);
                    }

                    said.Add(port.Owner);
                }
            };
        }

        stage.Play(PlayedWorlds.Of(
            (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))));

        Assert.Empty(stage.Watch.Verdicts.All);
        Assert.Equal(["carol", "alice", "carol", "alice", "carol"], said.Take(5));
        Assert.Equal(old, Child().Agreement.Replaces);
    }

    [Fact]
    public void A_life_that_ends_is_followed_by_the_next_one()
    {
        var world = Pair with
        {
            Sas =
            [
                Pair.Sas[0] with
                {
                    RekeyAfter = TimeSpan.FromSeconds(12),
                    IkeRekeyAfter = TimeSpan.FromSeconds(25),
                },
            ],
        };
        var run = PlayedWorlds.Play(world, PlayedWorlds.Crash);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.True(run.Measures.Rekeyed >= 4, $"{run.Measures.Rekeyed}");
    }

    [Fact]
    public void A_peer_that_is_gone_is_dead_once_nothing_answers_R_U_THERE()
    {
        var asks = 0;
        var run = PlayedWorlds.Play(
            Pair with { HealAt = TimeSpan.FromSeconds(200), Duration = TimeSpan.FromSeconds(230) },
            PlayedWorlds.Of((30, new Fault.Crash("carol"))),
            options: new() { Trace = told => asks += IsInformational(told.Span) ? 1 : 0 });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "alice", "takes carol for dead"));
        Assert.True(asks >= 4, $"{asks}");
    }

    [Fact]
    public void Numbers_of_R_U_THERE_go_on_after_a_takeover()
    {
        // Nobody sends ESP to the gateway: only R-U-THERE tells that the peer is there.
        var world = Pair with { Flows = [Pair.Flows[0]] };
        var faults = PlayedWorlds.Of(
            (50, new Fault.Crash("alice")), (58, new Fault.Restart("alice")));
        var asks = 0;
        var run = PlayedWorlds.Play(
            world, faults,
            options: new() { Trace = told => asks += IsInformational(told.Span) ? 1 : 0 });
        var anew = PlayedWorlds.Play(world, faults, options: new()
        {
            Machines = new() { Dpd = NumbersAnew },
        });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.True(asks >= 4, $"{asks}");
        Assert.Null(PlayedWorlds.When(run, "moon", "takes carol for dead"));
        Assert.Null(PlayedWorlds.When(run, "alice", "takes carol for dead"));
        Assert.Contains("I6", PlayedWorlds.Broken(anew).Split(' '), StringComparer.Ordinal);
    }

    /// <summary>A canary: whoever takes over counts from 1.</summary>
    private static Next<DeadPeerDetection.State, DeadPeerDetection.Output> NumbersAnew(
        DeadPeerDetection.Config config, DeadPeerDetection.State state, Instant now,
        DeadPeerDetection.Input input) => DeadPeerDetection.Step(
            config,
            input is DeadPeerDetection.Input.Promoted && state is DeadPeerDetection.State.Paused
                ? new DeadPeerDetection.State.Paused(new(1, null, null))
                : state,
            now, input);

    private static bool IsInformational(ReadOnlySpan<byte> told)
    {
        // Ethernet, IPv4, UDP, and the exchange behind both cookies; what is sent.
        const int exchange = 16 + 14 + 20 + 8 + 18;
        return told.Length > exchange && told[10] == 0x80 && told[exchange - 1] == 0x10
            && told[exchange] == 5;
    }
}
