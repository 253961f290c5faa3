using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;
using static Holdfast.StateMachines.Mobike.MobikeResponder;
using Route = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.StateMachines.Mobike;

/// <summary>RFC 4555 §3.5 to §3.9, for who follows: every state, every input.</summary>
public sealed class MobikeResponderOracle
{
    /// <summary>
    /// Home is the path that was used, away the one to which the peer went. A check was not sent
    /// yet, or over one path, or over several. Of an update: what NO_NATS_ALLOWED says, whether our
    /// address is one that may be used, whether policy allows the peer's, whether it is the path in
    /// use. Cookie: whether the right one came back. When the peer is asked is configured.
    /// </summary>
    private const string Table = """
        state                        | input                                                                | nat             | ours | allowed | path  | cookie | check         || next                                | outputs                                              | why
        off                          | agreed                                                               | *               | *    | *       | *     | *      | *             || settled home                        | Announce 1                                           | agreed
        off                          | demoted, update, probed, sent, answered, unanswered, dropped         | *               | *    | *       | *     | *      | *             || same                                |                                                      | not agreed
        off, paused                  | promoted                                                             | *               | *    | *       | alone | *      | *             || settled home                        |                                                      | promoted
        off, paused                  | promoted                                                             | *               | *    | *       | same  | *      | *             || settled home                        |                                                      | promoted
        off, paused                  | promoted                                                             | *               | *    | *       | other | *      | Never         || settled away                        |                                                      | promoted
        off, paused                  | promoted                                                             | *               | *    | *       | other | *      | Before        || checking home away over away unsent | ChildSas home, Check away                            | not asked
        off, paused                  | promoted                                                             | *               | *    | *       | other | *      | After         || checking home away over away unsent | Check away                                           | not asked
        settled, checks              | agreed                                                               | *               | *    | *       | *     | *      | *             || same                                |                                                      | agreed already
        settled, checks              | update                                                               | Detected        | *    | *       | *     | *      | *             || same                                | Answer NatDetected                                   | NAT
        settled, checks              | update                                                               | Allowed, Absent | no   | *       | *     | *      | *             || same                                | Answer Unacceptable                                  | not shared
        settled, checks              | update                                                               | Allowed, Absent | yes  | no      | *     | *      | *             || same                                | Answer Unacceptable                                  | not allowed
        settled, checks              | update                                                               | Allowed, Absent | yes  | yes     | same  | *      | *             || same                                | Answer Accepted                                      | in use
        settled                      | update                                                               | Allowed, Absent | yes  | yes     | other | *      | Never         || settled {to}                        | Answer Accepted, Ike {to}, ChildSas {to}             | moves
        settled                      | update                                                               | Allowed, Absent | yes  | yes     | other | *      | Before        || checking home {to} over {to} unsent | Answer Accepted, Ike {to}, Check {to}                | checks first
        settled                      | update                                                               | Allowed, Absent | yes  | yes     | other | *      | After         || checking home {to} over {to} unsent | Answer Accepted, Ike {to}, ChildSas {to}, Check {to} | checks after
        checks unsent                | update                                                               | Allowed, Absent | yes  | yes     | other | *      | Never, Before || checking home {to} over {to} unsent | Answer Accepted, Ike {to}                            | moved again
        checks unsent                | update                                                               | Allowed, Absent | yes  | yes     | other | *      | After         || checking home {to} over {to} unsent | Answer Accepted, Ike {to}, ChildSas {to}             | moved again
        checks once, checks often    | update                                                               | Allowed, Absent | yes  | yes     | other | *      | Never, Before || checking home {to} over several c1  | Answer Accepted, Ike {to}                            | moved again
        checks once, checks often    | update                                                               | Allowed, Absent | yes  | yes     | other | *      | After         || checking home {to} over several c1  | Answer Accepted, Ike {to}, ChildSas {to}             | moved again
        settled, checks              | probed                                                               | *               | *    | *       | *     | *      | *             || same                                | Answer Accepted                                      | probed
        settled                      | sent, answered, unanswered, dropped                                  | *               | *    | *       | *     | *      | *             || same                                |                                                      | no check
        settled                      | demoted                                                              | *               | *    | *       | *     | *      | *             || paused home                         |                                                      | standby
        settled, checks              | promoted                                                             | *               | *    | *       | *     | *      | *             || same                                |                                                      | active already
        checks unsent, checks once   | sent                                                                 | *               | *    | *       | *     | *      | *             || checking home away over away c2     |                                                      | kept
        checks often                 | sent                                                                 | *               | *    | *       | *     | *      | *             || checking home away over several c2  |                                                      | kept
        checks unsent                | answered                                                             | *               | *    | *       | *     | *      | *             || same                                |                                                      | no check
        checks once, checks often    | answered                                                             | *               | *    | *       | *     | wrong  | *             || closed                              | CloseSa                                              | wrong cookie
        checks once                  | answered                                                             | *               | *    | *       | *     | right  | Before        || settled away                        | ChildSas away                                        | there
        checks once                  | answered                                                             | *               | *    | *       | *     | right  | After, Never  || settled away                        |                                                      | there
        checks often                 | answered                                                             | *               | *    | *       | *     | right  | *             || checking home away over away unsent | Check away                                           | elsewhere
        checks                       | unanswered                                                           | *               | *    | *       | *     | *      | *             || settled home                        | Ike home, ChildSas home                              | not there
        checks                       | dropped                                                              | *               | *    | *       | *     | *      | *             || checking home away over away unsent | Check away                                           | asked anew
        checks                       | demoted                                                              | *               | *    | *       | *     | *      | Before        || paused home                         |                                                      | standby
        checks                       | demoted                                                              | *               | *    | *       | *     | *      | After, Never  || paused away                         |                                                      | standby
        paused                       | agreed, update, probed, sent, answered, unanswered, dropped, demoted | *               | *    | *       | *     | *      | *             || same                                |                                                      | standby
        off, settled, checks, paused | tick                                                                 | *               | *    | *       | *     | *      | *             || same                                |                                                      | not due
        closed                       | *                                                                    | *               | *    | *       | *     | *      | *             || same                                |                                                      | closed
        """;

