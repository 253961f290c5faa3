using System.Globalization;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.XauthHost;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.TransactionCases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>draft-ietf-ipsec-isakmp-xauth §5 and §6, for the host: every state, every input, with
/// and without secrets.</summary>
public sealed class XauthHostOracle
{
    /// <summary>
    /// Over: nobody has asked in time. Says: what the edge device asks or sets (a login, OK, FAIL,
    /// something else, or neither a request nor a set), and what the user types: all that was asked
    /// for, more, or less. Its secrets are 3, and 4 which nobody has asked for. In: the message ID
    /// of the transaction, which is 11 where the user is being asked already and 12 in what comes.
    /// </summary>
    private const string Table = """
        state                                  | over | input        | says                 || next            | outputs                            | why
        idle                                   | -    | begin        | *                    || waiting +60s    |                                    | begun
        waiting                                | *    | asked        | login                || prompting in 12 | Prompt                             | asked
        waiting, prompting                     | *    | asked        | OK                   || logged in       | Acknowledge in 12, Open            | logged in
        waiting, prompting                     | *    | asked        | FAIL                 || refused         | Acknowledge in 12, Inform, End     | denied
        waiting                                | *    | asked        | other request        || same            | Nothing in 12                      | no status
        waiting, prompting                     | *    | asked        | other set            || same            | Nothing in 12                      | no status
        waiting, prompting                     | *    | asked        | answer               || same            | PassOver in 12                     | no status
        prompting                              | -    | asked        | login, other request || same            | PassOver in 12                     | one at a time
        waiting, prompting                     | *    | failed       | *                    || refused         | Inform, End                        | failed
        waiting                                | no   | tick         | *                    || same            |                                    | not due
        waiting                                | yes  | tick         | *                    || refused         | Inform, End                        | not asked
        prompting                              | -    | typed        | all                  || waiting +60s    | Reply 3 in 11                      | typed
        prompting                              | -    | typed        | more                 || waiting +60s    | Forget 4, Reply 3 in 11            | typed
        prompting                              | -    | typed        | less                 || refused         | {forgets,} FAIL in 11, Inform, End | typed less
        prompting                              | -    | not typed    | *                    || refused         | FAIL in 11, Inform, End            | not typed
        idle, logged in, refused               | -    | asked        | *                    || same            | PassOver in 12                     | {passed}
        idle, waiting, logged in, refused      | *    | typed        | *                    || same            | {forgets}                          | {passed}
        waiting, prompting, logged in, refused | *    | begin        | *                    || same            |                                    | {passed}
        idle, waiting, logged in, refused      | *    | not typed    | *                    || same            |                                    | {passed}
        idle, logged in, refused               | -    | failed, tick | *                    || same            |                                    | {passed}
        prompting                              | -    | tick         | *                    || same            |                                    | out of turn
        """;

    private const string Kinds = """
        not due       = Holdfast: nothing is due
        out of turn   = Holdfast: nothing that waits
        begun         = XAUTH §7.2: the edge device
        asked         = XAUTH §5: the user is asked
        one at a time = Holdfast: the user is being asked
        not asked     = Holdfast: nobody has asked
        typed         = XAUTH §6.1: what was asked for is said
        typed less    = XAUTH §6.1: less than
        not typed     = XAUTH §5: the user says nothing
        no status     = XAUTH §6.1: no word of how
        logged in     = XAUTH §5: the user is logged in
        denied        = XAUTH §6: the user is refused
        failed        = Holdfast: we cannot go on
        already in    = XAUTH §5: it is logged in
        refused       = XAUTH §6: it is refused
        """;

    private static readonly Octets Carol = Octets.FromHex("6361726f6c");
    private static readonly StandingIsakmp Awaiting = Isakmp with { Awaits = IkeRole.Responder };
    private static readonly XauthQuestion Password = new();
    private static readonly TransactionMessage Login = XauthMessages.Request(Password, 7);

