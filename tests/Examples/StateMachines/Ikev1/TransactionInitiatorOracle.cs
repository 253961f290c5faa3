using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.TransactionInitiator;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.TransactionCases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>draft-ietf-ipsec-isakmp-mode-cfg §2 and §3, for who asks: every state, every input,
/// with and without secrets.</summary>
public sealed class TransactionInitiatorOracle
{
    /// <summary>
    /// Due: the question waits no longer; it is sent twice at most. Fits: what begins is a question
    /// with a message ID and no secret; what is heard answers the one that was asked. Secrets of
    /// what nobody waits for are forgotten. Next, with sends, wait and when it is due again.
    /// </summary>
    private const string Table = """
        state           | due | sends | input                | fits || next                        | outputs    | why
        idle            | *   | *     | begin                | yes  || asking {new}                | Ask {new}  | begun
        idle            | *   | *     | begin                | no   || same                        | {forgets}  | no question
        idle, asking    | *   | *     | heard                | *    || same                        | {forgets}  | out of turn
        idle            | *   | *     | sealed, failed       | *    || same                        |            | out of turn
        idle, asking    | *   | *     | tick                 | *    || same                        |            | not due
        asking          | *   | *     | sealed               | *    || waiting {question} 1 4s +4s | Send       | asked
        asking, waiting | *   | *     | failed               | *    || gone                        | GaveUp     | failed
        asking, waiting | *   | *     | begin                | *    || same                        | {forgets}  | begun already
        waiting         | *   | *     | heard                | yes  || answered                    | Tell {new} | answered
        waiting         | *   | *     | heard                | no   || same                        | {forgets}  | no answer
        waiting         | *   | *     | sealed               | *    || same                        |            | out of turn
        waiting         | no  | *     | tick                 | *    || same                        |            | not due
        waiting         | yes | first | tick                 | *    || waiting {question} 2 6s +6s | Send       | again
        waiting         | yes | last  | tick                 | *    || gone                        | GaveUp     | unanswered
        answered        | *   | *     | begin, heard         | *    || same                        | {forgets}  | answered already
        answered        | *   | *     | sealed, failed, tick | *    || same                        |            | answered already
        gone            | *   | *     | begin, heard         | *    || same                        | {forgets}  | gone
        gone            | *   | *     | sealed, failed, tick | *    || same                        |            | gone
        """;

    private const string Kinds = """
        not due          = Holdfast: nothing is due
        out of turn      = Holdfast: nothing that waits
        begun already    = Holdfast: it is on the way
        no question      = mode-cfg §3.1.1: a request or a set
        begun            = mode-cfg §3.1.1: the question
        asked            = mode-cfg §3.5: sent, and sent again
        no answer        = mode-cfg §2: no answer
        answered         = mode-cfg §2: answered
        again            = mode-cfg §3.5: not answered
        unanswered       = mode-cfg §3.5: sent often enough
        failed           = Holdfast: we cannot go on
        answered already = mode-cfg §2: it is answered
        gone             = Holdfast: it is gone
        """;

    private static readonly TransactionHalf Half = new(Isakmp, Id) { Chain = Chain };

    private static readonly Config Settled = Config.TryCreate(
        new()
        {
            Retries = new()
            {
                After = TimeSpan.FromSeconds(4),
                BackoffPercent = 200,
                Max = TimeSpan.FromSeconds(6),
                SendsMax = 2,
            },
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from question in (TransactionMessage[])[Request, Set]
        from one in States(question)
        from said in Inputs(question)
        select new Trial<Config, State, Input>(
            [one.Name, one.Due, one.Sends, said.Name, said.Fits], Settled, one.State, Now,
            said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{question}", Name(question)),
                ("{new}", Name(MessageOf(said.Input))),
                ("{forgets}", Forgets(MessageOf(said.Input))),
            ],
        };

    private static IEnumerable<(string Name, string Due, string Sends, State State)> States(
        TransactionMessage question) =>
    [
        ("idle", "-", "-", new State.Idle()),
        ("asking", "-", "-", new State.Asking(new(Isakmp, Id), question)),
        .. from sends in (int[])[1, 2]
           from at in (Instant[])[Now - Unit, Now, Now + Unit]
           select (
               "waiting", at <= Now ? "yes" : "no", sends == 1 ? "first" : "last",
               (State)new State.Waiting(
                   Half, question, new(First, sends, TimeSpan.FromSeconds(4), at))),
        ("answered", "-", "-", new State.Answered()),
        ("gone", "-", "-", new State.Gone()),
    ];

    private static IEnumerable<(string Name, string Fits, Input Input)> Inputs(
        TransactionMessage question)
    {
        yield return ("begin", "yes", new Input.Begin(Isakmp, Id, Request));
        yield return ("begin", "yes", new Input.Begin(Isakmp, Id, Set));
        yield return ("begin", "no", new Input.Begin(Isakmp, default, Request));
        yield return ("begin", "no", new Input.Begin(Isakmp, Id, WithSecret(Request, 1)));
        yield return ("begin", "no", new Input.Begin(Isakmp, Id, Request.Answer([])));
        yield return ("begin", "no", new Input.Begin(Isakmp, Id, WithSecret(Set.Answer([]), 2)));
        yield return ("sealed", "-", new Input.Sealed(First, Chain));
        yield return ("failed", "-", new Input.Failed());
        yield return ("tick", "-", new Input.Tick());
        var other = question == Request ? Set : Request;
        foreach (var message in new[]
        {
            question.Answer([]), other.Answer([]), question, other,
            (question with { Identifier = 8 }).Answer([]),
        })
        {
            var fits = message.Type == question.Answer([]).Type && message.Identifier == 7;
            yield return ("heard", fits ? "yes" : "no", new Input.Heard(message));
            yield return (
                "heard", fits ? "yes" : "no", new Input.Heard(WithSecret(message, 3)));
        }
    }

    private static TransactionMessage? MessageOf(Input input) => input switch
    {
        Input.Begin begin => begin.Question,
        Input.Heard heard => heard.Message,
        Input.Sealed or Input.Failed or Input.Tick => null,
    };

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Asking asking => $"asking {Name(asking.Question)}"
            + (asking.Half == new TransactionHalf(Isakmp, Id) ? "" : $" of {asking.Half}"),
        State.Waiting waiting => string.Create(
            CultureInfo.InvariantCulture,
            $"waiting {Name(waiting.Question)} {waiting.Open.Sends} "
            + $"{waiting.Open.Wait.TotalSeconds}s +{(waiting.Open.At - Now).TotalSeconds}s")
            + (waiting.Half == Half ? "" : $" of {waiting.Half}")
            + (waiting.Open.Octets == First ? "" : $" as {waiting.Open.Octets}"),
        State.Answered => "answered",
        State.Gone => "gone",
    };

    private static string Said(Output output) => output switch
    {
        Output.Ask(var half, var question) => $"Ask {Name(question)}"
            + (half == new TransactionHalf(Isakmp, Id) ? "" : $" of {half}"),
        Output.Send(var octets) => octets == First ? "Send" : $"Send {octets}",
        Output.Tell(var answer) => $"Tell {Name(answer)}",
        Output.GaveUp => nameof(Output.GaveUp),
        Output.Forget(var secret) => $"Forget {secret.Value}",
    };
}
