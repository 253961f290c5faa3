using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.StateMachines.Composition;

/// <content>Tokens, redirects and NHRP.</content>
internal static partial class ClusterMemberLetters
{
    private static readonly HostAddress Far = HostAddress.From([10, 8, 0, 1]);
    private static readonly HostAddress Farther = HostAddress.From([10, 8, 0, 2]);
    private static readonly HostAddress Nbma = HostAddress.From([192, 0, 2, 77]);
    private static readonly IkeSaId LostIke = new(new(0x303), new(0x404));

    private static readonly TokenMaker.Sender Somebody =
        new(Nbma, 500, HostAddress.From([192, 0, 2, 254]));

    private static readonly TokenMaker.Question LostRequest = new TokenMaker.Question.Request(
        LostIke, ExchangeType.Informational, new(5), IsInitiator: true, Somebody);

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromTokens =>
    [
        Of("a secret is made", (_, state) => new Input.AtTokenMaker(
            new TokenMaker.Input.SecretMade(new(100 + state.Replication.Replica.Index)))),
        Of("an IKE SA is born", (_, _) => new Input.AtTokenMaker(
            new TokenMaker.Input.Born(Ike, Nbma, TokenMaker.Birth.Auth, IsInitiator: false))),
        Of("promoted as who gives tokens, from outside", (_, _) => new Input.AtTokenMaker(
            new TokenMaker.Input.Promoted())),
        Of("a request of a lost SA", (_, _) => new Input.UnknownSpi(
            LostRequest, IsHalfOpen: false)),
        Of("ESP of a lost SA", (_, _) => new Input.UnknownSpi(
            new TokenMaker.Question.Packet(new(0x0100_0999), LostIke, Somebody),
            IsHalfOpen: false)),
        Of("asked again", (_, state) => new Input.UnknownSpi(
            LostRequest, IsHalfOpen: false, state.Tokens?.Barrier)),
        Of("asked again, half-open meanwhile", (_, state) => new Input.UnknownSpi(
            LostRequest, IsHalfOpen: true, state.Tokens?.Barrier)),
        Of("asked while the others are off", (config, _) => new Input.UnknownSpi(
            LostRequest, IsHalfOpen: false, null, config.Replication.Others)),
        AtTaker("the peer gives a token", new TokenTaker.Input.Given(new(0x77))),
        AtTaker(
            "the peer shows its token",
            new TokenTaker.Input.Shown(IsRight: true, TokenTaker.Source.Peer)),
        AtTaker(
            "somebody shows a wrong token",
            new TokenTaker.Input.Shown(IsRight: false, TokenTaker.Source.Other)),
        AtTaker("the taker's SA ended, from outside", new TokenTaker.Input.Ended()),
    ];

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromClients =>
    [
        Of("a client greets", (_, _) => new Input.ClientGreets(
            LostIke, new(Follows: true, null), Octets.FromHex("01020304"), null)),
        Of("a client greets that belongs elsewhere", (_, _) => new Input.ClientGreets(
            LostIke, new(Follows: true, null), Octets.FromHex("01020304"),
            GatewayName.From(Nbma))),
        Of("a client proves who it is", (_, _) => new Input.ClientProves(
            LostIke, new([2]), new(Follows: true, null), null)),
        Of("a client is unwanted", (_, _) => new Input.ClientUnwanted(
            Ike, GatewayName.From(Nbma))),
        Of("redirected", (_, _) => new Input.WorkEnded(
            PacedWork.Work.Redirect, Ike, null, IsDone: true)),
        Of("not redirected", (_, _) => new Input.WorkEnded(
            PacedWork.Work.Redirect, Ike, null, IsDone: false)),
    ];

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromNhrp =>
    [
        AtHub("a spoke registers", new NhrpServer.Input.Registers(
            3, Far, Nbma, TimeSpan.FromMinutes(10))),
        AtHub("another spoke registers", new NhrpServer.Input.Registers(
            4, Farther, HostAddress.From([192, 0, 2, 78]), TimeSpan.FromMinutes(10))),
        AtHub("a spoke asks", new NhrpServer.Input.Asks(5, Farther, Far)),
        AtHub("a packet passes the hub", new NhrpServer.Input.Passes(Farther, Far)),
        AtHub("a spoke purges", new NhrpServer.Input.Purges(6, Farther, Far)),
        AtHub("a spoke answers a purge", (_, state) => new NhrpServer.Input.PurgeAnswered(
            state.Nhrp?.Hub?.Purges.FirstOrDefault(purge => purge.To == Far)?.Id ?? 0, Far)),
        AtHub("a spoke's SA is down", new NhrpServer.Input.SaDown(Nbma)),
        Of("the hub accepts", (config, state) => new Input.AtRegistration(
            config.Set.Nhrp.Hubs.Count > 0 ? config.Set.Nhrp.Hubs[0] : Nbma,
            new NhrpRegistration.Input.Accepted(state.Nhrp?.Registrations is { Count: > 0 } all
                ? all[0] switch
                {
                    NhrpRegistration.State.Asking asking => asking.Id,
                    NhrpRegistration.State.Renewing renewing => renewing.Id,
                    NhrpRegistration.State.Down or NhrpRegistration.State.Registered => 0,
                }
                : 0))),
        Of("an inner packet to a far end", (_, _) => new Input.AtShortcut(
            Far, new NhrpShortcut.Input.Traffic())),
        Of("the hub tells of a shorter way", (_, _) => new Input.AtShortcut(
            Far, new NhrpShortcut.Input.Redirected())),
        Of("the far end is resolved", (_, state) => new Input.AtShortcut(
            Far, new NhrpShortcut.Input.Resolved(
                AskedOf(state), new(Far, 32, Nbma), TimeSpan.FromMinutes(5)))),
        Of("the far end is not resolved", (_, state) => new Input.AtShortcut(
            Far, new NhrpShortcut.Input.Unresolved(AskedOf(state)))),
        Of("the far end purges", (_, _) => new Input.AtShortcut(
            Far, new NhrpShortcut.Input.Purged(9))),
        Of("the hub answers the purge", (_, state) => new Input.AtShortcut(
            Far, new NhrpShortcut.Input.PurgeAnswered(
                state.Nhrp?.Find(Far)?.State.Purge?.Id ?? 0))),
        Of("the peer is seen where it is", (_, _) => new Input.PeerSeen(Ike, Nbma)),
        Of("the peer is seen elsewhere", (_, _) => new Input.PeerSeen(Ike, Farther)),
        Of("the way's SA is up, from outside", (_, _) => new Input.AtShortcut(
            Far, new NhrpShortcut.Input.SaUp(Nbma))),
    ];

    private static uint AskedOf(State state) => state.Nhrp?.Find(Far)?.State switch
    {
        NhrpShortcut.State.Resolving resolving => resolving.Id,
        NhrpShortcut.State.Refreshing refreshing => refreshing.Id,
        NhrpShortcut.State.ViaHub or NhrpShortcut.State.Opening or NhrpShortcut.State.Live
            or null => 0,
    };

    private static Letter<ClusterMemberConfig, State, Input> AtTaker(
        string name, TokenTaker.Input input) =>
        Of(name, (_, _) => new Input.AtTokenTaker(Ike, input));

    private static Letter<ClusterMemberConfig, State, Input> AtHub(
        string name, NhrpServer.Input input) => Of(name, (_, _) => new Input.AtHub(input));

    private static Letter<ClusterMemberConfig, State, Input> AtHub(
        string name, Func<ClusterMemberConfig, State, NhrpServer.Input> make) =>
        Of(name, (config, state) => new Input.AtHub(make(config, state)));
}
