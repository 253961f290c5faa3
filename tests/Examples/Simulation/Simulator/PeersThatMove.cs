using System.Buffers.Binary;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.Simulation.Worlds.Cards;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Peers that gateways send on, and peers that move: what they do about it, in octets.
/// </summary>
public sealed class PeersThatMove
{
    [Fact]
    public void A_client_that_is_sent_on_has_its_new_SA_before_the_old_one_ends()
    {
        var run = PlayedWorlds.Play(
            CardWorlds.Ring, PlayedWorlds.Of((30, new Fault.SendsOn("mars", "venus"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "carol", "is sent to venus")!.Value, 30, 30.1);
        Assert.InRange(
            PlayedWorlds.When(run, "moon", "has 1 CHILD SAs with carol")!.Value, 30, 30.3);
        Assert.InRange(
            PlayedWorlds.When(run, "carol", "has deleted its IKE SA")!.Value, 30, 30.3);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 0.1, 0.4);
    }

    [Fact]
    public void Two_that_send_it_to_each_other_do_so_five_times_and_then_it_stays()
    {
        var run = PlayedWorlds.Play(CardWorlds.Ring, CardWorlds.AtEachOther);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(5, Redirects(run));
        Assert.Null(PlayedWorlds.When(run, "carol", "follows no more redirects"));
    }

    [Fact]
    public void Each_SA_of_a_peer_may_follow_as_many_for_each_has_its_own_client()
    {
        var sas = CardWorlds.Ring.Sas[0];
        var world = CardWorlds.Ring with { Sas = [sas, sas with { Count = 2 }] };
        var run = PlayedWorlds.Play(world, CardWorlds.AtEachOther);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(10, Redirects(run));
    }

    [Fact]
    public void Of_SAs_that_are_gone_nothing_is_known_any_more()
    {
        var stage = new Stage(CardWorlds.Moving, 1, RunOptions.Default);
        stage.Play(PlayedWorlds.Of([.. Enumerable.Range(0, 8).SelectMany(time => new[]
        {
            (28.0 + (4 * time), (Fault)new Fault.PeerMoves("carol")),
            (29.0 + (4 * time), new Fault.Delete("carol", ByPeer: true)),
            (30.0 + (4 * time), new Fault.Establish("carol")),
        })]));

        Assert.Empty(stage.Watch.Verdicts.All);
        Assert.InRange(stage.Members["alice"].Life!.MoveCount, 0, 1);
    }

    [Fact]
    public void Without_an_SA_it_waits_for_the_period_of_a_loop_and_comes_back()
    {
        var loop = CardWorlds.Loops.First(one => one.Name == "three-in-a-ring");
        var run = PlayedWorlds.Play(CardWorlds.Ring, loop.Faults);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(5, Redirects(run));
        Assert.InRange(
            PlayedWorlds.When(run, "carol", "follows no more redirects")!.Value, 32, 33);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 300, 303);
    }

