using Holdfast.StateMachines;
using static Holdfast.StateMachines.Qcd.TokenTaker;

namespace Holdfast.Tests.Examples.StateMachines.Qcd;

/// <summary>RFC 6290 §4 and §5, for who holds a token: every state, every input, each limit open
/// and used up.</summary>
public sealed class TokenTakerOracle
{
    /// <summary>
    /// Two tokens are kept at most, and the state knows so many. Limit: of messages from there.
    /// Reports: whether people may be told now. After: what follows the loss of an SA. Next, its
    /// tokens by age, the newest first, and which limits were used.
    /// </summary>
    private const string Table = """
        state     | input                                       | limit | reports | after     || next    | tokens       | used           | outputs                    | why
        none, one | new                                         | *     | *       | *         || up      | {new tokens} |                |                            | given
        two       | new                                         | *     | *       | *         || up      | {new tokens} |                | Forget {oldest}            | oldest
        one, two  | known                                       | *     | *       | *         || up      | {tokens}     |                |                            | known
        none      | right, wrong                                | *     | open    | *         || up      | {tokens}     | reports        | Report                     | none right
        none      | right, wrong                                | *     | used    | *         || up      | {tokens}     |                |                            | none right
        one, two  | right, wrong                                | used  | open    | *         || up      | {tokens}     | reports        | Report                     | too many
        one, two  | right, wrong                                | used  | used    | *         || up      | {tokens}     |                |                            | too many
        one, two  | wrong                                       | open  | open    | *         || up      | {tokens}     | {from} reports | Report                     | wrong
        one, two  | wrong                                       | open  | used    | *         || up      | {tokens}     | {from}         |                            | wrong
        one, two  | right                                       | open  | *       | Nothing   || over    | -            | -              | Discard{and all}           | right
        one, two  | right                                       | open  | *       | OnTraffic || waiting | -            | -              | Discard{and all}           | right
        one, two  | right                                       | open  | *       | Reconnect || over    | -            | -              | Discard{and all} Reconnect | right
        up        | traffic                                     | *     | *       | *         || up      | {tokens}     |                |                            | up
        up        | ended                                       | *     | *       | *         || over    | -            | -              | {forget all}               | ended
        up        | refused                                     | *     | open    | *         || up      | {tokens}     | reports        | Report                     | other SA
        up        | refused                                     | *     | used    | *         || up      | {tokens}     |                |                            | other SA
        up        | tick                                        | *     | *       | *         || up      | {tokens}     |                |                            | not due
        waiting   | new                                         | *     | *       | *         || waiting | -            | -              | Forget 9                   | waits
        waiting   | right, wrong                                | *     | *       | *         || waiting | -            | -              |                            | waits
        waiting   | traffic                                     | *     | *       | *         || over    | -            | -              | Reconnect                  | wanted
        waiting   | ended                                       | *     | *       | *         || over    | -            | -              |                            | ended
        waiting   | refused                                     | *     | *       | *         || waiting | -            | -              |                            | other SA
        waiting   | tick                                        | *     | *       | *         || waiting | -            | -              |                            | not due
        over      | new                                         | *     | *       | *         || over    | -            | -              | Forget 9                   | over
        over      | right, wrong, traffic, ended, refused, tick | *     | *       | *         || over    | -            | -              |                            | over
        """;

