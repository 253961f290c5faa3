using System.Globalization;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <summary>RFC 6311 §5 to §8: every state, every input, message IDs, deltas and times at their
/// bounds.</summary>
public sealed partial class MessageIdSyncOracle
{
    /// <summary>
    /// Which: a nonce that is drawn finds an ID that is left, or all are used up; an answer has
    /// another nonce, is below what was asked for, or agrees; the peer's synchronisation names an ID
    /// that is new, one that its requests have used, or one that another synchronisation named.
    /// Fits: whether one delta does for all CHILD SAs. Wishes are numbers, window and delta; marks
    /// the highest IDs that synchronisations named, ours and the peer's.
    /// </summary>
    private const string Table = """
        state            | input         | which       | fits     | reading  | unfit    || next                           | outputs                                  | why
        idle             | TakenOver     | -           | yes,none | *        | *        || drawing {taken} 0 2s {joined}  | Draw                                     | taken over
        idle             | TakenOver     | -           | no       | *        | Rekey    || drawing {bare} 0 2s {joined}   | RekeyChildren, Draw                      | rekeyed
        idle             | TakenOver     | -           | no       | *        | TearDown || failed 0s                      | TearDown                                 | unfit
        idle             | CountersOwed  | -           | yes      | *        | *        || same                           | AskCounters {delta}                      | counters asked
        idle             | CountersOwed  | -           | none     | *        | *        || same                           |                                          | no children
        idle             | CountersOwed  | -           | no       | *        | Rekey    || same                           | RekeyChildren                            | rekeyed
        idle             | CountersOwed  | -           | no       | *        | TearDown || failed 0s                      | TearDown                                 | unfit
        drawing, waiting | TakenOver     | -           | *        | *        | *        || same                           |                                          | one is enough
        drawing, waiting | CountersOwed  | -           | *        | *        | *        || same                           |                                          | one is enough
        drawing          | Drawn         | left        | -        | *        | *        || waiting {asked}                | Ask {nonce} {m1} {p1} {wanted}           | asked
        drawing          | Drawn         | used up     | -        | *        | *        || failed 0s                      | TearDown                                 | used up
        idle, waiting    | Drawn         | *           | -        | *        | *        || same                           |                                          | no nonce wanted
        idle             | Answered      | *           | -        | *        | *        || same                           |                                          | not asked
        drawing          | Answered      | *           | -        | *        | *        || same                           |                                          | other nonce
        waiting          | Answered      | other nonce | -        | *        | *        || same                           |                                          | other nonce
        waiting          | Answered      | below       | -        | *        | *        || same                           |                                          | lower
        waiting          | Answered      | agrees      | -        | *        | *        || idle {marks}                   | Adopt {agreed}                           | synced
        live             | Asked         | new         | yes      | *        | *        || {risen}                        | Adopt {higher}, Answer {answer}, Advance | peer synced
        live             | Asked         | new         | none     | *        | *        || {risen}                        | Adopt {higher}, Answer {answer}          | peer synced
        live             | Asked         | requested   | yes      | Appendix | *        || {risen}                        | Adopt {higher}, Answer {answer}, Advance | peer synced
        live             | Asked         | requested   | none     | Appendix | *        || {risen}                        | Adopt {higher}, Answer {answer}          | peer synced
        live             | Asked         | requested   | yes,none | Strict   | *        || same                           |                                          | replayed
        live             | Asked         | synced      | yes,none | *        | *        || same                           |                                          | replayed
        live             | Asked         | new         | no       | *        | *        || same                           |                                          | other width
        live             | Asked         | requested   | no       | Appendix | *        || same                           |                                          | other width
        live             | Asked         | requested   | no       | Strict   | *        || same                           |                                          | replayed
        live             | Asked         | synced      | no       | *        | *        || same                           |                                          | replayed
        live             | CountersAsked | -           | yes      | *        | *        || same                           | Advance                                  | counters
        live             | CountersAsked | -           | no       | *        | *        || same                           |                                          | other width
        live             | Unprotected   | -           | -        | *        | *        || same                           |                                          | unprotected
        live             | Malformed     | -           | -        | *        | *        || same                           |                                          | malformed
        live             | NotNegotiated | -           | -        | *        | *        || same                           |                                          | not negotiated
        live             | Demoted       | -           | -        | *        | *        || idle {marks}                   |                                          | standby
        idle, drawing    | Tick          | -           | -        | *        | *        || same                           |                                          | not due
        not due          | Tick          | -           | -        | *        | *        || same                           |                                          | not due
        first due        | Tick          | -           | -        | *        | *        || drawing {wish} 1 4s {marks}    | Draw                                     | no answer
        last due         | Tick          | -           | -        | *        | *        || failed 0s                      | TearDown                                 | given up
        failed           | *             | *           | *        | *        | *        || same                           |                                          | failed
        """;

