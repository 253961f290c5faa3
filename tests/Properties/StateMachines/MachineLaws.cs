using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>
/// The laws of machines for one machine, over histories with gaps in time. A machine gets them by
/// one line: <c>public sealed class LampLaws() : MachineLaws&lt;...&gt;(Lamp.Machine, configs);</c>
/// </summary>
public abstract class MachineLaws<TConfig, TState, TInput, TOutput>(
    Machine<TConfig, TState, TInput, TOutput> machine, params TConfig[] configs)
    where TState : notnull
    where TInput : notnull
    where TOutput : notnull
{
    private const int Runs = 200;

    [Fact]
    public void Step_is_total_and_says_why() =>
        Hold((config, history, _) => Laws.StepIsTotal(machine, config, history));

    /// <summary>Also with what no letter says: any value of the type, in any state.</summary>
    [Fact]
    public void Step_takes_any_input_whatever_is_in_it() =>
        ForAll.Cases(
            Runs,
            choices =>
            {
                var config = choices.Of(configs);
                var history = Moment.DrawMany(choices, machine.Alphabet.Count);
                var visits = machine.Walk(config, history).ToList();
                var (state, now) = visits.Count == 0
                    ? (machine.Initial(config, Instant.Zero), Instant.Zero)
                    : (visits[^1].Next.State, visits[^1].Now);
                var values = new AnyValue(choices, state);
                return (
                    Config: config, State: state, Now: now,
                    Inputs: Enumerable.Range(0, 8)
                        .Select(_ => values.Of(typeof(TInput))).OfType<TInput>().ToArray());
            },
            drawn =>
            {
                Assert.NotEmpty(drawn.Inputs);
                var state = drawn.State;
                foreach (var input in drawn.Inputs)
                {
                    state = Laws.StepTakes(machine, drawn.Config, state, drawn.Now, input);
                }
            });

    /// <summary>What is not in the alphabet, no law and no exploration tries.</summary>
    [Fact]
    public void Every_kind_of_input_is_in_the_alphabet() => Assert.Equal(
        (typeof(TInput).IsEnum
            ? typeof(TInput).GetEnumNames()
            : typeof(TInput).GetNestedTypes().Where(type => type.IsAssignableTo(typeof(TInput)))
                .Select(type => type.Name)).Order(),
        configs.SelectMany(config => machine.Alphabet.Select(letter => letter.Make(
                config, machine.Initial(config, Instant.Zero))))
            .Append(machine.Tick)
            .Select(input => input is Enum ? $"{input}" : input.GetType().Name)
            .Distinct().Order());

    /// <summary>Traces, pages and counterexamples call inputs by them.</summary>
    [Fact]
    public void Each_letter_has_a_name_of_its_own()
    {
        var names = machine.Alphabet.Select(letter => letter.Name).ToArray();
        Assert.DoesNotContain(names, string.IsNullOrWhiteSpace);
        Assert.Equal(names.Distinct(), names);
    }

    /// <summary>
    /// What a letter says when the machine begins: traces, pages and counterexamples call it by its
    /// name alone. HOLDFAST_UPDATE_GOLDENS=1 writes the list, for a review.
    /// </summary>
    [Fact]
    public void What_each_letter_says_at_the_beginning_is_listed() => LetterList.Holds(
        GetType().Name,
        configs.Select(config => machine.Alphabet.Select(letter =>
            $"{letter.Name}: {letter.Make(config, machine.Initial(config, Instant.Zero))}")));

    /// <summary>
    /// The laws hold of machines that decide otherwise as well: what this one decides is listed.
    /// </summary>
    [Fact]
    public void What_comes_of_fixed_walks_is_listed() =>
        WalkList.Holds(GetType().Name, machine, configs);

    /// <summary>Also with what no letter says.</summary>
    [Fact]
    public void What_comes_of_fixed_walks_with_any_input_is_listed() =>
        WalkList.HoldsOfAny(GetType().Name, machine, configs);

    [Fact]
    public void A_tick_before_the_deadline_changes_nothing() =>
        Hold((config, history, _) => Laws.EarlyTicksChangeNothing(machine, config, history));

    [Fact]
    public void A_history_replayed_gives_equal_states_and_outputs() =>
        Hold((config, history, _) => Laws.AHistoryReplays(machine, config, history));

    [Fact]
    public void Steps_commute_with_rebase() =>
        Hold((config, history, last) => Laws.StepsCommuteWithRebase(
            machine, config, history, TimeSpan.FromTicks(last.Ticks)));

    [Fact]
    public void Steps_and_deadlines_do_not_see_normalize() =>
        Hold((config, history, last) => Laws.NormalizeIsNotSeen(machine, config, history, last));

    [Fact]
    public void Ticks_at_one_instant_come_to_rest() =>
        Hold((config, history, _) => Laws.TicksComeToRest(machine, config, history));

    [Fact]
    public void Nothing_leads_out_of_a_terminal_state() =>
        Hold((config, history, _) => Laws.TerminalStatesAreLeftByNothing(machine, config, history));

    [Fact]
    public void Letters_do_not_see_where_counters_stand() =>
        Hold((config, history, _) =>
            Laws.LettersDoNotSeeWhereCountersStand(machine, config, history));

    private void Hold(Action<TConfig, Moment[], Moment> law) => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(configs),
            History: Moment.DrawMany(choices, machine.Alphabet.Count),
            Last: Moment.Draw(choices, machine.Alphabet.Count)),
        drawn => law(drawn.Config, drawn.History, drawn.Last));
}
