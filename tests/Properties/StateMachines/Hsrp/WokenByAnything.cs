using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>
/// Who was active and is suspended gives that up before anything else happens to it (docs/adr/0062):
/// whatever wakes it does what a tick does, and then what it does to whom a tick has woken.
/// </summary>
public sealed class WokenByAnything
{
    private const int Runs = 150;

    private static readonly TimeSpan Slept = TimeSpan.FromMinutes(10);

    [Fact]
    public void A_pair_gives_up_both_sides_and_then_hears_what_has_woken_it()
    {
        var seen = Seen(
            HsrpPair.Machine, HsrpPairLaws.Configs,
            state => state.Front.Phase == HsrpGroup.Phase.Active,
            input => input is HsrpPair.Input.At);
        Assert.Contains("Front j: Coup of a higher", seen);
        Assert.Contains("Back b: disable", seen);
    }

    [Fact]
    public void A_router_listens_and_then_hears_what_has_woken_it()
    {
        var seen = Seen(
            HsrpGroup.Machine, HsrpLaws.Configs,
            state => state.Phase == HsrpGroup.Phase.Active,
            input => input is HsrpGroup.Input.Hello or HsrpGroup.Input.Coup
                or HsrpGroup.Input.Resign or HsrpGroup.Input.Disable);
        Assert.Contains("j: Coup of a higher", seen);
        Assert.Contains("b: disable", seen);
    }

    /// <summary>The letters that were heard by who had slept, in states of drawn histories.
    /// </summary>
    private static HashSet<string> Seen<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig[] configs,
        Func<TState, bool> isActive, Func<TInput, bool> wakes)
        where TConfig : notnull
        where TState : class
        where TInput : notnull
        where TOutput : notnull
    {
        var seen = new HashSet<string>();
        ForAll.Cases(
            Runs,
            choices => (
                Config: choices.Of(configs),
                History: (Moment[])
                [
                    .. Active(machine.Alphabet.Select(letter => letter.Name)),
                    .. Moment.DrawMany(choices, machine.Alphabet.Count),
                ]),
            drawn =>
            {
                foreach (var visit in machine.Walk(drawn.Config, drawn.History))
                {
                    seen.UnionWith(Check(
                        machine, drawn.Config, visit.State, visit.Now + Slept, isActive, wakes));
                }
            });
        return seen;
    }

    /// <summary>Who is enabled and hears nobody is active some deadlines later.</summary>
    private static IEnumerable<Moment> Active(IEnumerable<string> letters) =>
    [
        .. letters.Select((name, at) => (name, at))
            .Where(one => one.name.EndsWith("a: enable", StringComparison.Ordinal))
            .Select(one => new Moment(Gap.None, 0, one.at)),
        .. Enumerable.Repeat(new Moment(Gap.ToTheDeadline, 0, int.MaxValue), 16),
    ];

    /// <summary>Every letter in a state, where a tick finds that it was active and slept.</summary>
    private static IEnumerable<string> Check<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig config, TState state,
        Instant now, Func<TState, bool> isActive, Func<TInput, bool> wakes)
        where TState : class
        where TInput : notnull
        where TOutput : notnull
    {
        if (!isActive(state))
        {
            yield break;
        }

        var woken = machine.Step(config, state, now, machine.Tick);
        if (isActive(woken.State))
        {
            yield break;
        }

        foreach (var letter in machine.Alphabet)
        {
            var input = letter.Make(config, state);
            if (wakes(input))
            {
                var next = machine.Step(config, woken.State, now, input);
                var both = machine.Step(config, state, now, input);
                Assert.Equal(next.State, both.State);
                Assert.Equal(
                    [.. woken.Outputs.AsEnumerable(), .. next.Outputs.AsEnumerable()],
                    both.Outputs.AsEnumerable());
                yield return letter.Name;
            }
        }
    }
}
