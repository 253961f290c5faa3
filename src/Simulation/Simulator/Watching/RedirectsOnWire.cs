using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I22: within the period of RFC 5685 §7 a peer follows no more redirects than it may, for each of
/// its SAs, as each has its client. Each IKE_SA_INIT that says from whom it was sent, and is no
/// repetition, is one that it has followed.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class RedirectsOnWire(Verdicts verdicts, Stage stage) : Onlooker
{
    private const int IkePort = 500;

    private static readonly RedirectedClient.Settings Limits =
        new() { Origin = GatewayName.From(HostAddress.From([192, 0, 2, 1])) };

    private readonly Dictionary<SaPlan, List<(IkeSpi Spi, Instant At)>> _followed = [];

    public override void Outside(LanPort port, Ipv4Packet packet)
    {
        if (packet.Protocol != IpProtocol.Udp || !stage.Peers.ContainsKey(port.Owner)
            || !UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            || IkeIn(datagram) is not { Length: > 0 } octets
            || !IkeHeader.TryParse(octets, out var header, out _)
            || header.ExchangeType != ExchangeType.IkeSaInit
            || !IkeHeaderValue.TryParse(octets, out var message, out _)
            || !message.Payloads.Any(IsFollowing)
            || stage.Agreements.Of(message.InitiatorSpi) is not { Sas: var sas })
        {
            return;
        }

        if (!_followed.TryGetValue(sas, out var followed))
        {
            _followed[sas] = followed = [];
        }

        followed.RemoveAll(one => stage.Agenda.Now - one.At >= Limits.LoopPeriod);
        if (!followed.Any(one => one.Spi == message.InitiatorSpi))
        {
            followed.Add((message.InitiatorSpi, stage.Agenda.Now));
        }

        if (followed.Count > Limits.RedirectsMax)
        {
            verdicts.Broken(
                "I22", $"{port.Owner} has followed {followed.Count} redirects in a row");
        }
    }

    private static ReadOnlySpan<byte> IkeIn(UdpDatagram datagram) =>
        datagram.DestinationPort == IkePort ? datagram.Payload
        : datagram.DestinationPort == UdpCarried.Port
            && UdpCarried.TryIke(datagram.Payload, out var message)
            ? message
            : default;

    private static bool IsFollowing(IkePayloadValue payload) =>
        payload.Body is IkePayloadBody.Notify(var notify)
        && notify.Data is NotifyPayloadData.RedirectedFrom;
}