    private const string Kinds = """
        not due         = Holdfast: nothing is due
        standby         = Holdfast: a standby sends nothing
        taken over      = RFC 6311 §5.1: active now
        one is enough   = RFC 6311 §7: one synchronisation
        unfit           = RFC 6311 §8.3: no delta fits
        rekeyed         = RFC 6311 §6.4: no delta fits
        asked           = RFC 6311 §5.1: a higher ID than any before, and
        counters asked  = RFC 6311 §5.2: the peer moves its counters
        no children     = RFC 6311 §5.2: there is no CHILD SA
        no nonce wanted = RFC 6311 §5.1: no synchronisation waits for a nonce
        no answer       = RFC 6311 §5.1: no answer: a new nonce
        given up        = RFC 6311 §5.1: no answer to any attempt
        used up         = RFC 7296 §2.2: IDs never wrap
        synced          = RFC 6311 §5.1: both sides agree
        other nonce     = RFC 6311 §11: an answer with another nonce
        lower           = RFC 6311 §5.1: an answer below
        not asked       = RFC 6311 §11: an answer to nothing
        peer synced     = RFC 6311 §5.1: the higher of both sides
        replayed        = RFC 6311 §5.1: no higher ID than before
        counters        = RFC 6311 §5.2: outbound counters
        other width     = RFC 6311 §6.4: the delta does not fit
        unprotected     = RFC 6311 §5.1: an unprotected
        malformed       = RFC 6311 §5.1: it has other payloads
        not negotiated  = RFC 6311 §5: it was not
        failed          = RFC 6311 §5.1: the IKE SA is being made anew
        """;

    private const uint Most = uint.MaxValue;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    /// <summary>What synchronisations named: none, below, at and above the IDs, or near their end.
    /// </summary>
    private static readonly Marks[] AllMarks =
    [
        .. from sent in (uint?[])[null, 7, 8, 20, Most - 2, Most - 1]
           from seen in (uint?[])[null, 4, 9]
           select new Marks(sent, seen),
    ];

    private static readonly Wish[] Wishes =
    [
        new(new(7, 4), 1, null), new(new(7, 4), 5, new(5, IsExtended: false)),
        new(new(0, 0), 1, new(5, IsExtended: true)), new(new(Most - 3, 4), 2, null),
        new(new(Most - 3, 4), 3, null), new(new(Most - 3, 4), 4, null),
    ];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from reading in Enum.GetValues<Reading>()
        from unfit in Enum.GetValues<Unfit>()
        let config = Configured(reading, unfit)
        from one in States()
        from said in Inputs(one.State)
        select new Trial<Config, State, Input>(
            [one.Name, said.Name, said.Which, said.Fits, $"{reading}", $"{unfit}"],
            config, one.State, Now, said.Input)
        {
            Given = [("same", Told(one.State)), .. Given(one.State, said.Input)],
        };

    private static IEnumerable<(Delta? Delta, Children Children, string Fits)> Deltas() =>
    [
        (null, Children.Plain, "none"), (null, Children.Mixed, "none"),
        .. from isExtended in (bool[])[false, true]
           from children in Enum.GetValues<Children>()
           select ((Delta?)new Delta(6, isExtended), children, children switch
           {
               // It moves nothing there.
               Children.None => "yes",
               Children.Plain => isExtended ? "no" : "yes",
               Children.Extended => isExtended ? "yes" : "no",
               Children.Mixed => "no",
           }),
    ];

