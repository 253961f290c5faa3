using System.Globalization;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using static Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.2 and DMVPN, for a spoke's way past the hub: every state, every input, with
/// and without a purge that is unanswered, times at their bounds.</summary>
public sealed class NhrpShortcutOracle
{
    /// <summary>
    /// The way leads to the near router, by state and phase of DMVPN. Purge: none is unanswered,
    /// or one for the same router or another, which is sent twice at most. Due: nothing, the way
    /// (of a live one, whether it is to be refreshed or is expired), or the purge, which goes
    /// first. Next: the way with its request ID and times, then the purge.
    /// </summary>
    private const string Table = """
        state                     | phase             | purge       | due       | input                                   || way                            | purge             | outputs                                      | why
        hub                       | HubOnly, Redirect | *           | *         | traffic                                 || same                           | {purge}           |                                              | by hub
        hub                       | NextHop           | *           | no        | traffic                                 || resolving {id} 1 +1s           | {purge}           | Request {id}                                 | next hop
        hub                       | NextHop           | *           | quiet     | traffic                                 || same                           | {purge}           |                                              | quiet
        hub                       | HubOnly, NextHop  | *           | *         | redirected                              || same                           | {purge}           |                                              | no redirects
        hub                       | Redirect          | *           | no        | redirected                              || resolving {id} 1 +1s           | {purge}           | Request {id}                                 | redirected
        hub                       | Redirect          | *           | quiet     | redirected                              || same                           | {purge}           |                                              | quiet
        hub, opening, live        | *                 | *           | *         | near, far, other near, none, other none || same                           | {purge}           |                                              | not asked
        hub, resolving            | *                 | *           | *         | near up, far up, near down, far down    || same                           | {purge}           |                                              | no shortcut
        hub                       | *                 | *           | *         | purged                                  || same                           | {purge}           | AnswerPurge 9                                | nothing
        hub                       | *                 | *           | *         | hub lost                                || same                           | {purge}           |                                              | no shortcut
        resolving                 | *                 | *           | *         | traffic, redirected                     || same                           | {purge}           |                                              | asks already
        resolving                 | *                 | *           | *         | near                                    || opening {id+1} near +600s +20s | {purge}           | OpenSa near                                  | resolved
        resolving                 | *                 | *           | *         | far                                     || opening {id+1} far +100s +20s  | {purge}           | OpenSa far                                   | resolved
        resolving                 | *                 | *           | *         | other near, other none                  || same                           | {purge}           |                                              | other ID
        resolving                 | *                 | *           | *         | none                                    || hub {id+1} +60s                | {purge}           |                                              | unresolved
        resolving                 | *                 | *           | *         | purged                                  || hub {id+1} -                   | {purge}           | AnswerPurge 9                                | purged meanwhile
        resolving                 | *                 | *           | *         | hub lost                                || same                           | {purge}           |                                              | other hub
        resolving first           | *                 | *           | way       | tick                                    || resolving {id} 2 +1s           | {purge}           | Request {id}                                 | asks again
        resolving last            | *                 | *           | way       | tick                                    || hub {id+1} +60s                | {purge}           |                                              | no answer
        opening                   | *                 | *           | *         | traffic, redirected                     || same                           | {purge}           |                                              | opens already
        opening                   | *                 | none, other | *         | near up                                 || live {id} near {end} unused    | {purge}           | Install near                                 | SA up
        opening                   | *                 | same        | *         | near up                                 || live {id} near {end} unused    | -                 | Install near                                 | SA up
        opening, live, refreshing | *                 | *           | *         | far down                                || same                           | {purge}           |                                              | other SA
        opening                   | *                 | *           | *         | far up                                  || same                           | {purge}           |                                              | other SA
        opening                   | *                 | *           | *         | near down                               || hub {id+1} +60s                | {id} near 1 +2s   | Purge {id} near                              | SA failed
        opening                   | *                 | *           | way       | tick                                    || hub {id+1} +60s                | {id} near 1 +2s   | Purge {id} near                              | SA failed
        opening                   | *                 | *           | *         | purged                                  || hub {id} -                     | {purge}           | AnswerPurge 9                                | purged meanwhile
        opening, live, refreshing | *                 | *           | *         | hub lost                                || same                           | {purge}           |                                              | hub lost
        live                      | *                 | *           | *         | traffic                                 || live {id} near {end} used      | {purge}           |                                              | used
        live                      | *                 | *           | *         | redirected, near up, far up             || same                           | {purge}           |                                              | live already
        live                      | *                 | *           | *         | near down                               || hub {id+1} +60s                | {id} near 1 +2s   | Withdraw near, Purge {id} near               | SA down
        live                      | *                 | *           | *         | purged                                  || hub {id} -                     | {purge}           | Withdraw near, AnswerPurge 9                 | purged
        live used                 | *                 | *           | refresh   | tick                                    || refreshing {id} +1s near {end} | {purge}           | Request {id}                                 | refreshes
        live unused               | *                 | *           | refresh   | tick                                    || same                           | {purge}           |                                              | not due
        live                      | *                 | *           | way       | tick                                    || hub {id+1} -                   | {id} near 1 +2s   | Withdraw near, Purge {id} near               | expired
        refreshing                | *                 | *           | *         | traffic, redirected, near up, far up    || same                           | {purge}           |                                              | live already
        refreshing                | *                 | *           | *         | near                                    || live {id+1} near +600s unused  | {purge}           |                                              | refreshed
        refreshing                | *                 | *           | *         | far                                     || opening {id+2} far +100s +20s  | {id+1} near 1 +2s | Withdraw near, Purge {id+1} near, OpenSa far | turned
        refreshing                | *                 | *           | *         | other near, other none                  || same                           | {purge}           |                                              | other ID
        refreshing                | *                 | *           | *         | none                                    || hub {id+2} +60s                | {id+1} near 1 +2s | Withdraw near, Purge {id+1} near             | unresolved
        refreshing                | *                 | *           | *         | near down                               || hub {id+2} +60s                | {id+1} near 1 +2s | Withdraw near, Purge {id+1} near             | SA down
        refreshing                | *                 | *           | *         | purged                                  || hub {id+1} -                   | {purge}           | Withdraw near, AnswerPurge 9                 | purged
        refreshing                | *                 | *           | refresh   | tick                                    || refreshing {id} +1s near {end} | {purge}           | Request {id}                                 | asks again
        refreshing                | *                 | *           | way       | tick                                    || hub {id+2} -                   | {id+1} near 1 +2s | Withdraw near, Purge {id+1} near             | expired
        *                         | *                 | none        | *         | answered, other answered                || same                           | -                 |                                              | not purged
        *                         | *                 | same, other | *         | other answered                          || same                           | {purge}           |                                              | not purged
        *                         | *                 | same, other | *         | answered                                || same                           | -                 |                                              | answered
        *                         | *                 | first       | purge     | tick                                    || same                           | {purged} 2 +4s    | Purge {purged}                               | purges again
        *                         | *                 | last        | purge     | tick                                    || same                           | -                 |                                              | purge unanswered
        *                         | *                 | *           | no, quiet | tick                                    || same                           | {purge}           |                                              | not due
        """;

