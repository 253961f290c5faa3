using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>A router that was suspended has not heard that nobody spoke (docs/adr/0054).</summary>
public sealed class SilenceSleptThrough
{
    private static readonly Settings Router = new()
    {
        Address = HostAddress.Parse("10.0.0.5"),
        VirtualAddress = HostAddress.Parse("10.0.0.254"),
        HelloTime = TimeSpan.FromSeconds(1),
        HoldTime = TimeSpan.FromSeconds(3),
    };

    [Fact]
    public void Who_stands_by_and_has_slept_listens_for_as_long_as_it_had_to_when_it_fell_asleep()
    {
        var config = Checked(Dialect.Repaired);
        var woken = Take(config, StandsBy(config), 24, new Input.Tick());

        Assert.Equal(Phase.Standby, woken.State.Phase);
        Assert.Equal(At(26), woken.State.Timers.Active);
        Assert.Equal(At(25), woken.State.Timers.Hello);
        Assert.IsType<Output.SendHello>(Assert.Single(woken.Outputs));
    }

    [Fact]
    public void After_that_silence_counts_again()
    {
        var config = Checked(Dialect.Repaired);
        var state = Take(config, StandsBy(config), 24, new Input.Tick()).State;
        state = Take(config, state, 25, new Input.Tick()).State;
        Assert.Equal(Phase.Standby, state.Phase);

        Assert.Equal(Phase.Active, Take(config, state, 26, new Input.Tick()).State.Phase);
    }

    [Fact]
    public void Who_sleeps_again_and_again_takes_over_once_it_has_been_awake_for_long_enough()
    {
        // Each time it is awake until its Hello is due, and late by more than a hello time then.
        var config = Checked(Dialect.Repaired);
        var state = StandsBy(config);
        var woke = 0;
        for (var at = 22.0; state.Phase != Phase.Active; at += 3, woke++)
        {
            Assert.InRange(woke, 0, 3);
            state = Take(config, state, at, new Input.Tick()).State;
            while (Deadline(config, state) <= At(at))
            {
                state = Take(config, state, at, new Input.Tick()).State;
            }
        }

        Assert.Equal(3, woke);
    }

    [Fact]
    public void A_Resign_that_was_said_in_its_sleep_moves_nobody()
    {
        var config = Checked(Dialect.Repaired);
        var resign = new Input.Resign(Hello(200, Phase.Active).Message);
        var asleep = Take(config, StandsBy(config), 24, resign);
        Assert.Equal(Phase.Standby, asleep.State.Phase);
        Assert.Empty(asleep.Outputs);

        // Once it is awake, it counts.
        var woken = Take(config, asleep.State, 24, new Input.Tick()).State;
        Assert.Equal(Phase.Active, Take(config, woken, 24.5, resign).State.Phase);
    }

    [Fact]
    public void Who_speaks_and_has_slept_does_not_stand_by_at_once()
    {
        var config = Checked(Dialect.Repaired);
        var speaks = Take(config, StandsBy(config), 19.5, Hello(200, Phase.Speak)).State;
        speaks = Take(config, speaks, 22.5, new Input.Tick()).State;
        Assert.Equal(Phase.Speak, speaks.Phase);

        var woken = Take(
            config, speaks, 40, new Input.Tick(First: HsrpTimer.Standby)).State;

        Assert.Equal(Phase.Speak, woken.Phase);
        Assert.Equal((At(42), At(42)), (woken.Timers.Active, woken.Timers.Standby));
    }

    [Fact]
    public void Who_is_late_by_less_than_a_Hello_takes_over()
    {
        var config = Checked(Dialect.Repaired);
        var state = Take(config, StandsBy(config), 20, new Input.Tick()).State;
        state = Take(config, state, 21, new Input.Tick()).State;

        Assert.Equal(Phase.Active, Take(config, state, 22.9, new Input.Tick()).State.Phase);
    }

    [Fact]
    public void To_the_letter_silence_is_silence()
    {
        var config = Checked(Dialect.Rfc2281Literal);

        Assert.Equal(
            Phase.Active, Take(config, StandsBy(config), 24, new Input.Tick()).State.Phase);
    }

    /// <summary>Stands by from the second 19 on, and has heard the active router last then.
    /// </summary>
    private static State StandsBy(Config config)
    {
        var state = Take(config, Initial(config, At(0)), 0, new Input.Enable()).State;
        for (var at = 1; at <= 18; at++)
        {
            state = Take(config, state, at, Hello(200, Phase.Active)).State;
            while (Deadline(config, state) <= At(at))
            {
                state = Take(config, state, at, new Input.Tick()).State;
            }
        }

        state = Take(config, state, 19, Hello(200, Phase.Active)).State;
        while (Deadline(config, state) <= At(19))
        {
            state = Take(config, state, 19, new Input.Tick()).State;
        }

        Assert.Equal(Phase.Standby, state.Phase);
        return state;
    }

    private static Next<State, Output> Take(
        Config config, State state, double seconds, Input input) =>
        Step(config, state, At(seconds), input);

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);

    private static Input.Hello Hello(uint priority, Phase phase) => new(new(
        new(HostAddress.Parse("10.0.0.9"), priority), phase, TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(3), HostAddress.Parse("10.0.0.254")));

    private static Config Checked(Dialect dialect)
    {
        Assert.True(
            Config.TryCreate(Router with { Dialect = dialect }, out var config, out var error),
            $"{error}");
        return config;
    }
}
