using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>An active router that was suspended for its own hold time is active in its own memory
/// alone (docs/adr/0062).</summary>
public sealed class ActiveInItsMemoryAlone
{
    private static readonly Settings Router = new()
    {
        Address = HostAddress.Parse("10.0.0.5"),
        VirtualAddress = HostAddress.Parse("10.0.0.254"),
        HelloTime = TimeSpan.FromSeconds(1),
        HoldTime = TimeSpan.FromSeconds(3),
        JitterPercent = 0,
    };

    [Theory]
    [InlineData(22.0)]
    [InlineData(60.0)]
    public void Who_was_silent_for_its_hold_time_listens_and_says_nothing(double wakesAt)
    {
        var config = Checked(Router);
        var woken = Take(config, IsActive(config), wakesAt, new Input.Tick());

        Assert.Equal(Phase.Listen, woken.State.Phase);
        Assert.Equal([new Output.ReleaseVirtualMac()], woken.Outputs);
        Assert.Equal(
            (At(wakesAt + 3), At(wakesAt + 3), null),
            (woken.State.Timers.Active, woken.State.Timers.Standby, woken.State.Timers.Hello));
    }

    [Fact]
    public void Who_was_silent_for_less_says_that_it_is_active()
    {
        var config = Checked(Router);
        var late = Take(config, IsActive(config), 21.9, new Input.Tick());

        Assert.Equal(Phase.Active, late.State.Phase);
        Assert.Equal(
            Phase.Active,
            Assert.IsType<Output.SendHello>(Assert.Single(late.Outputs)).Announcement.Phase);
    }

    [Fact]
    public void What_it_hears_when_it_wakes_finds_it_listening()
    {
        var config = Checked(Router);
        var woken = Take(config, IsActive(config), 30, Hello(1, Phase.Active));

        Assert.Equal(Phase.Listen, woken.State.Phase);
        Assert.Equal(new(HostAddress.Parse("10.0.0.9"), 1), woken.State.ActiveRouter);
        Assert.Equal([new Output.ReleaseVirtualMac()], woken.Outputs);
    }

    [Fact]
    public void Who_preempts_takes_the_place_from_a_lower_one_as_anybody_does()
    {
        var config = Checked(Router with { Preempt = true });
        var woken = Take(config, IsActive(config), 30, Hello(1, Phase.Active));

        Assert.Equal(Phase.Active, woken.State.Phase);
        Assert.Equal(
            ["ReleaseVirtualMac", "ClaimVirtualMac", "SendCoup"],
            woken.Outputs.Take(3).Select(output => output.GetType().Name));
    }

    [Fact]
    public void Who_is_stopped_then_does_not_resign_from_what_is_another_one_s()
    {
        var config = Checked(Router);
        var stopped = Take(config, IsActive(config), 30, new Input.Disable());

        Assert.Equal(Phase.Initial, stopped.State.Phase);
        Assert.Equal([new Output.ReleaseVirtualMac()], stopped.Outputs);
    }

    [Fact]
    public void What_its_own_member_tells_it_does_not_make_it_say_that_it_is_active()
    {
        // Traffic and routes of the member go before the address does.
        var config = Checked(Router with { Links = [new("uplink", 20)] });
        var told = Take(config, IsActive(config), 30, new Input.LinkChanged(0, IsUp: false));
        Assert.Equal(Phase.Active, told.State.Phase);
        Assert.Equal(1u, told.State.LinksDown);
        Assert.Empty(told.Outputs);
        told = Take(config, told.State, 30, new Input.Synced(true));
        Assert.Equal(Phase.Active, told.State.Phase);
        Assert.Empty(told.Outputs);

        // Nor does it resign from what is another one's.
        told = Take(config, told.State, 30, new Input.Permit(Permission.Standby));
        Assert.Equal(Phase.Speak, told.State.Phase);
        Assert.Equal([new Output.ReleaseVirtualMac()], told.Outputs);
    }

    [Fact]
    public void A_router_alone_is_active_again_after_the_usual_timers()
    {
        var config = Checked(Router);
        var state = Take(config, IsActive(config), 30, new Input.Tick()).State;
        var at = 30.0;
        while (state.Phase != Phase.Active)
        {
            at = (Deadline(config, state)!.Value - Instant.Zero).TotalSeconds;
            Assert.InRange(at, 30, 30 + (3 * 3));
            state = Take(config, state, at, new Input.Tick()).State;
        }

        Assert.InRange(at, 30 + 3, 30 + (3 * 3));
    }

    [Fact]
    public void To_the_letter_it_says_that_it_is_active()
    {
        var config = Checked(Router with { Dialect = Dialect.Rfc2281Literal });
        var woken = Take(config, IsActive(config), 60, new Input.Tick());

        Assert.Equal(Phase.Active, woken.State.Phase);
        Assert.IsType<Output.SendHello>(Assert.Single(woken.Outputs));
    }

    /// <summary>Alone, active since some seconds, and has said so last in the second 19.</summary>
    private static State IsActive(Config config)
    {
        var state = Take(config, Initial(config, At(0)), 0, new Input.Enable()).State;
        for (var at = 1; at <= 19; at++)
        {
            while (Deadline(config, state) <= At(at))
            {
                // The other order ends, to the letter, in a group without an active router.
                var first = state.Phase == Phase.Speak ? HsrpTimer.Standby : HsrpTimer.Active;
                state = Take(config, state, at, new Input.Tick(0, first)).State;
            }
        }

        Assert.Equal(Phase.Active, state.Phase);
        Assert.Equal(At(20), state.Timers.Hello);
        return state;
    }

    private static Next<State, Output> Take(
        Config config, State state, double seconds, Input input) =>
        Step(config, state, At(seconds), input);

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);

    private static Input.Hello Hello(uint priority, Phase phase) => new(new(
        new(HostAddress.Parse("10.0.0.9"), priority), phase, TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(3), HostAddress.Parse("10.0.0.254")));

    private static Config Checked(Settings settings)
    {
        Assert.True(Config.TryCreate(settings, out var config, out var error), $"{error}");
        return config;
    }
}