    private const string Kinds = """
        not due          = Holdfast: nothing is due
        by hub           = DMVPN: packets go through
        next hop         = DMVPN phase 2: the next hop
        redirected       = DMVPN phase 3: the hub tells
        no redirects     = DMVPN: this phase has no
        not asked        = RFC 2332 §5.2.2: nothing was asked
        other ID         = RFC 2332 §5.2.2: the reply has another
        resolved         = RFC 2332 §5.2.2: the address is known
        unresolved       = RFC 2332 §5.2.2: there is no address
        no answer        = RFC 2332 §5.2.1: no answer: through
        asks again       = RFC 2332 §5.2.1: no answer: again
        asks already     = RFC 2332 §5.2.1: the request is unanswered
        opens already    = Holdfast: the SA is being opened
        no shortcut      = Holdfast: there is no shortcut
        other SA         = Holdfast: the SA is of another
        SA up            = Holdfast: the SA is up
        SA failed        = Holdfast: no SA
        SA down          = Holdfast: the SA is down
        used             = Holdfast: the shortcut is used
        live already     = Holdfast: the shortcut is installed
        purged           = RFC 2332 §5.2.5: purged: withdrawn
        purged meanwhile = RFC 2332 §5.2.5: purged: what was being
        nothing          = RFC 2332 §5.2.6: nothing is known
        answered         = RFC 2332 §5.2.6: answered
        not purged       = RFC 2332 §5.2.6: no such purge
        purges again     = RFC 2332 §5.2.6: the purge is unanswered
        purge unanswered = RFC 2332 §5.2.6: the purge was sent
        hub lost         = Holdfast: the hub is lost: the shortcut
        other hub        = Holdfast: the hub is lost: the request
        refreshes        = RFC 2332 §5.2.1: used, and
        refreshed        = RFC 2332 §5.2.2: the same address
        turned           = RFC 2332 §5.2.2: another address
        expired          = RFC 2332 §5.2.2: the holding time
        quiet            = Holdfast: a try failed
        """;

