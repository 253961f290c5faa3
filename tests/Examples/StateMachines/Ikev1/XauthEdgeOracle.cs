using System.Globalization;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.XauthEdge;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.TransactionCases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>draft-ietf-ipsec-isakmp-xauth §5 and §6, for the edge device: every state, every input,
/// with and without secrets.</summary>
public sealed class XauthEdgeOracle
{
    /// <summary>
    /// Asked: whether this was the first of two questions or the last. Over: the time to judge is.
    /// Says: whether a question can be asked; what an answer holds, the name and password that were
    /// asked for, less, or FAIL. The claim that is judged has the secret 5, the one that comes the
    /// secret 8. Whoever is asked more is asked for a passcode. N: how often was asked.
    /// </summary>
    private const string Table = """
        state                                | asked | over | input                                                                            | says     || next                     | outputs                   | why
        idle                                 | -     | -    | begin                                                                            | question || asking 1 password        | Ask password              | begun
        idle                                 | -     | -    | begin                                                                            | none     || telling {n} nobody       | Ask FAIL                  | enough
        asking                               | *     | -    | answered                                                                         | claim    || judging {n} carol/8 +30s | Judge carol/8             | claimed
        asking                               | *     | -    | answered                                                                         | less     || telling {n} nobody       | {forgets,} Ask FAIL       | no claim
        asking                               | *     | -    | answered                                                                         | FAIL     || refused                  | {forgets,} Inform, End    | given up
        asking                               | *     | -    | unanswered                                                                       | *        || refused                  | Inform, End               | unanswered
        asking, judging, telling             | *     | *    | failed                                                                           | *        || refused                  | {claim,} Inform, End      | failed
        judging                              | *     | *    | granted                                                                          | *        || committing {n} carol     | Forget 5, Establish carol | granted
        judging                              | *     | *    | denied                                                                           | *        || telling {n} nobody       | Forget 5, Ask FAIL        | denied
        judging                              | first | *    | more                                                                             | question || asking 2 passcode        | Forget 5, Ask passcode    | asked more
        judging                              | first | *    | more                                                                             | none     || telling {n} nobody       | Forget 5, Ask FAIL        | enough
        judging                              | last  | *    | more                                                                             | *        || telling {n} nobody       | Forget 5, Ask FAIL        | enough
        judging                              | *     | no   | tick                                                                             | *        || same                     |                           | not due
        judging                              | *     | yes  | tick                                                                             | *        || telling {n} nobody       | Forget 5, Ask FAIL        | not judged
        committing                           | -     | -    | committed                                                                        | *        || telling {n} dave         | Open dave, Ask OK         | committed
        committing                           | -     | -    | not committed                                                                    | *        || refused                  | Inform, End               | not committed
        telling dave                         | -     | -    | answered                                                                         | *        || logged in dave           | {forgets}                 | told
        telling nobody                       | -     | -    | answered                                                                         | *        || refused                  | {forgets,} Inform, End    | told refusal
        telling                              | -     | -    | unanswered                                                                       | *        || refused                  | Inform, End               | not heard
        idle, judging, committing            | *     | *    | answered                                                                         | *        || same                     | {forgets}                 | out of turn
        asking, judging, committing, telling | *     | *    | begin                                                                            | *        || same                     |                           | out of turn
        idle, judging, committing            | *     | *    | unanswered                                                                       | *        || same                     |                           | out of turn
        idle, asking, committing, telling    | *     | *    | granted, denied, more, tick                                                      | *        || same                     |                           | out of turn
        idle, asking, judging, telling       | *     | *    | committed, not committed                                                         | *        || same                     |                           | out of turn
        idle, committing                     | -     | -    | failed                                                                           | *        || same                     |                           | out of turn
        logged in                            | -     | -    | answered                                                                         | *        || same                     | {forgets}                 | logged in
        logged in                            | -     | -    | begin, unanswered, granted, denied, more, committed, not committed, failed, tick | *        || same                     |                           | logged in
        refused                              | -     | -    | answered                                                                         | *        || same                     | {forgets}                 | refused
        refused                              | -     | -    | begin, unanswered, granted, denied, more, committed, not committed, failed, tick | *        || same                     |                           | refused
        """;

