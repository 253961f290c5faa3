using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// Peers with several addresses, RFC 4555, where this side has begun, and so chooses the path: the
/// machine of the initiator says which one. It is a fact before anything goes there, and where
/// CHILD SAs stay until the peer has agreed is one with it, so whoever takes over asks on.
/// </content>
internal sealed partial class IpsecShell
{
    private readonly MobikeInitiator.Config _choosing = MobikeInitiator.Config.TryCreate(
        new(), out var choosing, out var error)
        ? choosing
        : throw new GatewayException($"{error}");

    private readonly Dictionary<IkeSaId, MobikeInitiator.State> _ways = [];

    /// <summary>When another path is due.</summary>
    private Instant? WaysAt => _ways.Values
        .Select(state => MobikeInitiator.Deadline(_choosing, state))
        .Aggregate((Instant?)null, Instant.Earliest);

    /// <summary>RFC 4555 §3.3: with whom it is worth it, on port 4500. A peer that has one address
    /// has no other path: ours is the one that moves with the cluster.</summary>
    private Items<NotifyPayloadValue> SaidTo(ClusterMemberConfig.Peer peer) =>
        _inUdp.Contains(peer.Name) && peer.Addresses.Count > 1
            ? [new() { Data = new NotifyPayloadData.MobikeSupported(new()) }]
            : [];

    /// <summary>An IKE SA of ours is a fact: what its peer has announced.</summary>
    private void BeginWays(Established made, PeerPlace place)
    {
        if (place.WeMove)
        {
            _ways[made.Id] = Settled(
                place.Flow.Path, made.Peer, MobikeMessages.ClassifyAddresses(made.Says) ?? []);
        }
    }

    private void TickWays(Instant now)
    {
        foreach (var (id, state) in _ways.ToArray())
        {
            if (MobikeInitiator.Deadline(_choosing, state) <= now)
            {
                Choose(id, new MobikeInitiator.Input.Tick());
            }
        }
    }

    /// <summary>A reign begins or goes on, or an IKE SA has the place of another: what the peer has
    /// not agreed on is asked.</summary>
    private void TakeUpWay(IkeSaId id)
    {
        if (Known(id) is { IsReplaced: false } ike && !_ways.ContainsKey(id)
            && Place(id) is { WeMove: true, Former: { } former } place)
        {
            var settled = (MobikeInitiator.State.Settled)Settled(former.Path, ike.Peer, []);
            _ways[id] = new MobikeInitiator.State.Updating(
                settled.Net, former.Path, place.Flow.Path, 0, _now() + _choosing.TryFor,
                RoutabilityRequest.For(place.Flow.Path));
            SendUpdate(id, place.Flow.Path);
        }
    }

    /// <summary>What a request of the peer means for the path; what is answered besides.</summary>
    private Items<NotifyPayloadValue> Choose(
        IkeSaId id, Octets peer, Items<NotifyPayloadValue> told) =>
        MobikeMessages.ClassifyCheck(told) switch
        {
            MobikeInitiator.Input.Remotes(var announced) =>
                Choose(id, new MobikeInitiator.Input.Remotes(Usable(peer, announced))),
            { } input => Choose(id, input),
            null => [],
        };

