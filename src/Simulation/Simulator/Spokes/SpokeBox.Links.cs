using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Nhrp;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Simulator.Spokes;

/// <content>SAs with other spokes.</content>
internal sealed partial class SpokeBox
{
    private readonly List<SpokeLink> _links = [];

    /// <summary>Its SAs with other spokes, and those that it tries.</summary>
    public IReadOnlyList<SpokeLink> Links => _links;

    /// <summary>Whether there is an SA with a router, by its address inside.</summary>
    public bool HasLink(HostAddress router) => LinkTo(router) is not null;

    /// <summary>An SA stands: ways with that router may use it. An address outside is not enough to
    /// tell a router: behind a NAT there may be several.</summary>
    public void Up(SpokeLink link)
    {
        foreach (var way in _ways.Values.ToArray())
        {
            if (way.Router == link.Remote!.Tunnel)
            {
                Shortcut(way, new NhrpShortcut.Input.SaUp(way.Nbma));
            }
        }

        PlanTick();
    }

    /// <summary>An SA is gone, or could not be made.</summary>
    public void Ended(SpokeLink link)
    {
        _links.Remove(link);
        KeysOf(IkeRole.Initiator).Forget(link.Agreement.Keys);
        KeysOf(IkeRole.Responder).Forget(link.Agreement.Keys);
        foreach (var way in _ways.Values.ToArray())
        {
            var isOfIt = link.Remote is { } remote
                ? way.Router == remote.Tunnel
                : way.Nbma == link.There && way.State is NhrpShortcut.State.Opening;
            if (isOfIt && !(way.Router is { } router && HasLink(router)))
            {
                Shortcut(way, new NhrpShortcut.Input.SaDown(way.Nbma));
            }
        }
    }

    private SpokeLink? LinkTo(HostAddress router)
    {
        // Where both have begun there are two: both ends use the same one.
        SpokeLink? found = null;
        foreach (var link in _links)
        {
            if (link.IsUp && link.Remote!.Tunnel == router
                && (found is null
                    || link.Agreement.Initiator.Value < found.Agreement.Initiator.Value))
            {
                found = link;
            }
        }

        return found;
    }

    private void OpenSa(SpokeWay way, HostAddress nbma)
    {
        (way.Nbma, way.Router) = (nbma, way.Answered);
        if (way.Router is { } router && HasLink(router))
        {
            Shortcut(way, new NhrpShortcut.Input.SaUp(nbma));
            return;
        }

        if (_links.Exists(link => link is { IsUp: false, Remote: null } && link.There == nbma))
        {
            return;
        }

        var agreement = new LinkAgreement(DrawSpi(), _seat.Sas.Suite)
        {
            InitiatorSpi = _stage.DrawSpi(),
            ResponderSpi = _stage.DrawSpi(),
            IkeKeys = new(_chance.Next() | 1),
            Keys = new(_chance.Next() | 1),
            Material = KeyRing.Draw(ref _chance, _seat.Sas.Suite),
        };
        _stage.Links.Add(agreement);
        var link = new SpokeLink(
            _stage, this, agreement, IkeRole.Initiator, new(nbma, 0));
        _links.Add(link);
        link.Begin();
    }

    /// <summary>Whether a packet is of an SA with another spoke; then it is taken.</summary>
    private bool IsOfLink(ReadOnlySpan<byte> octets, Ipv4Packet packet)
    {
        if (UdpCarried.TryEsp(packet, out var esp))
        {
            if (_stage.Links.Of(esp.Spi) is not var (agreement, _))
            {
                return false;
            }

            if (_links.Find(one => one.Agreement == agreement) is { } link
                && link.Open(octets, packet) is { } inner)
            {
                FromSpoke(inner);
            }

            return true;
        }

        if (packet.Protocol != IpProtocol.Udp
            || !UdpDatagram.TryParse(packet.Payload, out var datagram, out _))
        {
            return false;
        }

        var message = datagram.Payload;
        if (datagram.DestinationPort == UdpCarried.Port
            && !UdpCarried.TryIke(datagram.Payload, out message))
        {
            return false;
        }

        if (!IkeHeaderValue.TryParse(message, out var header, out _)
            || _stage.Links.Of(header.InitiatorSpi) is not { } agreed)
        {
            return false;
        }

        var known = _links.Find(one => one.Agreement == agreed);
        if (known is null && header.ExchangeType == ExchangeType.IkeSaInit
            && !header.Flags.Response)
        {
            known = new(
                _stage, this, agreed, IkeRole.Responder, UdpCarried.SourceOf(packet));
            _links.Add(known);
        }

        known?.Take(packet, message, header);
        return true;
    }

    /// <summary>What came through the tunnel from another spoke.</summary>
    private void FromSpoke(byte[] inner)
    {
        if (TunnelPackets.TryUnwrap(inner, out var kind, out var payload)
            && kind == EtherType.Ipv4)
        {
            _stage.Watch.Shortcuts.Came();
            _stage.Deliver(payload);
        }
    }
}
