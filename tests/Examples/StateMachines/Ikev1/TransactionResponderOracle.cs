using System.Globalization;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.TransactionResponder;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.TransactionCases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>draft-ietf-ipsec-isakmp-mode-cfg §2 and §3, for who answers: every state, every input,
/// with and without secrets.</summary>
public sealed class TransactionResponderOracle
{
    /// <summary>
    /// Over: the caller has had its time to decide. Fits: what is asked is a question, what is
    /// decided answers it. Bare: what is said without its secrets, for a question brings none that
    /// anybody would want. Ended: the secrets of the answer that is being sealed.
    /// </summary>
    private const string Table = """
        state     | over | input                                       | fits || next                  | outputs                  | why
        idle      | *    | asked                                       | yes  || deciding {bare} +300s | {forgets,} Decide {bare} | asked
        idle      | *    | asked                                       | no   || gone                  | {forgets}                | no question
        idle      | *    | decided                                     | *    || same                  | {forgets}                | out of turn
        idle      | *    | passed over, sealed, repeated, failed, tick | *    || same                  |                          | out of turn
        deciding  | *    | decided                                     | yes  || answering {said}      | Answer {said}            | decided
        deciding  | *    | decided                                     | no   || same                  | {forgets}                | no answer
        deciding  | *    | passed over                                 | *    || gone                  |                          | passed over
        deciding  | *    | failed                                      | *    || gone                  |                          | failed
        deciding  | *    | repeated                                    | *    || same                  |                          | being answered
        deciding  | *    | asked                                       | *    || same                  | {forgets}                | out of turn
        deciding  | *    | sealed                                      | *    || same                  |                          | out of turn
        deciding  | no   | tick                                        | *    || same                  |                          | not due
        deciding  | yes  | tick                                        | *    || gone                  |                          | not decided
        answering | *    | sealed                                      | *    || answered              | Send{and ended}          | answered
        answering | *    | failed                                      | *    || gone                  | {ended}                  | failed
        answering | *    | repeated                                    | *    || same                  |                          | being answered
        answering | *    | asked, decided                              | *    || same                  | {forgets}                | out of turn
        answering | *    | passed over, tick                           | *    || same                  |                          | out of turn
        answered  | *    | repeated                                    | *    || same                  | Send                     | repeated
        answered  | *    | asked, decided                              | *    || same                  | {forgets}                | answered already
        answered  | *    | passed over, sealed, failed, tick           | *    || same                  |                          | answered already
        gone      | *    | asked, decided                              | *    || same                  | {forgets}                | gone
        gone      | *    | passed over, sealed, repeated, failed, tick | *    || same                  |                          | gone
        """;

    private const string Kinds = """
        not due          = Holdfast: nothing is due
        not decided      = Holdfast: the caller has not decided
        out of turn      = Holdfast: nothing that waits
        no question      = mode-cfg §3.3: neither
        asked            = mode-cfg §2: asked
        no answer        = mode-cfg §2: no answer
        decided          = mode-cfg §3.1.1: decided
        passed over      = Holdfast: whoever asks gets no answer
        being answered   = mode-cfg §3.5: its answer is being
        answered         = mode-cfg §3.1.1: answered
        repeated         = mode-cfg §3.5: its message has come
        failed           = Holdfast: we cannot go on
        answered already = mode-cfg §2: it is answered
        gone             = Holdfast: it is gone
        """;

    private static readonly TransactionHalf Half = new(Isakmp, Id) { Chain = Chain, Taken = First };

    private static readonly Config Settled = Config.TryCreate(
        new() { DecidedWithin = TimeSpan.FromSeconds(300) }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from question in (TransactionMessage[])[Request, Set]
        from one in States(question)
        from said in Inputs(question)
        let message = MessageOf(said.Input)
        let ended = Forgets((one.State as State.Answering)?.Answer)
        select new Trial<Config, State, Input>(
            [one.Name, one.Over, said.Name, said.Fits], Settled, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{said}", Name(message)),
                ("{bare}", Name(message is null ? null : message with { Secrets = [] })),
                ("{forgets}", Forgets(message)),
                ("{forgets,} ", Forgets(message) is { Length: > 0 } all ? $"{all}, " : ""),
                ("{and ended}", ended.Length > 0 ? $", {ended}" : ""), ("{ended}", ended),
            ],
        };

    private static IEnumerable<(string Name, string Over, State State)> States(
        TransactionMessage question) =>
    [
        ("idle", "-", new State.Idle()),
        ("deciding", "yes", new State.Deciding(Half, question, Now - Unit)),
        ("deciding", "yes", new State.Deciding(Half, question, Now)),
        ("deciding", "no", new State.Deciding(Half, question, Now + Unit)),
        ("answering", "-", new State.Answering(Half, question.Answer([]))),
        ("answering", "-", new State.Answering(Half, WithSecret(question.Answer([]), 1))),
        ("answered", "-", new State.Answered(new(First, Second))),
        ("gone", "-", new State.Gone()),
    ];

    private static IEnumerable<(string Name, string Fits, Input Input)> Inputs(
        TransactionMessage question)
    {
        yield return ("passed over", "-", new Input.PassedOver());
        yield return ("sealed", "-", new Input.Sealed(Second));
        yield return ("repeated", "-", new Input.Repeated());
        yield return ("failed", "-", new Input.Failed());
        yield return ("tick", "-", new Input.Tick());
        var other = question == Request ? Set : Request;
        foreach (var message in new[]
        {
            question.Answer([]), other.Answer([]), question, other,
            (question with { Identifier = 8 }).Answer([]),
        })
        {
            var isQuestion = message == Request || message == Set;
            var answers = message.Type == question.Answer([]).Type && message.Identifier == 7;
            foreach (var one in new[] { message, WithSecret(message, 3) })
            {
                yield return ("asked", isQuestion ? "yes" : "no", new Input.Asked(one, Half));
                yield return ("decided", answers ? "yes" : "no", new Input.Decided(one));
            }
        }
    }

    private static TransactionMessage? MessageOf(Input input) => input switch
    {
        Input.Asked asked => asked.Message,
        Input.Decided decided => decided.Answer,
        Input.PassedOver or Input.Sealed or Input.Repeated or Input.Failed or Input.Tick => null,
    };

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Deciding deciding => string.Create(
            CultureInfo.InvariantCulture,
            $"deciding {Name(deciding.Question)} +{(deciding.Until - Now).TotalSeconds}s")
            + Of(deciding.Half),
        State.Answering answering => $"answering {Name(answering.Answer)}{Of(answering.Half)}",
        State.Answered answered => answered.Answer == new IsakmpAnswer(First, Second)
            ? "answered"
            : $"answered by {answered.Answer}",
        State.Gone => "gone",
    };

    private static string Of(TransactionHalf half) => half == Half ? "" : $" of {half}";

    private static string Said(Output output) => output switch
    {
        Output.Decide(var half, var question) => $"Decide {Name(question)}{Of(half)}",
        Output.Answer(var half, var message) => $"Answer {Name(message)}{Of(half)}",
        Output.Send(var octets) => octets == Second ? "Send" : $"Send {octets}",
        Output.Forget(var secret) => $"Forget {secret.Value}",
    };
}
