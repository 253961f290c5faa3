using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Tests.Examples.StateMachines.Rri;

/// <summary>Reverse route injection row by row: a state, an input, what becomes of it.</summary>
public sealed class RouteRows
{
    private static readonly Prefix Behind = Prefix.Parse("10.3.0.0/16");
    private static readonly NextHop Carol = new(HostAddress.Parse("192.0.2.7"), 0);
    private static readonly NextHop Moved = new(HostAddress.Parse("192.0.2.99"), 0);

    private static readonly Config Plain = Checked(new Settings());
    private static readonly Config Draining =
        Checked(new Settings { DrainFor = TimeSpan.FromSeconds(5) });

    private static readonly Route ToCarol = new(Behind, Carol, 20, 77, 4);
    private static readonly State Active = Initial(Role.Active);
    private static readonly State Standby = Initial(Role.Standby);

    [Fact]
    public void Absent_SA_up_on_the_active_member_guards_and_adds()
    {
        var next = Take(Active, new Input.SaUp(Sa(1)));
        Assert.Equal(
            [new Output.Guard(Behind, 4, GuardBy.Route), new Output.Add(ToCarol)],
            next.Outputs.AsEnumerable());
        Assert.Equal(ToCarol, RouteOf(next.State));
    }

    [Fact]
    public void Absent_SA_up_on_a_standby_is_pending_and_guarded()
    {
        var next = Take(Standby, new Input.SaUp(Sa(1)));
        Assert.IsType<State.Pending>(next.State);
        Assert.Equal(
            [new Output.Guard(Behind, 4, GuardBy.Route)], next.Outputs.AsEnumerable());
    }

    [Fact]
    public void Pending_becomes_installed_once_active_and_usable_whichever_comes_first()
    {
        var pending = After(Standby, new Input.SaUp(Sa(1) with { IsReady = false }));

        var active = Take(pending, new Input.Promoted());
        Assert.IsType<State.Pending>(active.State);
        Assert.Empty(active.Outputs);
        Assert.Equal(
            [new Output.Add(ToCarol)],
            Take(active.State, new Input.SaReady(1)).Outputs.AsEnumerable());

        var ready = Take(pending, new Input.SaReady(1));
        Assert.Empty(ready.Outputs);
        Assert.Equal(
            [new Output.Add(ToCarol)],
            Take(ready.State, new Input.Promoted()).Outputs.AsEnumerable());
    }

    [Fact]
    public void Installed_another_SA_is_one_more_reference()
    {
        var next = Take(Installed(1), new Input.SaUp(Sa(2)));
        Assert.Empty(next.Outputs);
        Assert.Equal([1, 2], FactsOf(next.State).Claims.Select(claim => claim.Sa));
    }

    [Fact]
    public void Installed_rekey_swaps_the_reference_and_leaves_the_route()
    {
        var next = Take(Installed(1), new Input.Rekey(1, Sa(2)));
        Assert.Equal([new Output.Release(1)], next.Outputs.AsEnumerable());
        Assert.Equal(ToCarol, RouteOf(next.State));
        Assert.Equal([2], FactsOf(next.State).Claims.Select(claim => claim.Sa));
    }

    [Fact]
    public void Installed_rekey_to_an_SA_that_is_not_usable_keeps_the_old_one()
    {
        var begun = Take(Installed(1), new Input.Rekey(1, Sa(2) with { IsReady = false }));
        Assert.Empty(begun.Outputs);
        Assert.Equal([1, 2], FactsOf(begun.State).Claims.Select(claim => claim.Sa));

        var ready = After(begun.State, new Input.SaReady(2));
        Assert.Equal(
            [new Output.Release(1)], Take(ready, new Input.SaDown(1)).Outputs.AsEnumerable());
    }

    [Fact]
    public void Installed_rekey_to_an_SA_that_is_known_as_usable_takes_nothing_back()
    {
        var next = Take(Installed(1, 2), new Input.Rekey(1, Sa(2) with { IsReady = false }));
        Assert.Equal([new Output.Release(1)], next.Outputs.AsEnumerable());
        Assert.Equal(ToCarol, RouteOf(next.State));
    }

    [Fact]
    public void Installed_SA_down_with_references_left_leaves_the_route()
    {
        var next = Take(Installed(1, 2), new Input.SaDown(1));
        Assert.Equal([new Output.Release(1)], next.Outputs.AsEnumerable());
        Assert.Equal(ToCarol, RouteOf(next.State));
    }

