using System.Globalization;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Nhrp.NhrpRegistration;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.2.3 and §5.2.4, for a spoke and one hub: every state, every input, times at
/// their bounds.</summary>
public sealed class NhrpRegistrationOracle
{
    /// <summary>
    /// Due: nothing, a request again, a renewal, or the end of the holding time of 600 s. Wait: how
    /// long the request that is open waits; 1 s at first, 4 s at most. Next: the phase, its request
    /// ID or the next one, the wait, and when what is due.
    /// </summary>
    private const string Table = """
        state      | due   | input                                                    | wait   || next                          | outputs                 | why
        down       | *     | up                                                       | *      || asking {id} 1s +1s            | Request {id}            | registers
        down       | *     | gone, accepted, other accepted, rejected, other rejected | *      || same                          |                         | no SA
        down       | *     | tick                                                     | *      || same                          |                         | not due
        asking     | *     | up                                                       | *      || same                          |                         | up already
        asking     | *     | gone                                                     | *      || down {id+1}                   |                         | no SA
        asking     | *     | accepted                                                 | *      || registered {id+1} +200s +600s | HubUsable               | accepted
        asking     | *     | other accepted, other rejected                           | *      || same                          |                         | other ID
        asking     | *     | rejected                                                 | *      || asking {id} 4s +4s            |                         | rejected
        asking     | no    | tick                                                     | *      || same                          |                         | not due
        asking     | retry | tick                                                     | 1s     || asking {id} 2s +2s            | Request {id}            | no answer
        asking     | retry | tick                                                     | 2s, 4s || asking {id} 4s +4s            | Request {id}            | no answer
        registered | *     | up                                                       | -      || same                          |                         | up already
        registered | *     | gone                                                     | -      || down {id}                     | HubLost                 | no SA
        registered | *     | accepted, other accepted, rejected, other rejected       | -      || same                          |                         | not asked
        registered | no    | tick                                                     | -      || same                          |                         | not due
        registered | renew | tick                                                     | -      || renewing {id} 1s +1s {end}    | Request {id}            | renews
        registered | end   | tick                                                     | -      || asking {id} 1s +1s            | HubLost, Request {id}   | expired
        renewing   | *     | up                                                       | *      || same                          |                         | up already
        renewing   | *     | gone                                                     | *      || down {id+1}                   | HubLost                 | no SA
        renewing   | *     | accepted                                                 | *      || registered {id+1} +200s +600s |                         | accepted
        renewing   | *     | other accepted, other rejected                           | *      || same                          |                         | other ID
        renewing   | *     | rejected                                                 | *      || asking {id+1} 4s +4s          | HubLost                 | rejected
        renewing   | no    | tick                                                     | *      || same                          |                         | not due
        renewing   | retry | tick                                                     | 1s     || renewing {id} 2s +2s {end}    | Request {id}            | no answer
        renewing   | retry | tick                                                     | 2s, 4s || renewing {id} 4s +4s {end}    | Request {id}            | no answer
        renewing   | end   | tick                                                     | *      || asking {id+1} 1s +1s          | HubLost, Request {id+1} | expired
        """;

    private const string Kinds = """
        not due    = Holdfast: nothing is due
        no SA      = Holdfast: there is no SA
        up already = Holdfast: the SA is up already
        registers  = RFC 2332 §5.2.3: the SA is up
        no answer  = RFC 2332 §5.2.3: no answer
        other ID   = RFC 2332 §5.2.4: the reply has another
        accepted   = RFC 2332 §5.2.4: the hub knows us
        rejected   = RFC 2332 §5.2.4: the hub refuses
        not asked  = RFC 2332 §5.2.4: nothing was asked
        renews     = RFC 2332 §5.2.3: registered anew
        expired    = RFC 2332 §5.2.3: the holding time
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Holding = 600 * Second;

    private static readonly Config Settled = Config.TryCreate(
        new() { HoldingTime = Holding, RetryAfter = Second, RetryMax = 4 * Second },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from id in (uint[])[7, uint.MaxValue]
        from one in States(id)
        from said in Inputs(id)
        select new Trial<Config, State, Input>(
            [one.Name, one.Due, said.Name, one.Wait], Settled, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{id}", $"{id}"), ("{id+1}", $"{unchecked(id + 1)}"),
                ("{end}", one.State is State.Registered known ? When(known.ExpiresAt)
                    : one.State is State.Renewing renewing ? When(renewing.ExpiresAt)
                    : ""),
            ],
        };

    private static IEnumerable<(string Name, string Due, string Wait, State State)> States(uint id)
    {
        Instant[] times = [Now - Second, Now, Now + Unit];
        yield return ("down", "no", "-", new State.Down(id));
        foreach (var (seconds, retry) in
            from seconds in (int[])[1, 2, 4] from retry in times select (seconds, retry))
        {
            var (wait, due) = ($"{seconds}s", retry <= Now ? "retry" : "no");
            yield return ("asking", due, wait, new State.Asking(id, seconds * Second, retry));
            foreach (var end in times)
            {
                yield return (
                    "renewing", end <= Now ? "end" : due, wait,
                    new State.Renewing(id, seconds * Second, retry, end));
            }
        }

        foreach (var (renew, end) in
            from renew in times from end in times where end >= renew select (renew, end))
        {
            yield return (
                "registered", end <= Now ? "end" : renew <= Now ? "renew" : "no", "-",
                new State.Registered(id, renew, end));
        }
    }

    private static IEnumerable<(string Name, Input Input)> Inputs(uint id) =>
    [
        ("up", new Input.SaUp()), ("gone", new Input.SaDown()), ("tick", new Input.Tick()),
        ("accepted", new Input.Accepted(id)), ("rejected", new Input.Rejected(id)),
        ("other accepted", new Input.Accepted(id - 1)),
        ("other accepted", new Input.Accepted(id + 1)),
        ("other rejected", new Input.Rejected(id - 1)),
        ("other rejected", new Input.Rejected(id + 1)),
    ];

    private static string Told(State state) => state switch
    {
        State.Down down => $"down {down.NextId}",
        State.Asking one => $"asking {one.Id} {one.Wait / Second}s {When(one.RetryAt)}",
        State.Registered one =>
            $"registered {one.NextId} {When(one.RenewAt)} {When(one.ExpiresAt)}",
        State.Renewing one =>
            $"renewing {one.Id} {one.Wait / Second}s {When(one.RetryAt)} {When(one.ExpiresAt)}",
    };

    private static string When(Instant at) =>
        string.Create(CultureInfo.InvariantCulture, $"+{(at - Now) / Second}s");

    private static string Said(Output output) => output switch
    {
        Output.SendRequest(var id, var holding) =>
            holding == Holding ? $"Request {id}" : $"Request {id} for {holding}",
        Output.HubUsable or Output.HubLost => output.GetType().Name,
    };
}
