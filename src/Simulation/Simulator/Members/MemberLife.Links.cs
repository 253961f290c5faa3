using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// The way to peers: over the front, or over the access link that the shipped machine chooses. With
/// one identity on a loopback routes follow its choice once they have converged, both ways, and SAs
/// are what they were; with an identity for each link each SA has its own link, and what hosts send
/// goes through those of the chosen one at once.
/// </content>
internal sealed partial class MemberLife
{
    private LanPort? _way;
    private LanPort? _announced;

    /// <summary>The way of an IKE SA.</summary>
    /// <param name="Port">The card over which it is spoken.</param>
    /// <param name="Here">The address on which it ends here.</param>
    /// <param name="There">That of the peer.</param>
    /// <param name="Stream">The connection that carries it; null: none does.</param>
    private readonly record struct Way(
        LanPort Port, HostAddress Here, Place There, TcpEnd? Stream = null);

    private Items<LanPort> Access => _box.Access;

    private void CarryLinks(LinkSelection.Output wanted)
    {
        switch (wanted)
        {
            case LinkSelection.Output.Reroute(var link) when Access.Count > 0:
                Follow(Access[link]);
                break;
            case LinkSelection.Output.UseSaOf(var link) when Access.Count > 0:
                _way = Access[link];
                _stage.Tell(
                    MomentKind.Route, _box.Name, $"sends through the SA of {_way.Lan.Name}");
                break;
            case LinkSelection.Output.Lost when Access.Count > 0:
                _stage.Tell(MomentKind.Route, _box.Name, "has no access link");
                break;
            case LinkSelection.Output.Reroute or LinkSelection.Output.UseSaOf
                or LinkSelection.Output.Lost or LinkSelection.Output.Regained:
                break;
        }
    }

    /// <summary>Routes lead over another link once they have converged, those to peers as well.
    /// </summary>
    private void Follow(LanPort link)
    {
        _stage.Tell(MomentKind.Route, _box.Name, $"is to be reached over {link.Lan.Name}");
        Later(_stage.Plan.Routing.Convergence + _stage.Options.ConvergesLater, () =>
        {
            if (ChosenLink == link)
            {
                _way = link;
            }
        });
    }

    /// <summary>Whether there is a path beyond an access link is noticed after a while.</summary>
    public void LookForPath(int link)
    {
        // Where there is BFD, it says so.
        if (!_sessions.ContainsKey(Access[link]))
        {
            _stage.Agenda.After(
                _stage.Plan.Routing.Detection,
                () => Take(new Input.AtLinks(new LinkSelection.Input.Path(
                    link, !_stage.Fabric.Pathless.Contains(Access[link])))));
        }
    }

    private LanPort? ChosenLink =>
        LinkSelection.LinkOf(_state.Links) is { } link && link < Access.Count
            ? Access[link]
            : null;

    /// <summary>Who may send to peers is who they have to reach.</summary>
    private void Announce()
    {
        if (_box.Loopback is not { } loopback)
        {
            return;
        }

        var port = MaySend ? ChosenLink : null;
        if (port != _announced)
        {
            _announced = port;
            _stage.Fabric.Loopbacks.Announce(loopback, _box.Name, port);
        }
    }

    /// <summary>The address on which the SAs of an agreement end here.</summary>
    private HostAddress EndOf(Agreement agreement) =>
        _stage.Addresses.End(agreement.Gateway, agreement.Sas);

    /// <summary>How the SAs of an agreement reach their peer; null: no link does now.</summary>
    private Way? WayOf(Agreement agreement, Place there)
    {
        var port = Access.Count == 0 ? _box.Front
            : agreement.Sas.Over is { } over
                ? Access.FirstOrDefault(one => one.Lan.Name == over)
                : _way;
        var stream = _streamOf.GetValueOrDefault(agreement.Sas);
        return port is null || (IsOverTcp(agreement) && stream is null)
            ? null
            : new(port, EndOf(agreement), there, stream);
    }

    /// <summary>The way back to whoever has sent a packet; null: no link leads there now.</summary>
    private Way? WayBack(Ipv4Packet packet)
    {
        var here = HostAddress.From(packet.DestinationAddress);
        var port = Access.Count == 0 ? _box.Front
            : Access.FirstOrDefault(one => one.Address == here) ?? _way;
        return port is null
            ? null
            : new(port, here, UdpCarried.SourceOf(packet), _reading);
    }

    private Way? WayOf(IkeSaId ike) =>
        _stage.Agreements.Of(ike.Initiator) is { } agreement
            ? WayOf(agreement, PlaceOf(ike))
            : null;

    /// <summary>Whether the machine has traffic go through the SAs of another link.</summary>
    private bool IsOfOtherLink(DataPath path) =>
        _stage.Agreements.Of(path.Sa.Ike.Initiator)?.Sas.Over is { } over
        && _way?.Lan.Name != over;

    private void SendIke(IkeSaId ike, ReadOnlySpan<byte> octets, MessageKind? kind = null)
    {
        if (WayOf(ike) is { } way)
        {
            SendIke(way, octets, kind);
        }
    }

    private void SendIke(Way way, ReadOnlySpan<byte> octets, MessageKind? kind) => Send(
        way, UdpCarried.Ike(way.Here, UdpCarried.Port, way.There, octets),
        kind ?? _stage.Sealed.KindOf(octets));

    private bool Send(Way way, ReadOnlySpan<byte> packet, MessageKind kind) =>
        way.Stream is { } stream
            ? Put(way, stream, packet, kind)
            : _stage.Fabric.NextOf(way.Port.Lan, way.Port.Address, way.There.Address) is { } next
                && Send(way.Port, Ether.Carry(way.Port.Mac, next, packet, kind));
}
