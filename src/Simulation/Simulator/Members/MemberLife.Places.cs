using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Where peers are. One behind a NAT may come from another port at any time, and is followed by
/// the newest authentic packet alone (RFC 7296 §2.23). Where it is becomes a fact, so that whoever
/// takes over sends there.
/// </content>
internal sealed partial class MemberLife
{
    private readonly HashSet<IkeSaId> _following = [];

    private static Place AgreedPlace(Agreement agreement) => new(agreement.PeerAt, 0);

    /// <summary>The description of an IKE SA.</summary>
    private static Octets Encoded(Agreement agreement, Place place) =>
        new Whereabouts(place).Write(AgreedPlace(agreement));

    /// <summary>Where the peer of an IKE SA is, as all members know it.</summary>
    private Whereabouts WhereaboutsOf(IkeSaId ike)
    {
        var agreed = AgreedPlace(_stage.Agreements.Of(ike.Initiator)!);
        return _state.Replication.Replica.Sas.Ikes.TryFind(ike.Key, out var sa)
            ? Whereabouts.Read(sa.Description.Span, agreed)
            : new(agreed);
    }

    private Place PlaceOf(IkeSaId ike) => WhereaboutsOf(ike).Place;

    /// <summary>A packet of the peer is authentic, and newer than any before.</summary>
    private void Follow(IkeSaId ike, Ipv4Packet packet)
    {
        var place = UdpCarried.SourceOf(packet);
        if (_reading is { } stream && _stage.Agreements.Of(ike.Initiator) is { } over)
        {
            Follow(over, stream);
            return;
        }

        // One that is mobile says where it is, RFC 4555 §3.5, and is asked there.
        if (_isGone || !Reigns || place == PlaceOf(ike)
            || _stage.Agreements.Of(ike.Initiator) is not { IsMobile: false } agreement
            || !_following.Add(ike))
        {
            return;
        }

        var there = WhereaboutsOf(ike) with { Place = place, Former = null };
        Propose([new Change.IkeDescribed(ike, there.Write(AgreedPlace(agreement)))], isFact =>
        {
            _following.Remove(ike);
            if (isFact)
            {
                _stage.Tell(
                    MomentKind.Peer, _box.Name,
                    $"follows {agreement.Peer} to port {place.Port}");
                Readdress(ike);
            }
        });
    }

    /// <summary>Where packets of CHILD SAs go: one that is mobile is asked first.</summary>
    private Place PacketsTo(IkeSaId ike) => WhereaboutsOf(ike).Packets;

    /// <summary>The SA of a path as its packets name it, towards where the peer is.</summary>
    private IpsecSa Towards(ChildSa child)
    {
        var place = PacketsTo(child.Ike);
        var here = EndOf(_stage.Agreements.Of(child.Ike.Initiator)!);
        return DataPath.Named(
            child.Outbound, child.IsExtended,
            new TunnelEndpoints(Network(here), Network(place.Address)),
            _stage.ModeOf(child.Outbound), PortsOf(place));
    }

    private static UdpPorts? PortsOf(Place place) =>
        place.Port == 0 ? null : new(UdpCarried.Port, place.Port);

    private void Readdress(IkeSaId ike)
    {
        foreach (var path in _paths.Values)
        {
            if (path.Sa.Ike == ike)
            {
                Readdress(path);
            }
        }
    }

    // Each packet takes a number and an IV: behind the number no IV is used up.
    private void Readdress(DataPath path)
    {
        if (path.Out?.Sequence.Next is { } next)
        {
            path.Out = DataPath.Outbound(
                Towards(path.Sa), _keys.Sealer(path.Sa.Keys), path.Partition,
                octets => _box.Chance.Fill(octets), next, next);
            path.Out.Sequence.LeasedThrough = path.Lease.Through;
        }
    }
}