    private const string Kinds = """
        not due       = Holdfast: nothing is due
        out of turn   = Holdfast: nothing that waits
        begun         = XAUTH §5: the user is asked
        asked more    = XAUTH §5: the user is asked again
        enough        = Holdfast: asked often enough
        unanswered    = XAUTH §6: nobody answers
        given up      = XAUTH §5: the host says that it cannot
        claimed       = XAUTH §6.1: name and secrets
        no claim      = XAUTH §6.1: not what was asked
        granted       = Holdfast: it is who it says
        denied        = XAUTH §6: it is not
        not judged    = Holdfast: nobody has judged
        committed     = XAUTH §5: every member knows
        not committed = Holdfast: it is no fact
        told          = XAUTH §6.1: the host knows that it has logged
        told refusal  = XAUTH §6: the host knows that it has not
        not heard     = XAUTH §6.1: nobody has heard
        failed        = Holdfast: we cannot go on
        logged in     = XAUTH §5: it is logged in already
        refused       = XAUTH §6: it is refused
        """;

    private static readonly Octets Carol = Octets.FromHex("6361726f6c");
    private static readonly Octets Dave = Octets.FromHex("64617665");
    private static readonly StandingIsakmp Awaiting = Isakmp with { Awaits = IkeRole.Initiator };
    private static readonly XauthQuestion Password = new();

    private static readonly XauthQuestion Passcode = new()
    {
        Asks = [IsakmpConfigAttributeType.XauthPasscode],
    };

    /// <summary>§6.2: a challenge belongs to no generic question.</summary>
    private static readonly XauthQuestion[] Nothing =
        [new() { Challenge = First }, new() { Asks = [] }];

    private static readonly Config Settled = Config.TryCreate(
        new() { RequestsMax = 2, JudgedWithin = TimeSpan.FromSeconds(30) },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from one in States()
        from said in Inputs()
        let message = (said.Input as Input.Answered)?.Message
        select new Trial<Config, State, Input>(
            [one.Name, one.Asked, one.Over, said.Name, said.Says], Settled, one.State, Now,
            said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{n}", $"{TalkOf(one.State)?.Requests ?? 0}"),
                ("{forgets}", Forgets(message)),
                ("{forgets,} ", Forgets(message) is { Length: > 0 } all ? $"{all}, " : ""),
                ("{claim,} ", one.State is State.Judging ? "Forget 5, " : ""),
            ],
        };

    private static IEnumerable<(string Name, string Asked, string Over, State State)> States()
    {
        yield return ("idle", "-", "-", new State.Idle());
        foreach (var (requests, asked) in new[] { (1, "first"), (2, "last") })
        {
            var talk = new XauthTalk(Awaiting, 7, requests);
            yield return ("asking", asked, "-", new State.Asking(talk, Password));
            var claim = new XauthClaim(
                Password, Carol, [new(IsakmpConfigAttributeType.XauthUserPassword, new(5))]);
            yield return ("judging", asked, "yes", new State.Judging(talk, claim, Now - Unit));
            yield return ("judging", asked, "yes", new State.Judging(talk, claim, Now));
            yield return ("judging", asked, "no", new State.Judging(talk, claim, Now + Unit));
        }

        var ended = new XauthTalk(Awaiting, 7, 1);
        yield return ("committing", "-", "-", new State.Committing(ended, Dave));
        yield return ("telling dave/telling", "-", "-", new State.Telling(ended, Dave));
        yield return ("telling nobody/telling", "-", "-", new State.Telling(ended, null));
        yield return ("logged in", "-", "-", new State.LoggedIn(Dave));
        yield return ("refused", "-", "-", new State.Refused());
    }