    [Fact]
    public void The_packets_of_both_sides_go_where_the_peer_has_moved_and_it_was_asked_there()
    {
        var (home, cafe) = (new int[3], new int[3]);
        var run = PlayedWorlds.Play(
            CardWorlds.Moving, PlayedWorlds.Of((30, new Fault.PeerMoves("carol"))),
            options: new() { Trace = told => Count(told.Span, home, cafe) });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "alice", "has carol at")!.Value, 30, 30.1);
        Assert.InRange(PlayedWorlds.When(run, "carol", "sends its packets")!.Value, 30, 30.1);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 0.1, 0.4);
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));

        // Five seconds before, and five from a second behind it: 20 packets each second.
        Assert.InRange(home[0], 90, 110);
        Assert.Equal((0, 0), (cafe[0], home[1]));
        Assert.InRange(cafe[1], 90, 110);
    }

    [Fact]
    public void Whoever_takes_over_sends_to_where_the_peer_has_moved()
    {
        var run = PlayedWorlds.Play(
            CardWorlds.Moving, PlayedWorlds.Of(
                (30, new Fault.PeerMoves("carol")), (30.3, new Fault.Crash("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "moon", "opens the first packet of its reign"));
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 2, 4);
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
    }

    [Fact]
    public void Whoever_takes_over_asks_a_peer_that_nobody_has_asked_where_it_is()
    {
        var run = Play("takeover-before-the-answer");

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "alice", "has carol at")!.Value, 30, 30.1);

        // It hears nothing until 33.9; then it is asked, and what hosts send comes to it.
        Assert.InRange(PlayedWorlds.When(run, "moon", "has asked carol at")!.Value, 33.9, 40);
        Assert.Null(PlayedWorlds.When(run, "alice", "has asked carol at"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 3, 10);
    }

    [Theory]
    [InlineData("rekey-before-the-answer")]
    [InlineData("rekey-by-peer-before-the-answer")]
    public void A_new_IKE_SA_asks_what_the_old_one_has_no_answer_to(string name)
    {
        var run = Play(name);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "carol", "has a new IKE SA"));
        Assert.NotNull(PlayedWorlds.When(run, "alice", "has asked carol at"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 0, 10);
    }

    /// <summary>From IKE_SA_INIT to behind the answer of IKE_AUTH; what is lost is repeated.
    /// </summary>
    [Fact]
    public void A_peer_that_moves_while_its_IKE_SA_is_made_has_it_where_it_is_then()
    {
        var world = CardWorlds.Moving with
        {
            Sas = [CardWorlds.Moving.Sas[0] with { At = TimeSpan.FromSeconds(28) }],
        };
        for (var milliseconds = 1; milliseconds < 60; milliseconds += 3)
        {
            var run = PlayedWorlds.Play(world, PlayedWorlds.Of(
                (28 + (milliseconds / 1_000.0), new Fault.PeerMoves("carol"))));

            Assert.True(
                PlayedWorlds.Broken(run).Length == 0
                && PlayedWorlds.When(run, "carol", "has 1 CHILD SAs") is < 29.5
                && PlayedWorlds.When(run, "carol", "takes the gateway for dead") is null
                && run.Measures is { Reestablished: 0, LongestGap.TotalSeconds: < 5.5 },
                $"{milliseconds} ms: {PlayedWorlds.Broken(run)} {run.Measures}");
        }
    }

    [Fact]
    public void Each_SA_is_followed_over_its_own_link()
    {
        var plan = Topologies.DualAccessTwoIdentities;
        var world = new WorldBuilder(plan with
        {
            Peers = [plan.Peers[0] with { IsMobile = true }],
        })
            .Segment("cafe", SegmentKind.Backbone)
            .Join("cafe", "backbone")
            .Attach("carol", ["cafe"])
            .Plan;
        var run = PlayedWorlds.Play(
            world, PlayedWorlds.Of((30, new Fault.PeerMoves("carol"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(world.Sas.Count, run.Timeline.Count(one => one.Who == "alice"
            && one.Says.StartsWith("has asked carol at", StringComparison.Ordinal)));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.InRange(run.Measures.LongestGap.TotalSeconds, 0.1, 0.4);
    }

    [Fact]
    public void One_seed_is_one_run()
    {
        var faults = CardWorlds.Moves.First(one => one.Name == "all-at-once").Faults;
        Assert.Equal(
            PlayedWorlds.Play(CardWorlds.Moving, faults, 3).Digest,
            PlayedWorlds.Play(CardWorlds.Moving, faults, 3).Digest);
        Assert.Equal(
            PlayedWorlds.Play(CardWorlds.Ring, CardWorlds.AtEachOther, 3).Digest,
            PlayedWorlds.Play(CardWorlds.Ring, CardWorlds.AtEachOther, 3).Digest);
    }

    private static RunResult Play(string name) => PlayedWorlds.Play(
        CardWorlds.Moving, CardWorlds.Moves.Single(one => one.Name == name).Faults);

    private static int Redirects(RunResult run) => run.Timeline.Count(
        one => one.Who == "carol" && one.Says.StartsWith("is sent to", StringComparison.Ordinal));

    /// <summary>Counts ESP on the segments of a peer.</summary>
    private static void Count(ReadOnlySpan<byte> told, int[] home, int[] cafe)
    {
        const byte sent = 0x80;
        const int protocolAt = 16 + 14 + 9;
        var seconds = BinaryPrimitives.ReadInt64BigEndian(told) / TimeSpan.TicksPerSecond;
        var when = seconds switch
        {
            >= 25 and < 30 => 0,
            >= 31 and < 36 => 1,
            _ => 2,
        };
        if (told[10] == sent && told.Length > protocolAt && told[protocolAt] == 50)
        {
            var on = CardWorlds.Moving.Segments[told[8]].Name;
            home[when] += on == "backbone" ? 1 : 0;
            cafe[when] += on == "cafe" ? 1 : 0;
        }
    }
}