    private Items<NotifyPayloadValue> Choose(IkeSaId id, MobikeInitiator.Input input)
    {
        Items<NotifyPayloadValue> answered = [];
        if (Known(id) is not { } ike || Place(id) is not { WeMove: true } place)
        {
            return answered;
        }

        var next = MobikeInitiator.Step(
            _choosing,
            _ways.GetValueOrDefault(id) ?? Settled(place.Packets.Path, ike.Peer, []),
            _now(), input);
        _ways[id] = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case MobikeInitiator.Output.Answer answer:
                    answered = MobikeMessages.Echo(answer);
                    break;
                case MobikeInitiator.Output.UseForIke(var path):
                    UseForIke(id, path);
                    break;
                case MobikeInitiator.Output.SendUpdate(var path):
                    SendUpdate(id, path);
                    break;
                case MobikeInitiator.Output.UseForChildSas(var path):
                    UseForChildren(id, path);
                    break;
                case MobikeInitiator.Output.CloseSa:
                    Want(id, new ExchangeWish.DeleteIke(), _ => { });
                    break;
                case MobikeInitiator.Output.NoPathWorks:
                    IpsecJournal.Fails(_journal, $"{NameOf(ike.Peer)}: at none of its addresses");
                    break;
                case MobikeInitiator.Output.Announce:
                    // RFC 4555 §3.6: this side has one address.
                    break;
            }
        }

        return answered;
    }

    /// <summary>RFC 4555 §3.5: what is open is said again there, in the same octets.</summary>
    private void UseForIke(IkeSaId id, Path path)
    {
        if (Place(id) is not { } place || place.Flow.Path == path)
        {
            return;
        }

        Propose(
            [
                new Change.IkeDescribed(id, (place with
                {
                    Flow = place.Flow with { Path = path },
                    Former = place.Packets.Path == path ? null : place.Packets,
                }).ToOctets()),
            ],
            isFact =>
            {
                foreach (var request in isFact ? Known(id)?.Requests ?? [] : [])
                {
                    Repeat(id, request.Octets);
                }
            });
    }

    private void SendUpdate(IkeSaId id, Path path)
    {
        if (Place(id) is not { } place)
        {
            return;
        }

        var cookie = new Octets(RandomNumberGenerator.GetBytes(CookieLength));
        Choose(id, new MobikeInitiator.Input.Sent(cookie));
        Items<NotifyPayloadValue> said =
        [
            .. MobikeMessages.Update(cookie, noNats: null),
            .. Nats(id, place.Flow with { Path = path }),
        ];
        Request(
            id, ExchangeType.Informational,
            [.. said.Select(one => new IkePayloadValue { Body = new IkePayloadBody.Notify(one) })],
            (message, answer) => IsUpdated(id, message, cookie, answer));
    }

    private void IsUpdated(IkeSaId id, uint message, Octets cookie, Content? answer)
    {
        if (answer is null)
        {
            return;
        }

        // Since it was sent another one may have been.
        Settled(id, message);
        if (_ways.GetValueOrDefault(id) is { } state && CookieOf(state) == cookie)
        {
            Choose(id, MobikeMessages.ClassifyAnswer(NotifiesIn(answer)));
        }
    }

    private void UseForChildren(IkeSaId id, Path path)
    {
        if (Place(id) is { } place)
        {
            var flow = place.Flow with { Path = path };
            Propose(
                [
                    new Change.IkeDescribed(
                        id, (place with { Flow = flow, Former = null }).ToOctets()),
                ],
                _ => SweepTunnels());
            IpsecJournal.Moves(
                _journal, NameOf(PeerOf(id)), $"{flow.Path.Remote}:{flow.RemotePort}");
        }
    }

    private MobikeInitiator.State Settled(Path path, Octets peer, Items<HostAddress> announced) =>
        MobikeInitiator.Step(
            _choosing, new MobikeInitiator.State.Off(), _now(),
            new MobikeInitiator.Input.Agreed(path, [path.Local], Usable(peer, announced))).State;

    /// <summary>Those of the configuration alone, which every member knows; what the peer has
    /// announced is tried first.</summary>
    private Items<HostAddress> Usable(Octets peer, Items<HostAddress> announced) =>
        _config.PeerOf(peer) is { } at
            ? [.. _config.Set.Peers[at].Addresses.OrderBy(one => announced.Contains(one) ? 0 : 1)]
            : [];

    private static Octets CookieOf(MobikeInitiator.State state) => state switch
    {
        MobikeInitiator.State.Doubting doubting => doubting.Request.Cookie,
        MobikeInitiator.State.Updating updating => updating.Request.Cookie,
        MobikeInitiator.State.Cut cut => cut.Request.Cookie,
        MobikeInitiator.State.Off or MobikeInitiator.State.Settled
            or MobikeInitiator.State.Closed => default,
    };
}
