using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Tests.Examples.StateMachines.Rri;

/// <summary>One prefix, one SA and what takes its place: every state, every role, every input. Sets
/// of SAs and of peers are the matter of the properties.</summary>
public sealed class ReverseRouteInjectionOracle
{
    /// <summary>
    /// None and guarded have no SA, and no policy or one. Unready and waiting have SA 1 and no
    /// route: it is not ready, or the member is idle (not active). Last: its SA is gone and waits
    /// for the drain. Over: the member hands over. Policy: whether it protects the prefix. Drains:
    /// whether an SA outlives its route. Next: role, policy, SAs (r ready, u not, * elsewhere),
    /// those that wait for the end of the drain, and when that is. There: the route moved along.
    /// </summary>
    private const string Table = """
        state                                              | role   | policy | drains | input                             || next                                        | outputs                          | why
        none                                               | *      | -      | *      | protect                           || Absent {role} yes                           | Guard                            | protected
        guarded                                            | *      | -      | *      | protect                           || same                                        |                                  | known
        none                                               | *      | -      | *      | unprotect                         || same                                        |                                  | known
        guarded                                            | *      | -      | *      | unprotect                         || Absent {role} no                            | Unguard                          | unprotected
        none                                               | Active | -      | *      | ready 1 up                        || Installed Active yes 1r                     | Guard, Add                       | up
        none                                               | Active | -      | *      | ready 2 up, 1 rekeyed             || Installed Active yes 2r                     | Guard, Add                       | up
        guarded                                            | Active | -      | *      | ready 1 up                        || Installed Active yes 1r                     | Add                              | up
        guarded                                            | Active | -      | *      | ready 2 up, 1 rekeyed             || Installed Active yes 2r                     | Add                              | up
        none                                               | idle   | -      | *      | ready 1 up                        || Pending {role} yes 1r                       | Guard                            | up
        none                                               | idle   | -      | *      | ready 2 up, 1 rekeyed             || Pending {role} yes 2r                       | Guard                            | up
        guarded                                            | idle   | -      | *      | ready 1 up                        || Pending {role} yes 1r                       |                                  | up
        guarded                                            | idle   | -      | *      | ready 2 up, 1 rekeyed             || Pending {role} yes 2r                       |                                  | up
        none                                               | *      | -      | *      | unready 1 up                      || Pending {role} yes 1u                       | Guard                            | up
        none                                               | *      | -      | *      | 1 to be 2                         || Pending {role} yes 2u                       | Guard                            | up
        guarded                                            | *      | -      | *      | unready 1 up                      || Pending {role} yes 1u                       |                                  | up
        guarded                                            | *      | -      | *      | 1 to be 2                         || Pending {role} yes 2u                       |                                  | up
        absent                                             | *      | -      | *      | 1 is ready, 1 moves               || same                                        |                                  | unknown
        absent                                             | *      | -      | *      | 1 down, 1 lost                    || same                                        | Release 1                        | unrouted
        absent                                             | *      | -      | *      | peer dead                         || same                                        |                                  | unknown
        absent                                             | idle   | -      | *      | promoted                          || Absent Active {policy}                      |                                  | promoted
        absent                                             | *      | -      | *      | demoted                           || Absent Standby {policy}                     | Yield                            | demoted
        absent                                             | *      | -      | *      | fenced                            || Absent Fenced {policy}                      | Yield                            | fenced
        absent                                             | Active | -      | *      | drain, drain at once              || Absent Leaving {policy}                     | Yield                            | drain
        pending                                            | *      | yes    | *      | protect                           || same                                        |                                  | known
        pending                                            | *      | no     | *      | protect                           || Pending {role} yes {sa}                     |                                  | protected
        pending                                            | *      | yes    | *      | unprotect                         || Pending {role} no {sa}                      |                                  | unprotected
        pending                                            | *      | no     | *      | unprotect                         || same                                        |                                  | known
        pending                                            | Active | *      | *      | ready 1 up                        || Installed Active yes 1r                     | Add                              | updated
        pending                                            | idle   | *      | *      | ready 1 up                        || Pending {role} yes 1r                       |                                  | updated
        pending                                            | *      | *      | *      | unready 1 up                      || Pending {role} yes 1u                       |                                  | updated
        pending                                            | Active | *      | *      | ready 2 up                        || Installed Active yes {sa} 2r                | Add                              | up
        pending                                            | idle   | *      | *      | ready 2 up                        || Pending {role} yes {sa} 2r                  |                                  | up
        pending                                            | Active | *      | *      | 1 is ready                        || Installed Active yes 1r                     | Add                              | ready
        pending                                            | idle   | *      | *      | 1 is ready                        || Pending {role} yes 1r                       |                                  | ready
        pending                                            | *      | *      | *      | 1 moves                           || Pending {role} yes {sa}*                    |                                  | moves
        pending                                            | *      | *      | *      | 1 down                            || Absent {role} {policy}                      | Release 1{and unguard}           | last down
        pending                                            | *      | *      | *      | 1 lost                            || Absent {role} {policy}                      | Release 1{and unguard}           | lost
        pending                                            | *      | *      | *      | peer dead                         || Absent {role} {policy}                      | Release 1{and unguard}           | peer dead
        pending                                            | Active | *      | *      | 1 rekeyed                         || Installed Active yes 2r                     | Add, Release 1                   | rekeyed
        pending                                            | idle   | *      | *      | 1 rekeyed                         || Pending {role} yes 2r                       | Release 1                        | rekeyed
        pending                                            | *      | *      | *      | 1 to be 2                         || Pending {role} yes {sa} 2u                  |                                  | rekey begun
        unready                                            | idle   | *      | *      | promoted                          || Pending Active {policy} 1u                  |                                  | promoted
        waiting                                            | idle   | *      | *      | promoted                          || Installed Active {policy} 1r                | Add                              | promoted
        pending                                            | *      | *      | *      | demoted                           || Pending Standby {policy} 1u                 | Yield                            | demoted
        pending                                            | *      | *      | *      | fenced                            || Pending Fenced {policy} 1u                  | Yield                            | fenced
        pending                                            | Active | *      | *      | drain, drain at once              || Pending Leaving {policy} 1u                 | Yield                            | drain
        absent, pending                                    | idle   | *      | *      | drain, drain at once              || same                                        | Yield                            | not active
        absent, pending, installed, last                   | Active | *      | *      | promoted                          || same                                        |                                  | known
        installed                                          | *      | yes    | *      | protect                           || same                                        |                                  | known
        installed                                          | *      | no     | *      | protect                           || Installed Active yes 1r                     |                                  | protected
        installed                                          | *      | yes    | *      | unprotect                         || Installed Active no 1r                      |                                  | unprotected
        installed                                          | *      | no     | *      | unprotect                         || same                                        |                                  | known
        installed                                          | *      | *      | *      | ready 1 up                        || Installed Active yes 1r                     |                                  | updated
        installed                                          | *      | *      | *      | unready 1 up                      || Pending Active yes 1u                       | Withdraw                         | updated
        installed                                          | *      | *      | *      | ready 2 up                        || Installed Active yes 1r 2r                  |                                  | up
        installed                                          | *      | *      | *      | 1 is ready                        || Installed Active yes 1r                     |                                  | ready
        installed                                          | *      | *      | *      | 1 moves                           || Installed Active yes 1r* there              | Replace                          | moves
        installed                                          | *      | *      | no     | 1 down                            || Absent Active {policy}                      | Withdraw, Release 1{and unguard} | last down
        installed                                          | *      | *      | yes    | 1 down                            || Draining Active {policy} leaving 1 +10s     | Withdraw                         | last down
        installed                                          | *      | *      | *      | 1 lost                            || Absent Active {policy}                      | Withdraw, Release 1{and unguard} | lost
        installed                                          | *      | *      | *      | peer dead                         || Absent Active {policy}                      | Withdraw, Release 1{and unguard} | peer dead
        installed                                          | *      | *      | *      | 1 rekeyed                         || Installed Active yes 2r                     | Release 1                        | rekeyed
        installed                                          | *      | *      | *      | 1 to be 2                         || Installed Active yes 1r 2u                  |                                  | rekey begun
        installed                                          | *      | *      | *      | demoted                           || Pending Standby {policy} 1u                 | Withdraw, Yield                  | demoted
        installed                                          | *      | *      | *      | fenced                            || Pending Fenced {policy} 1u                  | Withdraw, Yield                  | fenced
        installed                                          | *      | *      | *      | drain                             || Draining Leaving {policy} 1r leaving +10s   | Withdraw                         | drain
        installed                                          | *      | *      | *      | drain at once                     || Pending Leaving {policy} 1r                 | Withdraw, Yield                  | drain
        draining                                           | *      | yes    | *      | protect                           || same                                        |                                  | known
        draining                                           | *      | no     | *      | unprotect                         || same                                        |                                  | known
        last                                               | *      | no     | *      | protect                           || Draining Active yes leaving 1 {until}       |                                  | protected
        last                                               | *      | yes    | *      | unprotect                         || Draining Active no leaving 1 {until}        |                                  | unprotected
        last                                               | *      | *      | *      | ready 1 up                        || Installed Active yes 1r                     | Add                              | up
        last                                               | *      | *      | *      | unready 1 up                      || Pending Active yes 1u                       |                                  | up
        last                                               | *      | *      | *      | ready 2 up, 1 rekeyed             || Installed Active yes 2r                     | Add, Release 1                   | up
        last                                               | *      | *      | *      | 1 to be 2                         || Draining Active yes 2u leaving 1 {until}    |                                  | up
        last                                               | *      | *      | *      | 1 is ready, 1 moves               || same                                        |                                  | unknown
        last                                               | *      | *      | *      | 1 down                            || same                                        |                                  | drain goes on
        last                                               | *      | *      | *      | 1 lost                            || Absent Active {policy}                      | Release 1{and unguard}           | lost
        last                                               | *      | *      | *      | peer dead                         || Absent Active {policy}                      | Release 1{and unguard}           | peer dead
        last                                               | *      | *      | *      | demoted                           || Absent Standby {policy}                     | Release 1{and unguard}, Yield    | demoted
        last                                               | *      | *      | *      | fenced                            || Absent Fenced {policy}                      | Release 1{and unguard}, Yield    | fenced
        last                                               | *      | *      | *      | drain                             || Draining Leaving {policy} leaving 1 +10s    |                                  | drain
        last early                                         | *      | *      | *      | drain at once                     || Draining Leaving {policy} leaving 1 {until} |                                  | drain
        last over                                          | *      | *      | *      | drain at once                     || Draining Leaving {policy} leaving 1 +0s     |                                  | drain
        last over                                          | *      | *      | *      | tick                              || Absent Active {policy}                      | Release 1{and unguard}           | drained
        over                                               | *      | no     | *      | protect                           || Draining Leaving yes 1r leaving {until}     |                                  | protected
        over                                               | *      | yes    | *      | unprotect                         || Draining Leaving no 1r leaving {until}      |                                  | unprotected
        over                                               | *      | *      | *      | ready 1 up                        || Draining Leaving yes 1r leaving {until}     |                                  | updated
        over                                               | *      | *      | *      | unready 1 up                      || Draining Leaving yes 1u leaving {until}     |                                  | updated
        over                                               | *      | *      | *      | ready 2 up                        || Draining Leaving yes 1r 2r leaving {until}  |                                  | up
        over                                               | *      | *      | *      | 1 is ready                        || Draining Leaving yes 1r leaving {until}     |                                  | ready
        over                                               | *      | *      | *      | 1 moves                           || Draining Leaving yes 1r* leaving {until}    |                                  | moves
        over                                               | *      | *      | *      | 1 down                            || Draining Leaving {policy} leaving 1 {until} |                                  | drain goes on
        over                                               | *      | *      | *      | 1 lost                            || Draining Leaving {policy} leaving {until}   | Release 1                        | lost
        over                                               | *      | *      | *      | peer dead                         || Draining Leaving {policy} leaving {until}   | Release 1                        | peer dead
        over                                               | *      | *      | *      | 1 rekeyed                         || Draining Leaving yes 2r leaving {until}     | Release 1                        | rekeyed
        over                                               | *      | *      | *      | 1 to be 2                         || Draining Leaving yes 1r 2u leaving {until}  |                                  | rekey begun
        over                                               | *      | *      | *      | promoted                          || Installed Active {policy} 1r                | Add                              | promoted
        over                                               | *      | *      | *      | demoted                           || Pending Standby {policy} 1u                 | Yield                            | demoted
        over                                               | *      | *      | *      | fenced                            || Pending Fenced {policy} 1u                  | Yield                            | fenced
        over                                               | *      | *      | *      | drain, drain at once              || same                                        |                                  | drain goes on
        over over                                          | *      | *      | *      | tick                              || Pending Leaving {policy} 1r                 | Yield                            | drained
        absent, pending, installed, last early, over early | *      | *      | *      | tick                              || same                                        |                                  | not due
        *                                                  | *      | *      | *      | 9 is ready, 9 moves, another dead || same                                        |                                  | unknown
        *                                                  | *      | *      | *      | 9 down, 9 lost                    || same                                        | Release 9                        | unrouted
        """;

