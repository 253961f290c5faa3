using Holdfast.StateMachines;

using LampMachine = Holdfast.StateMachines.Machine<System.TimeSpan, Holdfast.Tests.Properties.StateMachines.Lamp.State, Holdfast.Tests.Properties.StateMachines.Lamp.Input, Holdfast.Tests.Properties.StateMachines.Lamp.Output>;

namespace Holdfast.Tests.Properties.StateMachines;
/// <summary>Lamps that are wrong on purpose: each law must catch the one that breaks it.</summary>
public sealed class TheLawsBite
{
    private static readonly LampMachine Good = Lamp.Machine;

    [Fact]
    public void A_step_that_throws_is_caught() => Caught(
        laws => laws.Step_is_total_and_says_why(),
        Stepping((state, now, input) => state is Lamp.State.Lit { Presses: 3 }
            ? throw new InvalidOperationException("worn out")
            : Lamp.Step(Wrong.LitFor, state, now, input)));

    [Fact]
    public void A_step_that_does_not_say_why_is_caught() => Caught(
        laws => laws.Step_is_total_and_says_why(),
        Stepping((state, now, input) =>
            Lamp.Step(Wrong.LitFor, state, now, input) with { Reason = default }));

    [Fact]
    public void A_tick_that_does_not_look_at_the_time_is_caught() => Caught(
        laws => laws.A_tick_before_the_deadline_changes_nothing(),
        Stepping((state, now, input) => state is Lamp.State.Lit && input == Lamp.Input.Tick
            ? new(new Lamp.State.Dark(), default, new("Lamp", "too early"))
            : Lamp.Step(Wrong.LitFor, state, now, input)));

    [Fact]
    public void A_step_that_remembers_outside_its_state_is_caught()
    {
        var presses = 0;
        Caught(
            laws => laws.A_history_replayed_gives_equal_states_and_outputs(),
            Stepping((state, now, input) => input == Lamp.Input.Press && ++presses % 3 == 0
                ? new(state, default, new("Lamp", "every third press fails"))
                : Lamp.Step(Wrong.LitFor, state, now, input)));
    }

    [Fact]
    public void A_state_that_compares_by_reference_is_caught() => Caught(
        laws => laws.A_history_replayed_gives_equal_states_and_outputs(),
        Stepping((state, now, input) => Lamp.Step(Wrong.LitFor, state, now, input) switch
        {
            { State: Lamp.State.Lit lit } next =>
                next with { State = lit with { Ballast = new object() } },
            var next => next,
        }));

    [Fact]
    public void A_rebase_that_forgets_an_instant_is_caught() => Caught(
        laws => laws.Steps_commute_with_rebase(), Good with { Rebase = (state, _) => state });

    [Fact]
    public void A_normalize_that_saturates_too_early_is_caught() => Caught(
        laws => laws.Steps_and_deadlines_do_not_see_normalize(),
        Good with { Normalize = (litFor, state) => Good.Normalize(litFor / 2, state) });

    [Fact]
    public void A_normalize_that_drops_what_counts_is_caught() => Caught(
        laws => laws.Steps_and_deadlines_do_not_see_normalize(),
        Good with { Normalize = (_, _) => new Lamp.State.Dark() });

    [Fact]
    public void A_deadline_that_never_passes_is_caught() => Caught(
        laws => laws.Ticks_at_one_instant_come_to_rest(),
        Stepping((state, now, input) => input == Lamp.Input.Tick
            ? new(state, default, new("Lamp", "nothing happens"))
            : Lamp.Step(Wrong.LitFor, state, now, input)));

    [Fact]
    public void A_terminal_state_that_something_leaves_is_caught() => Caught(
        laws => laws.Nothing_leads_out_of_a_terminal_state(),
        Good with { IsTerminal = state => state is Lamp.State.Dark });

    [Fact]
    public void A_recount_that_drops_what_counts_is_caught() => Caught(
        laws => laws.Letters_do_not_see_where_counters_stand(),
        Good with { Recount = _ => new Lamp.State.Dark() });

    private static LampMachine Stepping(
        Func<Lamp.State, Instant, Lamp.Input, Next<Lamp.State, Lamp.Output>> step) =>
        Good with { Step = (_, state, now, input) => step(state, now, input) };

    private static void Caught(Action<Wrong> law, LampMachine machine) =>
        Assert.ThrowsAny<Exception>(() => law(new Wrong(machine)));

    /// <summary>The laws for a machine that is wrong; private, so no runner finds it.</summary>
    private sealed class Wrong(LampMachine machine)
        : MachineLaws<TimeSpan, Lamp.State, Lamp.Input, Lamp.Output>(machine, LitFor)
    {
        public static readonly TimeSpan LitFor = TimeSpan.FromSeconds(30);
    }
}

/// <summary>The lamp that is right keeps every law.</summary>
public sealed class LampLaws()
    : MachineLaws<TimeSpan, Lamp.State, Lamp.Input, Lamp.Output>(
        Lamp.Machine, TimeSpan.FromSeconds(30), TimeSpan.FromTicks(3));
