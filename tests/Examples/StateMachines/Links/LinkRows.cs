using Holdfast.StateMachines;
using static Holdfast.StateMachines.Links.LinkSelection;

namespace Holdfast.Tests.Examples.StateMachines.Links;

/// <summary>Links that fail and come back, row by row.</summary>
public sealed class LinkRows
{
    private static readonly Config Plain = Checked(new Settings { Links = 3 });
    private static readonly State None = Initial(Plain, default);

    [Fact]
    public void The_first_link_of_all_is_used_at_once_though_it_is_held()
    {
        var next = Take(None, 0, new Input.Carrier(2, Works: true));
        Assert.Equal(
            [new Output.Reroute(2), new Output.Regained()], next.Outputs.AsEnumerable());
        Assert.Equal(2, LinkOf(next.State));
        Assert.Equal(At(10), Deadline(Plain, next.State));
    }

    [Fact]
    public void A_more_preferred_link_is_used_after_its_hold_down()
    {
        var second = After(None, 0, new Input.Carrier(1, Works: true), 10, new Input.Tick());
        var first = Take(second, 20, new Input.Carrier(0, Works: true));
        Assert.Empty(first.Outputs);
        Assert.Equal(1, LinkOf(first.State));

        var early = Take(first.State, 29, new Input.Tick());
        Assert.Empty(early.Outputs);
        Assert.Equal("nothing is due", early.Reason.Rule);
        var held = Take(first.State, 30, new Input.Tick());
        Assert.Equal([new Output.Reroute(0)], held.Outputs.AsEnumerable());
    }

    [Fact]
    public void Nobody_goes_back_where_that_is_not_wanted()
    {
        var config = Checked(new Settings { GoesBack = false });
        var state = Initial(config, default);
        state = Step(config, state, At(0), new Input.Carrier(1, Works: true)).State;
        state = Step(config, state, At(1), new Input.Carrier(0, Works: true)).State;
        var next = Step(config, state, At(100), new Input.Tick());
        Assert.Empty(next.Outputs);
        Assert.Equal(1, LinkOf(next.State));
    }

    [Fact]
    public void A_failed_link_moves_traffic_over_the_loopback_and_touches_no_SA()
    {
        var next = Take(BothUp(), 100, new Input.Carrier(0, Works: false));
        Assert.Equal([new Output.Reroute(1)], next.Outputs.AsEnumerable());
    }

    [Fact]
    public void A_failed_path_in_the_backbone_is_a_failed_link()
    {
        var next = Take(BothUp(), 100, new Input.Path(0, Works: false));
        Assert.Equal([new Output.Reroute(1)], next.Outputs.AsEnumerable());
        Assert.Contains("path beyond", next.Reason.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_identity_for_each_link_traffic_moves_to_the_other_links_SA()
    {
        var config = Checked(new Settings { Identity = Identity.EachLink, Links = 3 });
        var next = Step(config, BothUp(), At(100), new Input.Carrier(0, Works: false));
        Assert.Equal([new Output.UseSaOf(1)], next.Outputs.AsEnumerable());
    }

    [Fact]
    public void Without_a_link_the_member_says_so_and_SAs_stay()
    {
        var one = Take(BothUp(), 100, new Input.Carrier(0, Works: false)).State;
        var none = Take(one, 101, new Input.Carrier(1, Works: false));
        Assert.Equal([new Output.Lost()], none.Outputs.AsEnumerable());
        Assert.Null(LinkOf(none.State));
    }

    [Fact]
    public void A_link_that_flaps_is_held_longer_each_time_and_forgiven_once_stable()
    {
        var state = BothUp();
        List<long> holds = [];
        long now = 100;
        for (var flap = 0; flap < 6; flap++)
        {
            state = Take(state, now, new Input.Carrier(0, Works: false)).State;
            state = Take(state, now, new Input.Carrier(0, Works: true)).State;
            var until = Deadline(Plain, state)!.Value;
            holds.Add((until - At(now)).Ticks / TimeSpan.TicksPerSecond);
            state = Step(Plain, state, until, new Input.Tick()).State;
            now += holds[^1] + 1;
        }

        Assert.Equal([20, 40, 80, 160, 160, 160], holds);

        now += 300;
        state = Take(state, now, new Input.Carrier(0, Works: false)).State;
        state = Take(state, now, new Input.Carrier(0, Works: true)).State;
        Assert.Equal(At(now + 10), Deadline(Plain, state));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_link_that_there_is_not_changes_nothing(int link)
    {
        var next = Take(BothUp(), 100, new Input.Carrier(link, Works: false));
        Assert.Equal(BothUp(), next.State);
        Assert.Empty(next.Outputs);
    }

    [Fact]
    public void Settings_out_of_bounds_are_refused()
    {
        Assert.False(Config.TryCreate(new Settings { Links = 0 }, out _, out var error));
        Assert.Equal(
            "Links is 0: it must be at least 1; raise Links to 1", error.ToString());
        Assert.False(Config.TryCreate(
            new Settings { DoublingsMax = 11 }, out _, out error));
        Assert.Equal(
            "DoublingsMax is 11: it must be at most 10; lower DoublingsMax to 10",
            error.ToString());
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date()
    {
        MachinePage.IsUpToDate(
            "LinkSelection",
            """
            Over which access link a peer's traffic goes: one identity on a loopback, two links, a link that came back held for 1 unit, or 2 after a flap, stable after
            1 unit. A failure moves traffic and touches no SA. Whether the times of links, routing, liveness and first hop fit together is the matter of `TimingBudget`.
            """);
    }

    /// <summary>Links 0 and 1 work and are not held; traffic goes over 0.</summary>
    private static State BothUp() => After(
        After(None, 0, new Input.Carrier(0, Works: true), 0, new Input.Carrier(1, Works: true)),
        10, new Input.Tick(), 10, new Input.Tick());

    private static State After(State state, long first, Input one, long then, Input other) =>
        Take(Take(state, first, one).State, then, other).State;

    private static Next<State, Output> Take(State state, long seconds, Input input) =>
        Step(Plain, state, At(seconds), input);

    private static Instant At(long seconds) => Instant.FromMilliseconds(1_000 * seconds);

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