    private const string Kinds = """
        not due       = Holdfast: nothing is due
        known         = Holdfast: it is so already
        unknown       = Holdfast: no such SA
        protected     = Holdfast: the policy protects
        unprotected   = Holdfast: the policy does not
        up            = Holdfast: an SA is for the prefix
        updated       = Holdfast: what is known of an SA
        ready         = Holdfast: the SA is usable
        last down     = Holdfast: the last SA goes
        unrouted      = Holdfast: no route led
        lost          = Holdfast: the SA is of no use
        rekey begun   = Holdfast: the old SA stays
        rekeyed       = Holdfast: rekeyed
        moves         = Holdfast: the next hop
        peer dead     = Holdfast: the peer is dead
        promoted      = Holdfast: active: routes
        demoted       = Holdfast: standby: routes
        fenced        = Holdfast: fenced
        not active    = Holdfast: not active
        drain         = Holdfast: handing over
        drain goes on = Holdfast: the drain goes on
        drained       = Holdfast: neighbours have heard
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly NextHop Here = new(null, 7);
    private static readonly NextHop There = new(null, 8);
    private static readonly Claim First = new(1, 1, Here, IsReady: true);
    private static readonly Claim Second = new(2, 1, Here, IsReady: true);

    private static readonly (string Name, Input Input)[] Inputs =
    [
        ("protect", new Input.Protect()), ("unprotect", new Input.Unprotect()),
        ("ready 1 up", new Input.SaUp(First)),
        ("unready 1 up", new Input.SaUp(First with { IsReady = false })),
        ("ready 2 up", new Input.SaUp(Second)),
        ("1 is ready", new Input.SaReady(1)), ("9 is ready", new Input.SaReady(9)),
        ("1 down", new Input.SaDown(1)), ("9 down", new Input.SaDown(9)),
        ("1 lost", new Input.SaLost(1)), ("9 lost", new Input.SaLost(9)),
        ("1 rekeyed", new Input.Rekey(1, Second)),
        ("1 to be 2", new Input.Rekey(1, Second with { IsReady = false })),
        ("1 moves", new Input.NextHopChange(1, There)),
        ("9 moves", new Input.NextHopChange(9, There)),
        ("peer dead", new Input.PeerDead(1)), ("another dead", new Input.PeerDead(9)),
        ("promoted", new Input.Promoted()),
        ("demoted", new Input.Demoted(IsFenced: false)),
        ("fenced", new Input.Demoted(IsFenced: true)),
        ("drain", new Input.Drain(Ten)), ("drain at once", new Input.Drain(TimeSpan.Zero)),
        ("tick", new Input.Tick()),
    ];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from drains in (bool[])[true, false]
        let config = Configured(drains)
        from one in States(config)
        let facts = FactsOf(one.State)
        from said in Inputs
        select new Trial<Config, State, Input>(
            [
                one.Name, facts.Role == Role.Active ? "Active" : $"{facts.Role}/idle",
                one.State is State.Absent ? "-" : Yes(facts.IsProtected), Yes(drains), said.Name,
            ],
            config, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{role}", $"{facts.Role}"),
                ("{policy}", Yes(facts.IsProtected)), ("{sa}", Told(facts.Claims)),
                ("{and unguard}", facts.IsProtected ? "" : ", Unguard"),
                ("{until}", one.State is State.Draining draining ? When(draining.Until) : ""),
            ],
        };

    private static IEnumerable<(string Name, State State)> States(Config config)
    {
        var unready = First with { IsReady = false };
        foreach (var role in Enum.GetValues<Role>())
        {
            yield return ("none/absent", new State.Absent(new(role, false, null, [])));
            yield return ("guarded/absent", new State.Absent(new(role, true, null, [])));
            foreach (var isProtected in new[] { true, false })
            {
                Facts Of(params ReadOnlySpan<Claim> claims) =>
                    new(role, isProtected, claims.IsEmpty ? null : 1, [.. claims]);
                yield return ("unready/pending", new State.Pending(Of(unready)));
                if (role != Role.Active)
                {
                    yield return ("waiting/pending", new State.Pending(Of(First)));
                }
                else
                {
                    yield return ("installed", new State.Installed(
                        Of(First),
                        new(config.Prefix, Here, config.Distance, config.Tag, config.Vrf)));
                }

                foreach (var (when, until) in new[]
                {
                    ("early", Now + Unit), ("over", Now), ("over", Now - Unit),
                })
                {
                    if (role == Role.Active)
                    {
                        yield return (
                            $"last/last {when}/draining", new State.Draining(Of(), until, [First]));
                    }
                    else if (role == Role.Leaving)
                    {
                        yield return (
                            $"over/over {when}/draining", new State.Draining(Of(First), until, []));
                    }
                }
            }
        }
    }

    private static string Told(State state)
    {
        var facts = FactsOf(state);
        return string.Join(' ', new[]
        {
            state.GetType().Name, $"{facts.Role}", Yes(facts.IsProtected), Told(facts.Claims),
            state is State.Draining draining
                ? $"leaving {string.Concat(draining.Leaving.Select(one => $"{Gone(one)} "))}"
                    + When(draining.Until)
                : "",
            state is State.Installed { Route: var route } && route.Via == There ? "there" : "",
            facts.Holder == (facts.Claims.Count > 0 ? First.Peer : (ulong?)null)
                ? ""
                : $"held by {facts.Holder}",
        }.Where(one => one.Length > 0));
    }

    private static string Told(Items<Claim> claims) => string.Join(
        ' ', claims.Select(one =>
            one with { IsReady = true, Via = Here } == (one.Sa == First.Sa ? First : Second)
                ? $"{one.Sa}{(one.IsReady ? "r" : "u")}{(one.Via == There ? "*" : "")}"
                : $"{one}"));

    private static string Gone(Claim claim) => claim == First ? $"{claim.Sa}" : $"{claim}";

    private static string Yes(bool value) => value ? "yes" : "no";

    private static string When(Instant until) =>
        string.Create(CultureInfo.InvariantCulture, $"+{(until - Now).TotalSeconds}s");

    private static string Said(Output output) => output switch
    {
        Output.Guard or Output.Unguard or Output.Withdraw or Output.Yield => output.GetType().Name,
        Output.Add(var route) => route.Via == Here ? "Add" : $"Add {route}",
        Output.Replace(var old, var route) =>
            old.Via == Here && route.Via == There ? "Replace" : $"Replace {route}",
        Output.Release(var sa) => $"Release {sa}",
        Output.Conflict or Output.ConflictEnded or Output.Refused => $"{output}",
    };

    private static Config Configured(bool drains) => Config.TryCreate(
        new()
        {
            Prefix = Prefix.Parse("10.2.0.0/16"),
            DrainFor = drains ? Ten : TimeSpan.Zero,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