    private const string Kinds = """
        not due        = Holdfast: nothing is due
        not agreed     = RFC 4555 §3.3: MOBIKE is not
        agreed         = RFC 4555 §3.3: both support
        agreed already = RFC 4555 §3.3: MOBIKE is agreed on
        NAT            = RFC 4555 §3.9: addresses or ports
        not shared     = Holdfast: our address does not move
        not allowed    = RFC 4555 §3.5: policy does not
        in use         = RFC 4555 §3.5: the addresses are those
        moves          = RFC 4555 §3.5: the peer moved
        checks first   = RFC 4555 §3.7: the peer moved: CHILD SAs
        checks after   = RFC 4555 §3.7: the peer moved: all follows
        moved again    = RFC 4555 §3.7: the peer moved again
        probed         = RFC 4555 §3.7: the cookie goes back
        kept           = RFC 4555 §3.7: the cookie is kept
        no check       = RFC 4555 §3.7: nothing was asked
        elsewhere      = RFC 4555 §3.7: it was asked at another
        there          = RFC 4555 §3.7: the cookie came back: the peer
        not there      = RFC 4555 §3.7: nobody answers
        wrong cookie   = RFC 4555 §3.7: the cookie came back changed
        standby        = Holdfast: a standby
        promoted       = Holdfast: active now
        not asked      = RFC 4555 §3.7: active now
        asked anew     = RFC 4555 §3.7: what was asked
        active already = Holdfast: active already
        closed         = RFC 4555 §3.7: the SA is closed
        """;

    private static readonly HostAddress Shared = HostAddress.Parse("203.0.113.1");
    private static readonly HostAddress AlsoShared = HostAddress.Parse("203.0.113.2");
    private static readonly HostAddress Own = HostAddress.Parse("203.0.113.9");
    private static readonly HostAddress Peer = HostAddress.Parse("192.0.2.1");

    private static readonly Route Home = new(Shared, Peer);
    private static readonly Route Away = new(Shared, HostAddress.Parse("198.51.100.1"));
    private static readonly Route Third = new(AlsoShared, Peer);
    private static readonly Route ToOwn = new(Own, Peer);

    private static readonly Octets First = Octets.FromHex("1111111111111111");
    private static readonly Octets Second = Octets.FromHex("2222222222222222");