    private static IEnumerable<(string Name, string Says, Input Input)> Inputs()
    {
        var reply = XauthMessages.Reply(
            XauthMessages.Request(Password, 7),
            new(Password, Carol, [new(IsakmpConfigAttributeType.XauthUserPassword, new(8))]))!;
        var failure = XauthMessages.NoReply(XauthMessages.Request(Password, 7));
        return
        [
            ("begin", "question", new Input.Begin(Awaiting, 7, Password)),
            .. Nothing.Select(one => ("begin", "none", (Input)new Input.Begin(Awaiting, 7, one))),
            ("answered", "claim", new Input.Answered(reply)),
            ("answered", "less", new Input.Answered(reply with { Secrets = [] })),
            ("answered", "less", new Input.Answered(reply with { Attributes = [] })),
            ("answered", "less", new Input.Answered(reply with
            {
                Secrets = reply.Secrets.Add(new(IsakmpConfigAttributeType.XauthPasscode, new(9))),
            })),
            ("answered", "FAIL", new Input.Answered(failure)),
            ("answered", "FAIL", new Input.Answered(WithSecret(failure, 8))),
            ("unanswered", "-", new Input.Unanswered()),
            ("granted", "-", new Input.Granted(Carol)),
            ("denied", "-", new Input.Denied()),
            ("more", "question", new Input.AskMore(Passcode)),
            .. Nothing.Select(one => ("more", "none", (Input)new Input.AskMore(one))),
            ("committed", "-", new Input.Committed()),
            ("not committed", "-", new Input.NotCommitted()),
            ("failed", "-", new Input.Failed()),
            ("tick", "-", new Input.Tick()),
        ];
    }

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Asking asking => $"asking {Told(asking.Talk)} {Name(asking.Question)}",
        State.Judging judging => string.Create(
            CultureInfo.InvariantCulture,
            $"judging {Told(judging.Talk)} {Told(judging.Claim)} "
            + $"+{(judging.Until - Now).TotalSeconds}s"),
        State.Committing committing => $"committing {Told(committing.Talk)} "
            + Name(committing.Name),
        State.Telling telling => $"telling {Told(telling.Talk)} {Name(telling.Name)}",
        State.LoggedIn done => $"logged in {Name(done.Name)}",
        State.Refused => "refused",
    };

    private static XauthTalk? TalkOf(State state) => state switch
    {
        State.Asking asking => asking.Talk,
        State.Judging judging => judging.Talk,
        State.Committing committing => committing.Talk,
        State.Telling telling => telling.Talk,
        State.Idle or State.LoggedIn or State.Refused => null,
    };

    /// <summary>How often was asked; the ISAKMP SA and the identifier stay what they are.</summary>
    private static string Told(XauthTalk talk) =>
        talk == new XauthTalk(Awaiting, 7, talk.Requests) ? $"{talk.Requests}" : $"{talk}";

    /// <summary>Who says it, and by which secret.</summary>
    private static string Told(XauthClaim claim) => claim.Question == Password
        && claim.Domain.Length == 0
        && claim.Secrets is [{ Value.Value: var secret } one]
        && one.Type == IsakmpConfigAttributeType.XauthUserPassword
            ? $"{Name(claim.Name)}/{secret}"
            : $"{claim}";

    private static string Name(XauthQuestion question) =>
        question == Password ? "password" : question == Passcode ? "passcode" : $"{question}";

    private static string Name(Octets? name) => name is null ? "nobody"
        : name == Carol ? "carol"
        : name == Dave ? "dave"
        : $"{name}";

    private static string Said(Output output) => output switch
    {
        Output.Ask(var isakmp, var message) =>
            isakmp != Awaiting ? $"Ask by {isakmp}"
            : message == XauthMessages.Status(true, 7) ? "Ask OK"
            : message == XauthMessages.Status(false, 7) ? "Ask FAIL"
            : message == XauthMessages.Request(Password, 7) ? "Ask password"
            : message == XauthMessages.Request(Passcode, 7) ? "Ask passcode"
            : $"Ask {message}",
        Output.Judge(var claim) => $"Judge {Told(claim)}",
        Output.Establish(_, var name) => $"Establish {Name(name)}",
        Output.Open(var isakmp, var name) =>
            $"Open {Name(name)}{(isakmp.Awaits is null ? "" : " that awaits")}",
        Output.Inform(_, var information) =>
            information.Isakmps.SequenceEqual([Isakmp.Cookies]) ? "Inform" : $"{information}",
        Output.End => nameof(Output.End),
        Output.Forget(var secret) => $"Forget {secret.Value}",
    };
}
