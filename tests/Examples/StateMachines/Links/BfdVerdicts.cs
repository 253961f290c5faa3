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

        Assert.Equal(new Input.Carrier(1, Works: true), OfNextHop(1, works));
        Assert.Equal(new Input.Carrier(1, Works: false), OfNextHop(1, fails));
        Assert.Equal(new Input.Path(2, Works: true), OfPeer(2, works));
        Assert.Equal(new Input.Path(2, Works: false), OfPeer(2, fails));
        Assert.All(
            new BfdSession.Output[] { unknown, packet },
            said => Assert.True(OfNextHop(0, said) is null && OfPeer(0, said) is null));
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