    private const uint Id = 7;

    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly HostAddress Host = HostAddress.Parse("10.0.0.2");
    private static readonly Binding Near = new(Host, 32, HostAddress.Parse("192.0.2.2"));
    private static readonly Binding Far = new(Host, 32, HostAddress.Parse("192.0.2.3"));

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(
            Machine, Cases(), Kinds, state => $"{Told(state)} | {Told(state.Purge)}", Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from phase in Enum.GetValues<DmvpnPhase>()
        let config = Configured(phase)
        from way in Ways()
        from purge in Purges()
        where purge.Purge?.Binding != Near || way.State is not (State.Live or State.Refreshing)
        let state = way.State with { Purge = purge.Purge }
        from said in Inputs()
        select new Trial<Config, State, Input>(
            [
                way.Name, $"{phase}", purge.Name,
                purge.IsDue && said.Input is Input.Tick ? "purge" : way.Due, said.Name,
            ],
            config, state, Now, said.Input)
        {
            Given =
            [
                ("same", Told(state)), ("{purge}", Told(purge.Purge)),
                ("{id}", $"{Id}"), ("{id+1}", $"{Id + 1}"), ("{id+2}", $"{Id + 2}"),
                ("{purged}", purge.Purge is { } open ? $"{open.Id} {Name(open.Binding)}" : ""),
                ("{end}", way.State switch
                {
                    State.Opening opening => When(opening.ExpiresAt),
                    State.Live live => When(live.ExpiresAt),
                    State.Refreshing refreshing => When(refreshing.ExpiresAt),
                    State.ViaHub or State.Resolving => "",
                }),
            ],
        };

    private static IEnumerable<(string Name, string Due, State State)> Ways() =>
    [
        ("hub", "no", new State.ViaHub(Id, null)), ("hub", "no", new State.ViaHub(Id, Now)),
        ("hub", "quiet", new State.ViaHub(Id, Now + Unit)),
        .. from sent in (int[])[1, 2]
           from at in (Instant[])[Now, Now + Unit]
           select (
               sent == 1 ? "resolving first/resolving" : "resolving last/resolving",
               at <= Now ? "way" : "no", (State)new State.Resolving(Id, sent, at)),
        ("opening", "way", new State.Opening(Id, Near, Now + Second, Now)),
        ("opening", "no", new State.Opening(Id, Near, Now + Second, Now + Unit)),
        .. from isUsed in (bool[])[true, false]
           from end in (TimeSpan[])[TimeSpan.Zero, Unit, 30 * Second, (30 * Second) + Unit]
           select (
               isUsed ? "live used/live" : "live unused/live",
               end == TimeSpan.Zero ? "way" : end <= 30 * Second ? "refresh" : "no",
               (State)new State.Live(Id, Near, Now + end, isUsed)),
        .. from end in (Instant[])[Now, Now + Unit]
           from retry in (Instant[])[Now, Now + Unit]
           select (
               "refreshing", end <= Now ? "way" : retry <= Now ? "refresh" : "no",
               (State)new State.Refreshing(Id, retry, Near, end)),
    ];

    private static IEnumerable<(string Name, bool IsDue, PendingPurge? Purge)> Purges() =>
    [
        ("none", false, null),
        .. from binding in (Binding[])[Near, Far]
           from sent in (int[])[1, 2]
           from at in (Instant[])[Now, Now + Unit]
           select (
               (binding == Near ? "same" : "other") + (sent == 1 ? "/first" : "/last"), at <= Now,
               (PendingPurge?)new PendingPurge(3, binding, sent, at)),
    ];

    private static IEnumerable<(string Name, Input Input)> Inputs() =>
    [
        ("traffic", new Input.Traffic()), ("redirected", new Input.Redirected()),
        ("near", new Input.Resolved(Id, Near, 700 * Second)),
        ("far", new Input.Resolved(Id, Far, 100 * Second)),
        ("other near", new Input.Resolved(Id - 1, Near, 700 * Second)),
        ("none", new Input.Unresolved(Id)), ("other none", new Input.Unresolved(Id + 1)),
        ("near up", new Input.SaUp(Near.Nbma)), ("far up", new Input.SaUp(Far.Nbma)),
        ("near down", new Input.SaDown(Near.Nbma)), ("far down", new Input.SaDown(Far.Nbma)),
        ("purged", new Input.Purged(9)), ("hub lost", new Input.HubLost()),
        ("answered", new Input.PurgeAnswered(3)), ("other answered", new Input.PurgeAnswered(4)),
        ("tick", new Input.Tick()),
    ];

    private static string Told(State state) => state switch
    {
        State.ViaHub hub => $"hub {hub.NextId} {When(hub.QuietUntil)}",
        State.Resolving one => $"resolving {one.Id} {one.Sent} {When(one.RetryAt)}",
        State.Opening one => $"opening {one.NextId} {Name(one.Binding)} {When(one.ExpiresAt)} "
            + When(one.GiveUpAt),
        State.Live one => $"live {one.NextId} {Name(one.Binding)} {When(one.ExpiresAt)} "
            + (one.IsUsed ? "used" : "unused"),
        State.Refreshing one => $"refreshing {one.Id} {When(one.RetryAt)} {Name(one.Binding)} "
            + When(one.ExpiresAt),
    };

    private static string Told(PendingPurge? purge) => purge is null
        ? "-"
        : $"{purge.Id} {Name(purge.Binding)} {purge.Sent} {When(purge.DueAt)}";

    private static string When(Instant? at) => at is { } then
        ? string.Create(CultureInfo.InvariantCulture, $"+{(then - Now) / Second}s")
        : "-";

    private static string Name(Binding binding) =>
        binding == Near ? "near" : binding == Far ? "far" : $"{binding}";

    private static string Said(Output output) => output switch
    {
        Output.SendRequest(var id) => $"Request {id}",
        Output.OpenSa(var nbma) => nbma == Near.Nbma ? "OpenSa near" : "OpenSa far",
        Output.Install(var binding) => $"Install {Name(binding)}",
        Output.Withdraw(var binding) => $"Withdraw {Name(binding)}",
        Output.SendPurge(var id, var binding) => $"Purge {id} {Name(binding)}",
        Output.AnswerPurge(var id) => $"AnswerPurge {id}",
    };

    private static Config Configured(DmvpnPhase phase) => Config.TryCreate(
        new()
        {
            Phase = phase,
            RetryAfter = Second,
            SendsMax = 2,
            OpenWithin = 20 * Second,
            QuietFor = 60 * Second,
            RefreshBefore = 30 * Second,
            HoldingTimeMax = 600 * Second,
            PurgeRetryAfter = 2 * Second,
            PurgeSendsMax = 2,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