    [Fact]
    public void Installed_SA_down_while_another_is_not_ready_waits_for_that_one()
    {
        var begun = After(Installed(1), new Input.SaUp(Sa(2) with { IsReady = false }));
        var next = Take(begun, new Input.SaDown(1));
        Assert.Empty(next.Outputs);
        Assert.Equal(ToCarol, RouteOf(next.State));

        Assert.Equal(
            [new Output.Release(1)],
            Take(next.State, new Input.SaReady(2)).Outputs.AsEnumerable());
        Assert.Equal(
            [new Output.Withdraw(ToCarol), new Output.Release(2), new Output.Release(1)],
            Take(next.State, new Input.SaLost(2)).Outputs.AsEnumerable());
        Assert.Equal(
            [new Output.Withdraw(ToCarol), new Output.Release(1)],
            Take(next.State, new Input.Demoted(IsFenced: true)).Outputs.AsEnumerable()
                .Where(output => output is not Output.Yield));
    }

    [Fact]
    public void Installed_drain_while_an_SA_waits_to_go_lets_it_go_at_the_end()
    {
        var begun = After(Installed(1), new Input.SaUp(Sa(2) with { IsReady = false }));
        var waits = After(begun, new Input.SaDown(1));
        var next = Step(Plain, waits, At(10), new Input.Drain(TimeSpan.FromSeconds(3)));
        Assert.Equal([new Output.Withdraw(ToCarol)], next.Outputs.AsEnumerable());
        var over = Step(Plain, next.State, At(13), new Input.Tick());
        Assert.Equal(
            [new Output.Release(1), new Output.Yield()], over.Outputs.AsEnumerable());
    }

    [Fact]
    public void Installed_last_SA_down_withdraws_before_the_SA_may_be_deleted()
    {
        var next = Take(Installed(1), new Input.SaDown(1));
        Assert.Equal(
            [new Output.Withdraw(ToCarol), new Output.Release(1)], next.Outputs.AsEnumerable());
        var absent = Assert.IsType<State.Absent>(next.State);
        Assert.True(IsGuarded(absent));
    }