    private static IEnumerable<(string, string)> Given(State state, Input input)
    {
        var marks = MarksOf(state) ?? default;
        yield return ("{marks}", Told(marks));
        yield return ("{wish}", WishOf(state) is { } wished ? Told(wished) : "");
        switch (input, state)
        {
            case (Input.TakenOver taken, _):
                var delta = taken.Children == Children.None ? null
                    : (Delta?)new Delta(taken.Skip, taken.Children == Children.Extended);
                var joined = new Marks(
                    Later(marks.Sent, taken.Marks.Sent), Later(marks.Seen, taken.Marks.Seen));

                // What the peer has named is what it sends next, whatever late facts say.
                var numbers = taken.Numbers with
                {
                    Receive = Later(taken.Numbers.Receive, joined.Seen)!.Value,
                };
                yield return ("{taken}", Told(new Wish(numbers, taken.Window, delta)));
                yield return ("{bare}", Told(new Wish(numbers, taken.Window, null)));
                yield return ("{joined}", Told(joined));
                break;
            case (Input.CountersOwed owed, _):
                var by = new Delta(owed.Skip, owed.Children == Children.Extended);
                yield return ("{delta}", Told((Delta?)by));
                break;
            case (Input.Drawn(var nonce), State.Drawing drawing):
                var m1 = (uint)Lowest(drawing);
                yield return ("{nonce}", $"{nonce}");
                yield return ("{m1}", $"{m1}");
                yield return ("{p1}", $"{drawing.Wish.Numbers.Receive}");
                yield return ("{wanted}", Told(drawing.Wish.Delta));
                yield return ("waiting {asked}", Told(new State.Waiting(
                    drawing.Wish, nonce, m1, drawing.Wish.Numbers.Receive, drawing.Sent + 1,
                    drawing.Wait, Now + drawing.Wait, marks with { Sent = m1 })));
                break;
            case (Input.Answered answer, State.Waiting waiting):
                var wish = waiting.Wish.Numbers;
                yield return ("{agreed}", $"{Math.Max(answer.Receive, wish.Send)}/"
                    + $"{Math.Max(answer.Send, wish.Receive)}");
                break;
            case (Input.Asked asked, _):
                var higher = new Numbers(
                    Math.Max(asked.Receive, asked.Numbers.Send),
                    Math.Max(asked.Send, asked.Numbers.Receive));
                yield return ("{higher}", $"{higher.Send}/{higher.Receive}");
                yield return (
                    "{answer}", $"{asked.Nonce} {asked.Send} {higher.Send}/{higher.Receive}");
                yield return ("Advance", $"Advance {asked.Delta?.Value}");
                var seen = marks with { Seen = asked.Send };
                yield return ("{risen}", Told(state switch
                {
                    State.Idle idle => idle with { Marks = seen },
                    State.Drawing drawing => drawing with
                    {
                        Marks = seen,
                        Wish = drawing.Wish with { Numbers = higher },
                    },
                    State.Waiting waiting => waiting with
                    {
                        Marks = seen,
                        Wish = waiting.Wish with { Numbers = higher },
                    },
                    State.Failed failed => failed,
                }));
                break;
            case (Input.CountersAsked asked, _):
                yield return ("Advance", $"Advance {asked.Delta.Value}");
                break;
        }
    }

    /// <summary>§5.1: above all that requests and synchronisations have used.</summary>
    private static ulong Lowest(State.Drawing drawing) => Math.Max(
        drawing.Wish.Numbers.Send + (ulong)drawing.Wish.Window,
        drawing.Marks.Sent is { } sent ? sent + 1UL : 0);

    private static uint? Later(uint? one, uint? other) =>
        one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;

    private static Marks? MarksOf(State state) => state switch
    {
        State.Idle idle => idle.Marks,
        State.Drawing drawing => drawing.Marks,
        State.Waiting waiting => waiting.Marks,
        State.Failed => null,
    };

    private static Wish? WishOf(State state) => state switch
    {
        State.Drawing drawing => drawing.Wish,
        State.Waiting waiting => waiting.Wish,
        State.Idle or State.Failed => null,
    };

    private static string Told(State state) => state switch
    {
        State.Idle idle => $"idle {Told(idle.Marks)}",
        State.Drawing drawing =>
            $"drawing {Told(drawing.Wish)} {drawing.Sent} {Seconds(drawing.Wait)} "
            + Told(drawing.Marks),
        State.Waiting waiting =>
            $"waiting {Told(waiting.Wish)} {waiting.Nonce} {waiting.M1}/{waiting.P1} "
            + $"{waiting.Sent} {Seconds(waiting.Wait)} {Seconds(waiting.RetryAt - Now)} "
            + Told(waiting.Marks),
        State.Failed failed => $"failed {Seconds(Now - failed.Since)}",
    };

    private static string Told(Wish wish) =>
        $"{wish.Numbers.Send}+{wish.Window}/{wish.Numbers.Receive} {Told(wish.Delta)}";

    private static string Told(Marks marks) => $"{marks.Sent}/{marks.Seen}";

    private static string Told(Delta? delta) =>
        delta is { } by ? $"by {by.Value}{(by.IsExtended ? " of 64 bits" : "")}" : "-";

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time / Second}s");

    private static string Said(Output output) => output switch
    {
        Output.Draw => "Draw",
        Output.Ask ask => $"Ask {ask.Nonce} {ask.M1} {ask.P1} {Told(ask.Delta)}",
        Output.AskCounters ask => $"AskCounters {Told((Delta?)ask.Delta)}",
        Output.Answer answer =>
            $"Answer {answer.Nonce} {answer.M1} {answer.Send}/{answer.Receive}",
        Output.Adopt adopt => $"Adopt {adopt.Send}/{adopt.Receive}",
        Output.Advance advance => $"Advance {advance.Packets}",
        Output.RekeyChildren => "RekeyChildren",
        Output.TearDown => "TearDown",
    };

    private static Config Configured(Reading reading, Unfit unfit) => Config.TryCreate(
        new()
        {
            Reading = reading,
            WhenUnfit = unfit,
            RetryAfter = 2 * Second,
            BackoffPercent = 200,
            SendsMax = 2,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