    private const string Kinds = """
        given      = RFC 6290 §4.4: a token under protection
        oldest     = RFC 6290 §5: the oldest token goes
        known      = Holdfast: the token is known already
        right      = RFC 6290 §4.5: the token is right
        wrong      = RFC 6290 §4.5: the token is wrong
        none right = RFC 6290 §4.2: the peer gave no token
        too many   = RFC 6290 §8.1: too many tokens
        up         = Holdfast: the IKE SA stands
        ended      = RFC 6290 §5.3: tokens go with
        wanted     = Holdfast: somebody wants to send
        waits      = Holdfast: the IKE SA is gone already
        over       = Holdfast: no IKE SA is left
        other SA   = RFC 6290 §5.3: a token belongs to
        not due    = Holdfast: nothing is due
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    private static readonly KeyHandle New = new(9);

    /// <summary>Two messages at once, then one in each second.</summary>
    private static readonly (string Name, Instant? Flow)[] Limits =
        [("open", null), ("open", Now), ("open", Now + Second), ("used", Now + Second + Unit)];

    private static readonly (string Name, Instant? Flow)[] Reports =
        [("open", null), ("open", Now), ("used", Now + Unit)];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Whole, (trial, next) =>
            $"{Told(trial.State, next.State)} | {string.Join(' ', next.Outputs.Select(Said))} | "
            + OracleTable.KindOf(Kinds, next.Reason));

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from after in Enum.GetValues<CrashAction>()
        let config = Configured(after)
        from peer in Limits
        from others in Limits
        from report in Reports
        from one in States(new(peer.Flow, others.Flow, report.Flow))
        from said in Inputs(one.Tokens)
        select new Trial<Config, State, Input>(
            [
                one.Name, said.Name, said.From == "others" ? others.Name : peer.Name, report.Name,
                $"{after}",
            ],
            config, one.State, Now, said.Input)
        {
            Given =
            [
                ("{new tokens}", string.Join(' ', (ulong[])[9, .. one.Tokens.Take(1)])),
                ("{tokens}", string.Join(' ', one.Tokens)), ("{from}", said.From),
                ("{oldest}", one.Tokens.Length > 0 ? $"{one.Tokens[^1]}" : ""),
                ("{and all}", string.Concat(one.Tokens.Select(token => $" Forget {token}"))),
                ("{forget all}", string.Join(' ', one.Tokens.Select(token => $"Forget {token}"))),
            ],
        };

    private static IEnumerable<(string Name, ulong[] Tokens, State State)> States(Budget budget) =>
    [
        ("none/up", [], new State.Up([], budget)),
        ("one/up", [4], new State.Up([new(4)], budget)),
        ("two/up", [4, 3], new State.Up([new(4), new(3)], budget)),
        ("waiting", [], new State.Waiting()),
        ("over", [], new State.Over()),
    ];

    private static IEnumerable<(string Name, string From, Input Input)> Inputs(ulong[] tokens) =>
    [
        ("new", "", new Input.Given(New)),
        .. tokens.Select(token => ("known", "", (Input)new Input.Given(new(token)))),
        ("right", "peer", new Input.Shown(true, Source.Peer)),
        ("right", "others", new Input.Shown(true, Source.Other)),
        ("wrong", "peer", new Input.Shown(false, Source.Peer)),
        ("wrong", "others", new Input.Shown(false, Source.Other)),
        ("traffic", "", new Input.Traffic()),
        ("ended", "", new Input.Ended()),
        .. Enum.GetValues<Refusal>().Select(why => ("refused", "", (Input)new Input.Refused(why))),
        ("tick", "", new Input.Tick()),
    ];

    private static string Whole(State state) => Told(new State.Up([], default), state);

    private static string Told(State before, State after) => after switch
    {
        State.Up up => $"up | {string.Join(' ', up.Tokens.Select(token => token.Value))} | "
            + Used(before is State.Up was ? was.Budget : default, up.Budget),
        State.Waiting => "waiting | - | -",
        State.Over => "over | - | -",
    };

    /// <summary>Which flows have one message more.</summary>
    private static string Used(Budget before, Budget after) => string.Join(' ', new[]
    {
        Used("peer", before.Peer, after.Peer, Second),
        Used("others", before.Others, after.Others, Second),
        Used("reports", before.Reports, after.Reports, Minute),
    }.Where(one => one.Length > 0));

    private static string Used(string name, Instant? before, Instant? after, TimeSpan every) =>
        after == before ? ""
        : after == (before > Now ? before : Now) + every ? name
        : $"{name} until {after}";

    private static string Said(Output output) => output switch
    {
        Output.Forget(var token) => $"Forget {token.Value}",
        Output.Discard or Output.Reconnect or Output.Report => output.GetType().Name,
    };

    private static Config Configured(CrashAction after) => Config.TryCreate(
        new()
        {
            TokensKept = 2,
            TokensEvery = Second,
            Burst = 2,
            ReportEvery = Minute,
            AfterCrash = after,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
