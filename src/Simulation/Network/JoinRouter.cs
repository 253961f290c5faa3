using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;

namespace Holdfast.Simulation.Network;

/// <summary>Routers of others between two segments: packets pass in their order, after a time.
/// </summary>
internal sealed class JoinRouter
{
    private readonly Fabric _fabric;
    private readonly JoinPlan _plan;
    private readonly Agenda _agenda;
    private readonly LanPort? _one;
    private readonly LanPort? _other;
    private Chance _chance;
    private Instant _oneFrom;
    private Instant _otherFrom;

    public JoinRouter(Fabric fabric, JoinPlan plan, Agenda agenda, Chance chance)
    {
        (_fabric, _plan, _agenda, _chance) = (fabric, plan, agenda, chance);
        _one = Attach(plan.One, plan.Other);
        _other = Attach(plan.Other, plan.One);
    }

    public Lan? Beside(Lan lan) => _one?.Lan == lan ? _other?.Lan
        : _other?.Lan == lan ? _one?.Lan : null;

    /// <summary>Its card on a segment; null: it has none there.</summary>
    public LanPort? PortOn(Lan lan) => _one?.Lan == lan ? _one : _other?.Lan == lan ? _other : null;

    public HostAddress AddressOn(Lan lan) => (_one!.Lan == lan ? _one : _other!).Address;

    /// <summary>The switches on both sides have seen it.</summary>
    public void BeLearned()
    {
        _one?.Lan.Learn(_one);
        _other?.Lan.Learn(_other);
    }

    private LanPort? Attach(string segment, string towards)
    {
        if (_fabric.LanOf(segment) is not { } lan)
        {
            return null;
        }

        var port = _fabric.Attach(
            lan,
            new()
            {
                Who = $"{segment}-{towards}",
                Segment = segment,
                DelayMin = TimeSpan.Zero,
                DelayMax = TimeSpan.Zero,
            },
            _fabric.RouterAddress(lan, _fabric.Routers.Count));
        port.Receive = Forward;
        return port;
    }

    /// <summary>It is for the router itself: of a session of BFD, or of nothing.</summary>
    private void Take(LanPort at, HostAddress source, Ipv4Packet packet)
    {
        if (packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && datagram.DestinationPort == BfdSession.Port
            && _fabric.Sessions.TryGetValue((at, source), out var end))
        {
            end.Take(packet, datagram.Payload);
        }
    }

    private void Forward(LanPort from, Frame frame)
    {
        var to = from == _one ? _other : _one;
        if (to is null || !EthernetHeader.TryParse(frame.Octets, out var header, out _)
            || header.Destination != from.Mac || _fabric.IsPathless(from.Lan, header.Source)
            || !Ipv4Packet.TryParse(frame.Octets.AsSpan(Lan.HeaderLength), out var packet, out _))
        {
            return;
        }

        var source = HostAddress.From(packet.SourceAddress);
        var destination = HostAddress.From(packet.DestinationAddress);
        if (destination == from.Address)
        {
            Take(from, source, packet);
            return;
        }

        var least = to == _one ? _oneFrom : _otherFrom;
        var at = Instant.Latest(
            least, _agenda.Now + _chance.Between(_plan.DelayMin, _plan.DelayMax));
        (_oneFrom, _otherFrom) = to == _one ? (at, _otherFrom) : (_oneFrom, at);
        _agenda.At(at, () =>
        {
            if (_fabric.NextOf(to.Lan, source, destination, frame.Kind) is { } next
                && !_fabric.IsPathless(to.Lan, next))
            {
                var packetOctets = frame.Octets.AsSpan(Lan.HeaderLength);
                to.Lan.Send(
                    to, Ether.Carry(to.Mac, next, packetOctets, frame.Kind) with
                    {
                        Source = frame.Source,
                    });
            }
        });
    }
}
