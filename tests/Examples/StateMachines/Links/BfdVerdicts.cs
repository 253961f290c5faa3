using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Links;
using static Holdfast.StateMachines.Links.LinkSelection;
using Setting = Holdfast.StateMachines.Links.TimingBudget.Setting;

namespace Holdfast.Tests.Examples.StateMachines.Links;

/// <summary>What a session of BFD says reaches the choice of links.</summary>
public sealed class BfdVerdicts
{
    [Fact]
    public void A_verdict_is_an_input_and_a_packet_is_none()
    {
        var works = new BfdSession.Output.Judge(BfdSession.Verdict.Works);
        var fails = new BfdSession.Output.Judge(BfdSession.Verdict.Fails);
        var unknown = new BfdSession.Output.Judge(BfdSession.Verdict.Unknown);
        var packet = new BfdSession.Output.Send(
            new(BfdSession.Phase.Up, default, false, false, 9, default));

        Assert.Equal(new Input.Hop(1, IsSilent: false), OfNextHop(1, works));
        Assert.Equal(new Input.Hop(1, IsSilent: true), OfNextHop(1, fails));
        Assert.Equal(new Input.Hop(1, IsSilent: false), OfNextHop(1, unknown));
        Assert.Equal(new Input.Peer(2, IsSilent: false), OfPeer(2, works));
        Assert.Equal(new Input.Peer(2, IsSilent: true), OfPeer(2, fails));
        Assert.Equal(new Input.Peer(2, IsSilent: false), OfPeer(2, unknown));
        Assert.True(OfNextHop(0, packet) is null && OfPeer(0, packet) is null);
    }

    /// <summary>Carrier comes and goes, and BFD is taken off a link that it has failed.</summary>
    [Fact]
    public void Carrier_says_nothing_of_a_silent_next_hop_and_a_session_held_down_neither()
    {
        var config = Config.TryCreate(
            new() { Links = 1, HoldDown = TimeSpan.Zero }, out var made, out var error)
            ? made
            : throw new InvalidOperationException(error.ToString());
        var state = Initial(config, Instant.Zero);
        int? Over(Input input) =>
            LinkOf(state = Step(config, state, Instant.Zero, input).State);

        Assert.Equal(0, Over(new Input.Carrier(0, Works: true)));
        Assert.Null(Over(Said(BfdSession.Verdict.Fails)));
        Assert.Null(Over(new Input.Carrier(0, Works: false)));
        Assert.Null(Over(new Input.Carrier(0, Works: true)));
        Assert.Equal(0, Over(Said(BfdSession.Verdict.Unknown)));

        static Input Said(BfdSession.Verdict verdict) =>
            OfNextHop(0, new BfdSession.Output.Judge(verdict))!;
    }

    [Fact]
    public void Traffic_leaves_a_link_whose_next_hop_is_silent_and_goes_back()
    {
        var moves = new HopsUnderBfd()
            .Run(20_000, at => at is >= 5_000 and < 8_000).Moves
            .SkipWhile(move => move.Link is null).ToList();

        Assert.Equal([0, 1, 0], moves.Select(move => move.Link!.Value));
        Assert.InRange(
            moves[1].At - 5_000, 1, (long)HopsUnderBfd.Own.DetectionTime.TotalMilliseconds);

        // Up again within two slow packets, and held for the hold-down of a second.
        Assert.InRange(moves[2].At, 9_000, 8_000 + 2_000 + 1_000);
    }

    /// <summary>
    /// A link that flaps: outages that cost two packets of three are not seen, those longer than the
    /// Detection Time of 300 ms move traffic away once, and it goes back when the link is stable.
    /// </summary>
    [Theory]
    [InlineData(100, 0)]
    [InlineData(150, 0)]
    [InlineData(310, 2)]
    [InlineData(400, 2)]
    [InlineData(1_100, 2)]
    public void A_flapping_link_moves_traffic_only_where_its_outages_outlast_the_detection(
        int outage, int moves)
    {
        var hops = new HopsUnderBfd()
            .Run(60_000, at => at is >= 5_000 and < 15_000 && at / outage % 2 == 0);

        var made = hops.Moves.SkipWhile(move => move.Link is null).ToList();
        Assert.True(
            moves == made.Count - 1,
            string.Join(", ", made.Select(move => $"{move.At} ms: {move.Link}")));
        Assert.Equal(0, made[^1].Link);
    }

    [Fact]
    public void The_detection_time_is_a_figure_of_the_timing_budget() => Assert.Equal(
        TimeSpan.FromMilliseconds(300),
        TimingBudget.Figures.None.With(HopsUnderBfd.Own)[Setting.RoutingDetection]);
}
