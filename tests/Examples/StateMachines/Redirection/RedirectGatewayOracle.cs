using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using static Holdfast.StateMachines.Redirection.RedirectGateway;

namespace Holdfast.Tests.Examples.StateMachines.Redirection;

/// <summary>RFC 5685 §3, §5 and §6, for who sends a client elsewhere: every state, every input.
/// </summary>
public sealed class RedirectGatewayOracle
{
    /// <summary>
    /// To: where the client should be. Follows: whether it understands redirects. From: whether it
    /// came from there, from a third gateway or from none. Over: whether the time of a redirected
    /// client is; asked: it has not answered. The client is what IKE_SA_INIT said.
    /// </summary>
    private const string Table = """
        state                     | input                                           | to    | follows | from        | over      || next                | outputs              | why
        new                       | greeted                                         | here  | *       | *           | *         || proving {said}      | GoOn                 | belongs
        new                       | greeted                                         | there | no      | *           | *         || proving {said}      | GoOn                 | not offered
        new                       | greeted                                         | there | yes     | there       | *         || proving {said}      | GoOn                 | came from
        new                       | greeted                                         | there | yes     | none, third | *         || gone                | RedirectInInit there | in init
        new                       | identified, established, unwanted, acknowledged | *     | *       | *           | *         || same                |                      | not yet
        proving                   | greeted                                         | *     | *       | *           | *         || same                |                      | greeted
        proving                   | identified                                      | here  | *       | *           | *         || same                | GoOn                 | belongs
        proving                   | identified                                      | there | no      | *           | *         || same                | GoOn                 | not offered
        proving                   | identified                                      | there | yes     | there       | *         || same                | GoOn                 | came from
        proving                   | identified                                      | there | yes     | none, third | *         || leaving there +30s  | RedirectInAuth there | in auth
        proving                   | established                                     | *     | *       | *           | *         || up {client}         |                      | up
        proving                   | unwanted                                        | *     | *       | *           | *         || same                |                      | not yet
        proving                   | acknowledged                                    | *     | *       | *           | *         || same                |                      | not asked
        up                        | greeted                                         | *     | *       | *           | *         || same                |                      | greeted
        up                        | identified, established                         | *     | *       | *           | *         || same                |                      | up already
        up                        | unwanted                                        | *     | no      | *           | *         || same                |                      | not offered
        up                        | unwanted                                        | *     | yes     | *           | *         || leaving there never | SendRedirect there   | by request
        up                        | acknowledged                                    | *     | *       | *           | *         || same                |                      | not asked
        leaving                   | greeted                                         | *     | *       | *           | *         || same                |                      | greeted
        leaving                   | identified, established, unwanted               | *     | *       | *           | *         || same                |                      | leaves already
        leaving                   | acknowledged                                    | *     | *       | *           | asked     || leaving third +30s  |                      | answered
        leaving                   | acknowledged                                    | *     | *       | *           | yes, no   || same                |                      | leaves already
        leaving                   | tick                                            | *     | *       | *           | yes       || gone                | DeleteSas            | waited
        leaving                   | tick                                            | *     | *       | *           | no, asked || same                |                      | not due
        new, proving, up          | tick                                            | *     | *       | *           | *         || same                |                      | not due
        new, proving, up, leaving | ended                                           | *     | *       | *           | *         || gone                |                      | ended
        gone                      | *                                               | *     | *       | *           | *         || same                |                      | gone
        """;

    private const string Kinds = """
        not due        = Holdfast: nothing is due
        not yet        = Holdfast: the exchange is not so far
        belongs        = Holdfast: the client belongs here
        not offered    = RFC 5685 §3: the client does not understand
        came from      = RFC 5685 §3: the client came from there
        in init        = RFC 5685 §3: redirected in IKE_SA_INIT
        in auth        = RFC 5685 §6: redirected in IKE_AUTH
        by request     = RFC 5685 §5: redirected by an INFORMATIONAL
        greeted        = Holdfast: IKE_SA_INIT was answered
        up             = Holdfast: the IKE SA stands
        up already     = Holdfast: the IKE SA stands already
        leaves already = Holdfast: the client was redirected already
        answered       = RFC 5685 §5: answered
        not asked      = Holdfast: no redirect was sent
        waited         = RFC 5685 §5: the client did not delete
        ended          = Holdfast: the SA is gone
        gone           = Holdfast: no SA is left
        """;

