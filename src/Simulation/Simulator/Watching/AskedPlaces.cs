using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// Asked: members send ESP to a mobile peer only where it began its IKE SA, or where it was asked:
/// a request with COOKIE2 went there and nowhere else, and a member has taken the same cookie back
/// (RFC 4555 §3.7). Whether and when a peer is asked is policy there; members of the simulator ask
/// before CHILD SAs follow.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class AskedPlaces(Verdicts verdicts, Stage stage) : Onlooker, IDisposable
{
    private readonly Dictionary<(IkeSaId Ike, uint Id), Request> _open = [];
    private readonly HashSet<(SaPlan Sas, HostAddress At)> _proved = [];
    private readonly KeyRing _ofMembers = new(stage.Cryptography, isPeer: true);
    private readonly KeyRing _ofPeers = new(stage.Cryptography, isPeer: false);

    /// <summary>A request with COOKIE2, and where it went.</summary>
    private sealed record Request(Octets Cookie, HashSet<HostAddress> To);

    public override void Outside(LanPort port, Ipv4Packet packet)
    {
        if (stage.SeatsOf(port.Owner).Count == 0)
        {
            return;
        }

        var to = HostAddress.From(packet.DestinationAddress);
        if (UdpCarried.TryEsp(packet, out var esp))
        {
            if (stage.Agreements.SasOf(esp.Spi) is { } sas && IsMobile(sas.Peer)
                && !_proved.Contains((sas, to)))
            {
                verdicts.Broken(
                    "Asked", $"{port.Owner} sends ESP to {to}, where nobody has asked {sas.Peer}");
            }
        }
        else if (IkeIn(packet) is var (agreement, message, octets) && !message.Flags.Response
            && CookieIn(_ofMembers, agreement, octets) is { Length: > 0 } cookie)
        {
            var key = KeyOf(message);
            if (!_open.TryGetValue(key, out var open) || open.Cookie != cookie)
            {
                _open[key] = open = new(cookie, []);
            }

            open.To.Add(to);
        }
    }

    /// <summary>A member takes a packet.</summary>
    public void Taken(LanPort port, Frame frame)
    {
        if (stage.SeatsOf(port.Owner).Count == 0
            || !Ipv4Packet.TryParse(frame.Octets.AsSpan(Lan.HeaderLength), out var packet, out _)
            || IkeIn(packet) is not var (agreement, message, octets))
        {
            return;
        }

        if (message.ExchangeType == ExchangeType.IkeAuth)
        {
            _proved.Add((agreement.Sas, HostAddress.From(packet.SourceAddress)));
        }
        else if (message.Flags.Response && _open.TryGetValue(KeyOf(message), out var open)
            && CookieIn(_ofPeers, agreement, octets) == open.Cookie)
        {
            _open.Remove(KeyOf(message));
            if (open.To.Count == 1)
            {
                _proved.Add((agreement.Sas, open.To.Single()));
            }
        }
    }

    public void Dispose()
    {
        _ofMembers.Dispose();
        _ofPeers.Dispose();
    }

    private bool IsMobile(string peer) =>
        stage.Peers.GetValueOrDefault(peer) is { Plan.IsMobile: true };

    private (Agreement Agreement, IkeHeaderValue Message, byte[] Octets)? IkeIn(Ipv4Packet packet)
    {
        return packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && IkeHeaderValue.TryParse(datagram.Payload, out var message, out _)
            && stage.Agreements.Of(message.InitiatorSpi) is { } agreement
            && IsMobile(agreement.Peer)
            ? (agreement, message, datagram.Payload.ToArray())
            : null;
    }

    private static (IkeSaId Ike, uint Id) KeyOf(IkeHeaderValue message) =>
        (new(message.InitiatorSpi, message.ResponderSpi), message.MessageId.Value);

    /// <summary>COOKIE2 in an authentic message; null: it is not, or there is none.</summary>
    private static Octets? CookieIn(KeyRing keys, Agreement agreement, byte[] octets) =>
        keys.TryAdd(agreement.Keys, agreement.Material)
        && IkeContent.Open(keys.Opener(agreement.Keys), octets) is { } inner
        && MobikeMessages.ClassifyCheckAnswer(Descriptions.NotifiesIn(inner)).Cookie
            is { Length: > 0 } cookie
            ? cookie
            : null;
}