    private static readonly (string Name, Route Route, State State)[] States =
    [
        ("off", Home, new State.Off()),
        ("settled", Home, new State.Settled(Home)),
        ("checks unsent/checks", Away, new State.Checking(Home, Away, new(true, Away, default))),
        ("checks once/checks", Away, new State.Checking(Home, Away, new(true, Away, First))),
        ("checks often/checks", Away, new State.Checking(Home, Away, new(true, null, First))),
        ("paused", Home, new State.Paused(Home)),
        ("closed", Home, new State.Closed()),
    ];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Told, (trial, next) =>
            $"{Told(next.State)} | "
            + $"{string.Join(", ", next.Outputs.Select(output => Said(trial.Input, output)))} | "
            + OracleTable.KindOf(Kinds, next.Reason));

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from check in Enum.GetValues<RoutabilityCheck>()
        from acceptsOwn in (bool[])[true, false]
        let config = Configured(check, acceptsOwn)
        from one in States
        from said in Inputs(one.Route, acceptsOwn)
        select new Trial<Config, State, Input>(
            [one.Name, .. said.When, $"{check}"], config, one.State, default, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)),
                ("{to}", said.Input is Input.Update update ? Name(update.Path) : ""),
            ],
        };

    private static IEnumerable<(string[] When, Input Input)> Inputs(Route used, bool acceptsOwn)
    {
        foreach (var (name, input) in new (string, Input)[]
        {
            ("agreed", new Input.Agreed(Home)), ("probed", new Input.Probed(Second)),
            ("sent", new Input.Sent(Second)), ("unanswered", new Input.Unanswered()),
            ("dropped", new Input.Dropped()), ("demoted", new Input.Demoted()),
            ("tick", new Input.Tick()),
        })
        {
            yield return ([name, "-", "-", "-", "-", "-"], input);
        }

        yield return (["answered", "-", "-", "-", "-", "right"], new Input.Answered(First));
        yield return (["answered", "-", "-", "-", "-", "wrong"], new Input.Answered(Second));
        yield return (["promoted", "-", "-", "-", "alone", "-"], new Input.Promoted(Home));
        yield return (["promoted", "-", "-", "-", "same", "-"], new Input.Promoted(Home, Home));
        yield return (["promoted", "-", "-", "-", "other", "-"], new Input.Promoted(Away, Home));
        foreach (var (route, nat, isAllowed) in
            from route in (Route[])[Home, Away, Third, ToOwn]
            from nat in Enum.GetValues<Nat>()
            from isAllowed in (bool[])[true, false]
            select (route, nat, isAllowed))
        {
            yield return (
                [
                    "update", $"{nat}", route.Local != Own || acceptsOwn ? "yes" : "no",
                    isAllowed ? "yes" : "no", route == used ? "same" : "other", "-",
                ],
                new Input.Update(route, isAllowed, nat, Second));
        }
    }

    private static string Told(State state) => state switch
    {
        State.Off => "off",
        State.Settled settled => $"settled {Name(settled.Path)}",
        State.Checking checking => $"checking {Name(checking.Former)} {Name(checking.Path)} over "
            + (checking.Request.Asked is { } asked ? Name(asked) : "several")
            + (!checking.Request.IsOpen ? " closed"
                : checking.Request.Cookie.Length == 0 ? " unsent"
                : checking.Request.Cookie == First ? " c1" : " c2"),
        State.Paused paused => $"paused {Name(paused.Path)}",
        State.Closed => "closed",
    };

    private static string Name(Route route) =>
        route == Home ? "home"
        : route == Away ? "away"
        : route == Third ? "third"
        : route == ToOwn ? "own"
        : $"{route}";

    /// <summary>A cookie goes back as it came.</summary>
    private static string Said(Input input, Output output) => output switch
    {
        Output.Answer(var verdict, var cookie) =>
            $"Answer {verdict}{(cookie == CookieOf(input) ? "" : " with another cookie")}",
        Output.UseForIke(var path) => $"Ike {Name(path)}",
        Output.UseForChildSas(var path) => $"ChildSas {Name(path)}",
        Output.SendCheck(var path) => $"Check {Name(path)}",
        Output.Announce(var additional) =>
            $"Announce {additional.Count}{(additional.Contains(Home.Local) ? " in use" : "")}",
        Output.CloseSa => nameof(Output.CloseSa),
    };

    private static Octets? CookieOf(Input input) => input switch
    {
        Input.Update update => update.Cookie,
        Input.Probed probed => probed.Cookie,
        Input.Agreed or Input.Sent or Input.Answered or Input.Unanswered or Input.Dropped
            or Input.Demoted or Input.Promoted or Input.Tick => null,
    };

    private static Config Configured(RoutabilityCheck check, bool acceptsOwn) => Config.TryCreate(
        new() { Shared = [Shared, AlsoShared], AcceptsOwnAddresses = acceptsOwn, Check = check },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
