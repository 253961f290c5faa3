using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;
using static Holdfast.StateMachines.Mobike.MobikeInitiator;
using Route = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.StateMachines.Mobike;

/// <summary>RFC 4555 §3.3 to §3.9, for who chooses: up to two addresses on each side, every state,
/// every input, each order in which paths are tried.</summary>
public sealed class MobikeInitiatorOracle
{
    /// <summary>
    /// Home is the path of our first address and the peer's first. Own: whether our address of the
    /// path is among those that there are from now on. Request: none, unsent, sent over one path or
    /// over several. Cookie: whether the right one came back. Late: whether the time is over. A
    /// row that tries says which path by its number (next is the one behind that which is tried),
    /// with which request; what that is stands in the table of tries.
    /// </summary>
    private const string Table = """
        state                   | input                                                  | own | request              | cookie | late || next                                          | outputs               | why
        off                     | agreed                                                 | *   | *                    | *      | *    || settled {said} 1-1                            | Announce 2            | agreed
        off                     | locals, remotes, silent, heard, sent, answered, probed | *   | *                    | *      | *    || same                                          |                       | not agreed
        standing                | agreed                                                 | *   | *                    | *      | *    || same                                          |                       | agreed already
        standing                | probed                                                 | *   | *                    | *      | *    || same                                          | Answer                | probed
        settled                 | locals                                                 | yes | *                    | *      | *    || settled {said} 1-1                            | Announce {others}     | changed
        settled                 | locals                                                 | no  | *                    | *      | *    || try first, none                               |                       | local gone
        settled                 | remotes                                                | *   | *                    | *      | *    || settled {said} 1-1                            |                       | announced
        settled                 | silent                                                 | *   | *                    | *      | *    || doubting {net} +15s none                      |                       | silent
        settled                 | heard                                                  | *   | *                    | *      | *    || same                                          |                       | heard
        settled                 | sent, answered                                         | *   | *                    | *      | *    || same                                          |                       | no update
        doubting                | locals                                                 | yes | *                    | *      | *    || doubting {said} {until} {request}             |                       | changed
        doubting, updating      | locals                                                 | no  | *                    | *      | *    || try first, {request}                          |                       | local gone
        doubting                | remotes                                                | *   | *                    | *      | *    || doubting {said} {until} {request}             |                       | announced
        doubting                | silent                                                 | *   | *                    | *      | *    || same                                          |                       | doubted already
        doubting                | heard                                                  | yes | none                 | *      | *    || settled {net} 1-1                             |                       | heard
        doubting                | heard                                                  | no  | none                 | *      | *    || same                                          |                       | local gone
        doubting                | heard                                                  | *   | unsent, one, several | *      | *    || same                                          |                       | open
        doubting                | sent                                                   | *   | *                    | *      | *    || doubting {net} {until} {kept}                 |                       | kept
        doubting, updating, cut | answered                                               | *   | none, unsent         | *      | *    || same                                          |                       | no update
        doubting, updating, cut | answered                                               | *   | one, several         | wrong  | *    || closed                                        | CloseSa               | wrong cookie
        doubting                | accepted                                               | *   | one                  | right  | *    || settled {net} 2-1                             | Ike 2-1, ChildSas 2-1 | accepted
        doubting                | accepted                                               | yes | several              | right  | *    || updating {net} 1-1 0 +5s 1-1 unsent           | Ike 1-1, Update 1-1   | late
        doubting                | accepted                                               | no  | several              | right  | *    || try first, none                               |                       | late
        doubting                | refused                                                | yes | one, several         | right  | *    || updating {net} 1-1 0 +5s 1-1 unsent           | Ike 1-1, Update 1-1   | late
        doubting                | refused                                                | no  | one, several         | right  | *    || try first, none                               |                       | late
        doubting                | tick                                                   | *   | *                    | *      | yes  || try first, {request}                          |                       | doubted enough
        updating                | locals                                                 | yes | *                    | *      | *    || updating {said} 2-1 {tried} {until} {request} |                       | changed
        updating                | remotes                                                | *   | *                    | *      | *    || updating {said} 2-1 {tried} {until} {request} |                       | announced
        updating                | silent, heard                                          | *   | *                    | *      | *    || same                                          |                       | open
        updating                | sent                                                   | *   | *                    | *      | *    || updating {net} 2-1 {tried} {until} {kept}     |                       | kept
        updating                | accepted                                               | *   | one                  | right  | *    || settled {net} 2-1                             | ChildSas 2-1          | accepted
        updating                | Unacceptable                                           | *   | one                  | right  | *    || try next, none                                |                       | unacceptable
        updating                | NatDetected                                            | *   | one                  | right  | *    || try next, none                                |                       | NAT
        updating                | answered                                               | *   | several              | right  | *    || updating {net} 2-1 {tried} +5s 2-1 unsent     | Ike 2-1, Update 2-1   | another
        updating                | tick                                                   | *   | *                    | *      | yes  || try next, {request}                           |                       | no answer
        cut                     | locals                                                 | *   | *                    | *      | *    || try first, {request}                          |                       | changed
        cut                     | remotes                                                | *   | *                    | *      | *    || try first, {request}                          |                       | announced
        cut                     | silent, heard                                          | *   | *                    | *      | *    || same                                          |                       | no address
        cut                     | sent                                                   | *   | *                    | *      | *    || cut {net} {kept}                              |                       | kept
        cut                     | answered                                               | *   | one, several         | right  | *    || cut {net} none                                |                       | late
        off, standing           | tick                                                   | *   | *                    | *      | no   || same                                          |                       | not due
        closed                  | *                                                      | *   | *                    | *      | *    || same                                          |                       | closed
        """;