    private static readonly Octets Nonce = Octets.FromHex("00112233445566778899aabbccddeeff");
    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly GatewayName There = GatewayName.From(HostAddress.Parse("192.0.2.7"));
    private static readonly GatewayName Third = GatewayName.From(HostAddress.Parse("192.0.2.8"));

    private static readonly Config Settled = Config.TryCreate(
        new() { DeleteAfter = TimeSpan.FromSeconds(30) }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private static readonly Client[] Clients =
    [
        .. from follows in (bool[])[true, false]
           from gateway in (GatewayName?[])[null, There, Third]
           select new Client(follows, gateway),
    ];

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    /// <summary>Who greets a new gateway is the client; later it is the one that is known.
    /// </summary>
    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from client in Clients
        from known in Clients
        from one in States(known)
        from said in Inputs(client)
        let judged = one.State is State.New ? client : known
        select new Trial<Config, State, Input>(
            [
                one.Name, said.Name, said.To is null ? "here" : "there",
                judged.Follows ? "yes" : "no", Name(judged.From), one.Over,
            ],
            Settled, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{said}", Told(client)), ("{client}", Told(known)),
            ],
        };

    private static IEnumerable<(string Name, string Over, State State)> States(Client client) =>
    [
        ("new", "-", new State.New()),
        ("proving", "-", new State.Proving(client)),
        ("up", "-", new State.Up(client)),
        ("leaving", "asked", new State.Leaving(Third, null)),
        ("leaving", "yes", new State.Leaving(Third, Now - Unit)),
        ("leaving", "yes", new State.Leaving(Third, Now)),
        ("leaving", "no", new State.Leaving(Third, Now + Unit)),
        ("gone", "-", new State.Gone()),
    ];

    private static IEnumerable<(string Name, GatewayName? To, Input Input)> Inputs(Client client) =>
    [
        ("greeted", null, new Input.Greeted(client, Nonce, null)),
        ("greeted", There, new Input.Greeted(client, Nonce, There)),
        ("identified", null, new Input.Identified(null)),
        ("identified", There, new Input.Identified(There)),
        ("established", null, new Input.Established()),
        ("unwanted", There, new Input.Unwanted(There)),
        ("acknowledged", null, new Input.Acknowledged()),
        ("ended", null, new Input.Ended()),
        ("tick", null, new Input.Tick()),
    ];

    private static string Told(State state) => state switch
    {
        State.New => "new",
        State.Proving proving => $"proving {Told(proving.Client)}",
        State.Up up => $"up {Told(up.Client)}",
        State.Leaving leaving => leaving.Until is { } until
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"leaving {Name(leaving.To)} +{(until - Now).TotalSeconds}s")
            : $"leaving {Name(leaving.To)} never",
        State.Gone => "gone",
    };

    private static string Told(Client client) =>
        $"{(client.Follows ? "follows" : "deaf")} {Name(client.From)}";

    private static string Name(GatewayName? gateway) =>
        gateway is null ? "none" : gateway == There ? "there" : gateway == Third ? "third" : "?";

    private static string Said(Output output) => output switch
    {
        Output.RedirectInInit(var to, var nonce) =>
            $"RedirectInInit {Name(to)}{(nonce == Nonce ? "" : " with another nonce")}",
        Output.RedirectInAuth(var to) => $"RedirectInAuth {Name(to)}",
        Output.SendRedirect(var to) => $"SendRedirect {Name(to)}",
        Output.GoOn or Output.DeleteSas => output.GetType().Name,
    };
}