    private static readonly Config Settled = Config.TryCreate(
        new() { AskedWithin = TimeSpan.FromSeconds(60) }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private static readonly (string Name, string Over, State State)[] States =
    [
        ("idle", "-", new State.Idle()),
        ("waiting", "yes", new State.Waiting(Awaiting, Now - Unit)),
        ("waiting", "yes", new State.Waiting(Awaiting, Now)),
        ("waiting", "no", new State.Waiting(Awaiting, Now + Unit)),
        ("prompting", "-", new State.Prompting(Awaiting, new(0x11), Login, Password)),
        ("logged in", "-", new State.LoggedIn()),
        ("refused", "-", new State.Refused()),
    ];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from one in States
        from said in Inputs()
        let forgets = said.Input is Input.Typed(_, var secrets)
            ? string.Join(", ", secrets.Select(secret => $"Forget {secret.Value.Value}"))
            : ""
        select new Trial<Config, State, Input>(
            [one.Name, one.Over, said.Name, said.Says], Settled, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{forgets}", forgets),
                ("{forgets,} ", forgets.Length > 0 ? $"{forgets}, " : ""),
                ("{passed}", one.Name switch
                {
                    "logged in" => "already in",
                    "refused" => "refused",
                    _ => "out of turn",
                }),
            ],
        };

    private static IEnumerable<(string Name, string Says, Input Input)> Inputs()
    {
        SecretAttribute right = new(IsakmpConfigAttributeType.XauthUserPassword, new(3));
        SecretAttribute other = new(IsakmpConfigAttributeType.XauthPasscode, new(4));
        return
        [
            ("begin", "-", new Input.Begin(Awaiting)),
            ("asked", "login", Asked(Login)),
            ("asked", "OK", Asked(XauthMessages.Status(true, 7))),
            ("asked", "FAIL", Asked(XauthMessages.Status(false, 7))),
            ("asked", "other request", Asked(Request)),
            ("asked", "other set", Asked(Set)),
            ("asked", "answer", Asked(Request.Answer([]))),
            ("asked", "answer", Asked(XauthMessages.Status(true, 7).Answer([]))),
            ("typed", "all", new Input.Typed(Carol, [right])),
            ("typed", "more", new Input.Typed(Carol, [right, other])),
            ("typed", "less", new Input.Typed(Carol, [])),
            ("typed", "less", new Input.Typed(Octets.Empty, [right])),
            ("not typed", "-", new Input.NotTyped()),
            ("failed", "-", new Input.Failed()),
            ("tick", "-", new Input.Tick()),
        ];
    }

    private static Input.Asked Asked(TransactionMessage message) => new(new(0x12), message);

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Waiting waiting => string.Create(
            CultureInfo.InvariantCulture, $"waiting +{(waiting.Until - Now).TotalSeconds}s")
            + Under(waiting.Isakmp),
        State.Prompting one => $"prompting in {one.Id.Value:x}"
            + (one.Request == Login && one.Question == Password ? "" : $" for {one.Question}")
            + Under(one.Isakmp),
        State.LoggedIn => "logged in",
        State.Refused => "refused",
    };

    private static string Under(StandingIsakmp isakmp) =>
        isakmp == Awaiting ? "" : $" under {isakmp}";

    private static string Said(Output output) => output switch
    {
        Output.Prompt(var question) =>
            question == Password ? "Prompt" : $"Prompt {question}",
        Output.Answer(var id, var message) => $"{Said(message)} in {id.Value:x}",
        Output.PassOver(var id) => $"PassOver in {id.Value:x}",
        Output.Open(var isakmp) => isakmp.Awaits is null ? "Open" : "Open that awaits",
        Output.Inform(_, var information) =>
            information.Isakmps.SequenceEqual([Isakmp.Cookies]) ? "Inform" : $"{information}",
        Output.End => nameof(Output.End),
        Output.Forget(var secret) => $"Forget {secret.Value}",
    };

    /// <summary>A reply with secrets, FAIL, STATUS alone in an acknowledgement, or nothing.
    /// </summary>
    private static string Said(TransactionMessage message) =>
        message.Secrets.Count > 0 ? $"Reply {message.Secrets[0].Value.Value}"
        : XauthMessages.StatusIn(message) == false ? "FAIL"
        : message.Of(IsakmpConfigAttributeType.XauthStatus).Any() ? "Acknowledge"
        : message.Attributes.Count == 0 ? "Nothing"
        : $"{message}";
}