    /// <summary>
    /// Whether there is such a path, or none behind those that were tried, or none at all; whether
    /// a request is open. Home is gone back to where it can be, else the first path has to do.
    /// </summary>
    private const string Tries = """
        path    | request    || next                                              | outputs                   | why
        there   | none       || updating {said} {path} {number} +5s {path} unsent | Ike {path}, Update {path} | {why}
        there   | open       || updating {said} {path} {number} +5s {over}        | Ike {path}                | {why}
        spent   | none, open || doubting {said} +15s {back}                       | Ike {home}, NoPathWorks   | no path works
        nowhere | none, open || cut {said} {request}                              |                           | no address
        """;

    private const string Kinds = """
        not due         = Holdfast: nothing is due
        not agreed      = RFC 4555 §3.3: MOBIKE is not
        agreed          = RFC 4555 §3.3: both support
        agreed already  = RFC 4555 §3.3: MOBIKE is agreed on
        changed         = RFC 4555 §3.6: our addresses changed
        local gone      = RFC 4555 §3.5: our address of the path
        announced       = RFC 4555 §3.6: the peer's additional
        silent          = Holdfast: silent
        doubted already = Holdfast: the path is doubted
        doubted enough  = RFC 4555 §3.5: the path does not come
        heard           = Holdfast: the path works
        no update       = RFC 4555 §3.5: no update was sent
        open            = RFC 4555 §3.5: the update is open
        kept            = RFC 4555 §3.7: the cookie is kept
        probed          = RFC 4555 §3.7: the cookie goes back
        late            = RFC 4555 §3.5: an older update
        another         = RFC 4555 §3.5: the update was for
        accepted        = RFC 4555 §3.5: accepted over
        unacceptable    = RFC 4555 §3.5: the peer does not accept
        NAT             = RFC 4555 §3.9: a NAT
        no answer       = RFC 4555 §3.5: no answer over
        no address      = Holdfast: no address of ours
        no path works   = Holdfast: every path was tried
        wrong cookie    = RFC 4555 §3.7: the cookie came back changed
        closed          = RFC 4555 §3.7: the SA is closed
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly Octets First = Octets.FromHex("1111111111111111");
    private static readonly Octets Second = Octets.FromHex("2222222222222222");
    private static readonly HostAddress[] Ours = [Of("192.0.2.1"), Of("192.0.2.2")];
    private static readonly HostAddress[] Theirs = [Of("203.0.113.1"), Of("203.0.113.2")];
    private static readonly Route Home = new(Ours[0], Theirs[0]);
    private static readonly Route Away = new(Ours[1], Theirs[0]);

    private static readonly (string Name, RoutabilityRequest Request)[] Requests =
    [
        ("none", default), ("unsent", new(true, Away, default)), ("one", new(true, Away, First)),
        ("several", new(true, null, First)),
    ];

    private static readonly Config Settled = Config.TryCreate(
        new() { Patience = TimeSpan.FromSeconds(15), TryFor = TimeSpan.FromSeconds(5) },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_tables_say()
    {
        var (table, tries) = (OracleTable.Parse(Table), OracleTable.Parse(Tries));
        table.Holds(
            Machine, Cases(), Told,
            (_, next) => $"{Told(next.State)} | {string.Join(", ", next.Outputs.Select(Said))} | "
                + OracleTable.KindOf(Kinds, next.Reason),
            trial =>
            {
                var then = table.Of(trial.When).Split(" | ");
                return then[0].StartsWith("try", StringComparison.Ordinal)
                    ? Tried(tries, trial, then)
                    : string.Join(" | ", then);
            });
        tries.IsMet();
    }

    /// <summary>What becomes of a try, by the paths that there are: of our first address first,
    /// home last.</summary>
    private static string Tried(
        OracleTable tries, Trial<Config, State, Input> trial, string[] then)
    {
        var net = NetAfter(trial.State, trial.Input);
        Route[] paths =
        [
            .. from local in net.Locals
               from remote in net.Remotes
               let one = new Route(local, remote)
               orderby one == Home
               select one,
        ];
        var number = then[0].Contains("next", StringComparison.Ordinal)
            ? ((State.Updating)trial.State).Tried + 1
            : 0;
        var request = then[0].EndsWith("none", StringComparison.Ordinal)
            ? default
            : RequestOf(trial.State);
        var path = number < paths.Length ? paths[number] : Home;
        var home = paths.Contains(Home) || paths.Length == 0 || net.Locals.Contains(Home.Local)
            ? Home
            : paths[0];
        return tries.Of(
                number < paths.Length ? "there" : paths.Length > 0 ? "spent" : "nowhere",
                request.IsOpen ? "open" : "none")
            .Replace("{said}", Told(net), StringComparison.Ordinal)
            .Replace("{path}", Name(path), StringComparison.Ordinal)
            .Replace("{number}", $"{number}", StringComparison.Ordinal)
            .Replace("{over}", Over(request, path), StringComparison.Ordinal)
            .Replace("{home}", Name(home), StringComparison.Ordinal)
            .Replace("{back}", Over(request, home), StringComparison.Ordinal)
            .Replace("{request}", Told(request), StringComparison.Ordinal)
            .Replace("{why}", then[2], StringComparison.Ordinal);
    }

    /// <summary>A request that was sent is sent over a second path; one that was not, over the new
    /// one alone.</summary>
    private static string Over(RoutabilityRequest request, Route path) =>
        !request.IsOpen ? "none"
        : request.Cookie.Length == 0 ? $"{Name(path)} unsent"
        : request.Asked == path ? Told(request)
        : $"several {(request.Cookie == First ? "c1" : "c2")}";

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from one in States()
        from said in Inputs()
        let net = NetAfter(one.State, said.Input)
        let local = one.State is State.Updating ? Away.Local : Home.Local
        select new Trial<Config, State, Input>(
            [
                one.Name, said.Name, net.Locals.Contains(local) ? "yes" : "no", one.Request,
                said.Cookie, one.IsLate ? "yes" : "no",
            ],
            Settled, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{said}", Told(net)),
                ("{net}", Told(NetAfter(one.State, new Input.Tick()))),
                ("Announce {others}", Announced(net.Locals.Where(at => at != Home.Local))),
                ("{request}", Told(RequestOf(one.State))), ("{until}", When(one.State)),
                ("{kept}", RequestOf(one.State) is { IsOpen: true } open
                    ? Told(open with { Cookie = Second })
                    : "none"),
                ("{tried}", one.State is State.Updating updating ? $"{updating.Tried}" : ""),
            ],
        };

    private static IEnumerable<(string Name, string Request, bool IsLate, State State)> States()
    {
        yield return ("off", "-", false, new State.Off());
        yield return ("closed", "-", false, new State.Closed());
        foreach (var net in
            from locals in (HostAddress[][])[[Ours[0]], Ours, [Ours[1], Ours[0]], [Ours[1]], []]
            from remotes in (HostAddress[][])[[Theirs[0]], Theirs]
            select new Net([.. locals], [.. remotes]))
        {
            if (net.Locals.Contains(Home.Local))
            {
                yield return ("settled/standing", "-", false, new State.Settled(net, Home));
            }

            foreach (var (name, request) in Requests)
            {
                if (net.Locals.Count == 0)
                {
                    yield return ("cut/standing", name, false, new State.Cut(net, Home, request));
                    continue;
                }

                foreach (var (isLate, until) in new[] { (true, Now), (false, Now + Unit) })
                {
                    // What was asked over a path of ours has an address that is there.
                    if (!request.IsOpen || net.Locals.Contains(Away.Local))
                    {
                        yield return (
                            "doubting/standing", name, isLate,
                            new State.Doubting(net, Home, until, request));
                    }

                    for (var tried = 0; request.IsOpen && tried < 3; tried++)
                    {
                        if (net.Locals.Contains(Away.Local))
                        {
                            yield return (
                                "updating/standing", name, isLate,
                                new State.Updating(net, Home, Away, tried, until, request));
                        }
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Name, string Cookie, Input Input)> Inputs() =>
    [
        ("agreed", "-", new Input.Agreed(Home, [.. Ours], [Theirs[1]])),
        ("locals", "-", new Input.Locals([Ours[0]])), ("locals", "-", new Input.Locals([.. Ours])),
        ("locals", "-", new Input.Locals([Ours[1]])), ("locals", "-", new Input.Locals([])),
        ("remotes", "-", new Input.Remotes([])),
        ("remotes", "-", new Input.Remotes([Theirs[1], Theirs[0]])),
        ("silent", "-", new Input.Silent()), ("heard", "-", new Input.Heard()),
        ("sent", "-", new Input.Sent(Second)), ("probed", "-", new Input.Probed(Second)),
        .. from verdict in Enum.GetValues<Verdict>()
           from isRight in (bool[])[true, false]
           select (
               verdict == Verdict.Accepted ? "accepted/answered" : $"{verdict}/refused/answered",
               isRight ? "right" : "wrong",
               (Input)new Input.Answered(verdict, isRight ? First : Second)),
        ("tick", "-", new Input.Tick()),
    ];

    /// <summary>The addresses from now on; the peer's first one is always among its own.</summary>
    private static Net NetAfter(State state, Input input)
    {
        var net = state switch
        {
            State.Settled settled => settled.Net,
            State.Doubting doubting => doubting.Net,
            State.Updating updating => updating.Net,
            State.Cut cut => cut.Net,
            State.Off => new([.. Ours], [.. Theirs]),
            State.Closed => default,
        };
        return input switch
        {
            Input.Locals(var locals) => net with { Locals = locals },
            Input.Remotes(var additional) => net with
            {
                Remotes = additional.Count == 0 ? [Theirs[0]] : [.. Theirs],
            },
            Input.Agreed or Input.Silent or Input.Heard or Input.Sent or Input.Answered
                or Input.Probed or Input.Tick => net,
        };
    }

    private static RoutabilityRequest RequestOf(State state) => state switch
    {
        State.Doubting doubting => doubting.Request,
        State.Updating updating => updating.Request,
        State.Cut cut => cut.Request,
        State.Off or State.Settled or State.Closed => default,
    };

    private static string Told(State state) => state switch
    {
        State.Off => "off",
        State.Settled one => $"settled {Told(one.Net)} {Name(one.Path)}",
        State.Doubting one => $"doubting {Told(one.Net)} {When(one)} {Told(one.Request)}"
            + (one.Path == Home ? "" : $" of {one.Path}"),
        State.Updating one => $"updating {Told(one.Net)} {Name(one.Path)} {one.Tried} {When(one)} "
            + Told(one.Request) + (one.Former == Home ? "" : $" from {one.Former}"),
        State.Cut one => $"cut {Told(one.Net)} {Told(one.Request)}"
            + (one.Former == Home ? "" : $" from {one.Former}"),
        State.Closed => "closed",
    };

    private static string Told(Net net) =>
        $"[{string.Join(' ', net.Locals.Select(Name))}]"
        + $"[{string.Join(' ', net.Remotes.Select(Name))}]";

    private static string Told(RoutabilityRequest request) => !request.IsOpen ? "none"
        : (request.Asked is { } asked ? Name(asked) : "several")
            + (request.Cookie.Length == 0 ? " unsent" : request.Cookie == First ? " c1" : " c2");

    private static string When(State state) => (state switch
    {
        State.Doubting doubting => doubting.Until,
        State.Updating updating => updating.Until,
        State.Off or State.Settled or State.Cut or State.Closed => (Instant?)null,
    }) is { } until
        ? string.Create(CultureInfo.InvariantCulture, $"+{(until - Now).TotalSeconds}s")
        : "";

    private static string Name(Route path) => $"{Name(path.Local)}-{Name(path.Remote)}";

    private static string Name(HostAddress address) =>
        address == Ours[0] || address == Theirs[0] ? "1"
        : address == Ours[1] || address == Theirs[1] ? "2"
        : $"{address}";

    private static string Announced(IEnumerable<HostAddress> addresses) =>
        string.Join(' ', addresses.Select(Name).Prepend("Announce"));

    private static HostAddress Of(string address) => HostAddress.Parse(address);

    private static string Said(Output output) => output switch
    {
        Output.UseForIke(var path) => $"Ike {Name(path)}",
        Output.UseForChildSas(var path) => $"ChildSas {Name(path)}",
        Output.SendUpdate(var path) => $"Update {Name(path)}",
        Output.Announce(var additional) => Announced(additional),
        Output.Answer(var cookie) => cookie == Second ? "Answer" : "Answer with another cookie",
        Output.NoPathWorks or Output.CloseSa => output.GetType().Name,
    };
}