    [Fact]
    public void Installed_last_SA_down_may_drain_first()
    {
        var next = Step(Draining, Installed(1), At(10), new Input.SaDown(1));
        Assert.Equal([new Output.Withdraw(ToCarol)], next.Outputs.AsEnumerable());
        Assert.Equal(At(15), Deadline(Draining, next.State));

        var early = Step(Draining, next.State, At(14), new Input.Tick());
        Assert.Equal(next.State, early.State);
        var over = Step(Draining, next.State, At(15), new Input.Tick());
        Assert.Equal([new Output.Release(1)], over.Outputs.AsEnumerable());
        Assert.IsType<State.Absent>(over.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Installed_no_longer_active_withdraws_at_once_and_before_the_address_goes(
        bool isFenced)
    {
        var next = Take(Installed(1), new Input.Demoted(isFenced));
        Assert.Equal(
            [new Output.Withdraw(ToCarol), new Output.Yield()], next.Outputs.AsEnumerable());
        var pending = Assert.IsType<State.Pending>(next.State);
        Assert.False(pending.Facts.Claims[0].IsReady);

        // Its counters are not ours any more: active again is not enough.
        Assert.Empty(Take(pending, new Input.Promoted()).Outputs);
    }

    [Fact]
    public void Draining_SA_up_cancels_the_drain()
    {
        var draining = Step(Draining, Installed(1), At(10), new Input.SaDown(1)).State;
        var next = Step(Draining, draining, At(12), new Input.SaUp(Sa(2)));
        Assert.Equal(
            [new Output.Add(ToCarol), new Output.Release(1)], next.Outputs.AsEnumerable());
        Assert.Null(Deadline(Draining, next.State));
    }

    [Fact]
    public void Draining_the_same_SA_up_again_is_kept()
    {
        var draining = Step(Draining, Installed(1), At(10), new Input.SaDown(1)).State;
        var next = Step(Draining, draining, At(12), new Input.SaUp(Sa(1)));
        Assert.Equal([new Output.Add(ToCarol)], next.Outputs.AsEnumerable());
    }

    [Fact]
    public void Draining_a_successor_that_was_to_go_is_kept()
    {
        var state = Step(
            Plain, Installed(1, 2), At(10), new Input.Drain(TimeSpan.FromSeconds(5))).State;
        state = Step(Plain, state, At(11), new Input.SaDown(2)).State;
        state = Step(Plain, state, At(12), new Input.Rekey(1, Sa(2))).State;
        Assert.Equal(
            [new Output.Yield()],
            Step(Plain, state, At(15), new Input.Tick()).Outputs.AsEnumerable());
    }

    [Fact]
    public void Any_next_hop_change_replaces_the_route_at_once()
    {
        var next = Take(Installed(1), new Input.NextHopChange(1, Moved));
        Assert.Equal(
            [new Output.Replace(ToCarol, ToCarol with { Via = Moved })],
            next.Outputs.AsEnumerable());

        // The route follows the newest SA; an older one moves without it.
        Assert.Empty(Take(Installed(1, 2), new Input.NextHopChange(1, Moved)).Outputs);
    }

    [Fact]
    public void Installed_peer_dead_withdraws_and_lets_all_its_SAs_go()
    {
        var next = Take(Installed(1, 2), new Input.PeerDead(7));
        Assert.Equal(
            [new Output.Withdraw(ToCarol), new Output.Release(1), new Output.Release(2)],
            next.Outputs.AsEnumerable());
    }

    [Fact]
    public void Installed_drain_withdraws_keeps_the_SA_then_lets_the_address_go()
    {
        var next = Step(Plain, Installed(1), At(10), new Input.Drain(TimeSpan.FromSeconds(3)));
        Assert.Equal([new Output.Withdraw(ToCarol)], next.Outputs.AsEnumerable());
        var over = Step(Plain, next.State, At(13), new Input.Tick());
        Assert.Equal([new Output.Yield()], over.Outputs.AsEnumerable());
        Assert.Equal([1], FactsOf(over.State).Claims.Select(claim => claim.Sa));

        // Thought better of it meanwhile.
        var back = Step(Plain, next.State, At(12), new Input.Promoted());
        Assert.Equal([new Output.Add(ToCarol)], back.Outputs.AsEnumerable());
    }

    [Fact]
    public void Two_peers_with_one_prefix_are_a_conflict_and_the_holder_stays()
    {
        var next = Take(Installed(1), new Input.SaUp(new(3, 8, Moved, IsReady: true)));
        Assert.Equal([new Output.Conflict(Behind, 7, [8])], next.Outputs.AsEnumerable());
        Assert.Equal(ToCarol, RouteOf(next.State));

        // The holder goes: the other one inherits, and that is told too.
        var heir = Take(next.State, new Input.SaDown(1));
        Assert.Equal(
            [
                new Output.Replace(ToCarol, ToCarol with { Via = Moved }),
                new Output.ConflictEnded(Behind, 8),
                new Output.Release(1),
            ],
            heir.Outputs.AsEnumerable());
    }

    [Fact]
    public void The_newest_may_win_a_conflict_but_never_silently()
    {
        var config = Checked(new Settings { WhenContested = ConflictRule.NewestWins });
        var next = Step(
            config, Installed(1), At(0), new Input.SaUp(new(3, 8, Moved, IsReady: true)));
        Assert.Equal(
            [
                new Output.Replace(ToCarol, ToCarol with { Via = Moved }),
                new Output.Conflict(Behind, 8, [7]),
            ],
            next.Outputs.AsEnumerable());
    }

    [Fact]
    public void A_static_route_exists_while_active_whatever_the_SAs()
    {
        var config = Checked(new Settings
        {
            Mode = Mode.Static,
            Guard = GuardBy.Policy,
            StaticVia = Moved,
        });
        var pending = Step(config, Standby, At(0), new Input.Protect());
        Assert.IsType<State.Pending>(pending.State);
        Assert.Equal(
            [new Output.Guard(Behind, 4, GuardBy.Policy)], pending.Outputs.AsEnumerable());

        var active = Step(config, pending.State, At(0), new Input.Promoted());
        var idle = ToCarol with { Via = Moved };
        Assert.Equal([new Output.Add(idle)], active.Outputs.AsEnumerable());
        var up = Step(config, active.State, At(0), new Input.SaUp(Sa(1)));
        Assert.Equal([new Output.Replace(idle, ToCarol)], up.Outputs.AsEnumerable());
        var down = Step(config, up.State, At(0), new Input.SaDown(1));
        Assert.Equal(
            [new Output.Replace(ToCarol, idle), new Output.Release(1)],
            down.Outputs.AsEnumerable());
    }

    [Fact]
    public void The_guard_ends_with_the_policy_and_never_before_the_route()
    {
        var unprotected = Take(Installed(1), new Input.Unprotect());
        Assert.Empty(unprotected.Outputs);
        Assert.Equal(
            [
                new Output.Withdraw(ToCarol),
                new Output.Release(1),
                new Output.Unguard(Behind, 4, GuardBy.Route),
            ],
            Take(unprotected.State, new Input.SaDown(1)).Outputs.AsEnumerable());
    }

    [Fact]
    public void One_SA_too_many_is_refused()
    {
        var config = Checked(new Settings { ClaimsMax = 1 });
        var next = Step(config, Installed(1), At(0), new Input.SaUp(Sa(2)));
        Assert.Equal([new Output.Refused(2)], next.Outputs.AsEnumerable());
        Assert.Equal(Installed(1), next.State);
    }

    private static Claim Sa(ulong sa) => new(sa, 7, Carol, IsReady: true);

    private static State Installed(params ulong[] sas) => sas.Aggregate(
        Active, (state, sa) => Take(state, new Input.SaUp(Sa(sa))).State);

    private static State After(State state, Input input) => Take(state, input).State;

    private static Next<State, Output> Take(State state, Input input) =>
        Step(Plain, state, At(0), input);

    private static Instant At(long seconds) => Instant.FromMilliseconds(1_000 * seconds);

    private static Config Checked(Settings settings) => Config.TryCreate(
        settings with { Prefix = Behind, Vrf = 4, Distance = 20, Tag = 77 },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
