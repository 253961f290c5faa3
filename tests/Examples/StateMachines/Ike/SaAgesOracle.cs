using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.SaAges;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <summary>RFC 7296 §2.8, RFC 4301 §4.4.2.1: every state of an SA's age, its soft and its hard
/// lifetime over, just over, to come or none, with every input.</summary>
public sealed class SaAgesOracle
{
    /// <summary>Rekey, end: when it is rekeyed, ends or is told again, as seen from now. Failed:
    /// whether a rekey of it has.</summary>
    private const string Table = """
        state             | failed | rekey       | end         | input              || next              | outputs | why
        aging             | *      | *           | over        | tick, numbers end  || ending +30s       | End     | hard
        aging             | *      | over        | later, none | tick               || rekeying, {end}   | Rekey   | soft
        aging             | *      | later, none | later, none | tick               || same              |         | not due
        aging             | no     | *           | later, none | numbers end        || rekeying, {end}   | Rekey   | numbers
        aging             | yes    | over, none  | later, none | numbers end        || rekeying, {end}   | Rekey   | numbers
        aging             | yes    | later       | later, none | numbers end        || same              |         | rests
        aging, rekeying   | *      | *           | *           | done               || replaced, {end}   |         | done
        rekeying          | -      | -           | over        | tick, numbers end  || ending +30s       | End     | hard
        rekeying          | -      | -           | later, none | tick, numbers end  || same              |         | asked for
        rekeying          | -      | -           | *           | failed             || failed +30s, {end} |         | failed
        replaced          | -      | -           | over        | tick, numbers end  || ending +30s       | End     | hard
        replaced          | -      | -           | later, none | tick, numbers end  || same              |         | replaced
        ending            | -      | -           | over        | tick, numbers end  || ending +30s       | End     | hard
        ending            | -      | -           | later       | tick, numbers end  || same              |         | told
        aging             | *      | *           | *           | failed             || same              |         | out of turn
        replaced, ending  | -      | -           | *           | done, failed       || same              |         | out of turn
        """;

    private const string Kinds = """
        hard        = RFC 7296 §2.8: its hard lifetime is over
        soft        = RFC 7296 §2.8: its soft lifetime is over
        numbers     = RFC 7296 §2.8: its numbers end
        not due     = Holdfast: nothing is due
        rests       = Holdfast: a rekey has failed: the next one
        asked for   = Holdfast: its rekey is asked for already
        done        = Holdfast: another one is in its place
        replaced    = Holdfast: another one is in its place already
        failed      = Holdfast: its rekey failed
        told        = Holdfast: it was told to end
        out of turn = Holdfast: nobody waits
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    private static readonly (string Name, Instant? At)[] Times =
    [
        ("over", Now - TimeSpan.FromHours(1)), ("over", Now), ("later", Now + Unit),
        ("later", Now + TimeSpan.FromHours(1)), ("none", null),
    ];

    private static readonly (string Name, Input Input)[] Inputs =
    [
        ("tick", new Input.Tick()), ("numbers end", new Input.NumbersEnd()),
        ("done", new Input.Done()), ("failed", new Input.Failed()),
    ];

    // No graph of it is drawn: it has no letters.
    private static readonly Machine<Lifetime, State, Input, Output> Machine =
        new(nameof(Holdfast.StateMachines.Ike.SaAges))
        {
            Initial = (lifetime, now) => Seen(lifetime, default, 0, now),
            Step = (_, state, now, input) => Decide(state, now, input),
            Deadline = (_, state) => Deadline(state),
            Rebase = (state, _) => state,
            Normalize = (_, state) => state,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Alphabet = [],
        };

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, output => output switch
        {
            Output.Rekey => nameof(Output.Rekey),
            Output.End => nameof(Output.End),
        });

    /// <summary>By hand: an SA of an hour (a tenth is 6 min), with all of its jitter, with none;
    /// how old it is when this reign sees it first.</summary>
    [Theory]
    [InlineData(3_600, 0, 0UL, 3_600, 4_380)]
    [InlineData(3_600, 600, 0UL, 3_000, 3_780)]
    [InlineData(3_600, 3_600, 0UL, 0, 780)]
    [InlineData(3_600, 4_319, 0UL, 0, 61)]
    [InlineData(3_600, 4_321, 0UL, 0, 60)]
    [InlineData(3_600, 900_000, 0UL, 0, 60)]
    [InlineData(3_600, -50, 0UL, 3_600, 4_380)]
    [InlineData(5, 0, 0UL, 5, 66)]
    public void An_SA_is_as_old_as_its_description_says_and_has_a_minute_in_any_case(
        int rekeyAfter, int age, ulong drawn, int soft, int hard)
    {
        var made = (uint)(Unix - age);
        Assert.Equal(
            new State.Aging(
                Now + TimeSpan.FromSeconds(soft), Now + TimeSpan.FromSeconds(hard)),
            Seen(
                Lifetime.Of(TimeSpan.FromSeconds(rekeyAfter)), new(made, drawn), Unix, Now));
    }

    [Fact]
    public void What_nobody_bounds_or_knows_the_age_of_is_young()
    {
        Assert.Equal(
            new State.Aging(null, null), Seen(Lifetime.Of(TimeSpan.Zero), new(1, 9), Unix, Now));
        Assert.Equal(
            new State.Aging(Now + Unit, Now + Unit + Grace),
            Seen(Lifetime.Of(Unit), new(0, 0), Unix, Now));

        // IKEv1 agrees on a life where none is set.
        Assert.Equal(
            new State.Aging(null, Now + TimeSpan.FromHours(8)),
            Seen(new(null, TimeSpan.FromHours(8)), new(Unix, 9), Unix, Now));
    }

    private const uint Unix = 1_800_000_000;

    private static IEnumerable<Trial<Lifetime, State, Input>> Cases() =>
        from one in States()
        from said in Inputs
        select new Trial<Lifetime, State, Input>(
            [one.Name, one.Failed, one.Rekey, one.End, said.Name], default, one.State, Now,
            said.Input)
        {
            Given = [("same", Told(one.State)), ("{end}", $"ends {Told(one.EndAt)}")],
        };

    private static IEnumerable<(
        string Name, string Failed, string Rekey, string End, State State, Instant? EndAt)>
        States()
    {
        foreach (var (end, endAt) in Times)
        {
            foreach (var hasFailed in (bool[])[false, true])
            {
                foreach (var (rekey, rekeyAt) in Times)
                {
                    yield return (
                        "aging", hasFailed ? "yes" : "no", rekey, end,
                        new State.Aging(rekeyAt, endAt) { HasFailed = hasFailed }, endAt);
                }
            }

            yield return ("rekeying", "-", "-", end, new State.Rekeying(endAt), endAt);
            yield return ("replaced", "-", "-", end, new State.Replaced(endAt), endAt);
            if (endAt is { } again)
            {
                yield return ("ending", "-", "-", end, new State.Ending(again), endAt);
            }
        }
    }

    private static string Told(State state) => state switch
    {
        State.Aging aging => (aging.HasFailed ? "failed" : "aging")
            + $" {Told(aging.RekeyAt)}, ends {Told(aging.EndAt)}",
        State.Rekeying(var endAt) => $"rekeying, ends {Told(endAt)}",
        State.Replaced(var endAt) => $"replaced, ends {Told(endAt)}",
        State.Ending(var againAt) => $"ending {Told(againAt)}",
    };

    private static string Told(Instant? at) => at is not { } instant ? "never"
        : instant == Now + AgainAfter ? "+30s"
        : $"{(instant - Now).Ticks}";
}
