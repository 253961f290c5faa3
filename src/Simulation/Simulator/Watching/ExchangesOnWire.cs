using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Network;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I6 in IKEv1: a message ID stands for one exchange of an ISAKMP SA (RFC 2409 §5.5, §5.7), and
/// whoever repeats a message of it, the same member or the next one, repeats its octets. So members
/// say as many different messages in an exchange as their side has, and no more.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="begun">Hears of each Quick Mode that a member begins.</param>
internal sealed class ExchangesOnWire(Verdicts verdicts, Action begun) : Onlooker
{
    private const int IkePort = 500;

    private readonly Dictionary<(ulong, ulong, uint), bool> _isOfMember = [];
    private readonly Dictionary<(ulong, ulong, uint), Said> _said = [];
    private bool _isFirst;

    /// <summary>What members have said in an exchange.</summary>
    private sealed record Said(byte Exchange, HashSet<int> Contents);

    public override void Outside(LanPort port, Ipv4Packet packet)
    {
        _isFirst = packet.Protocol == IpProtocol.Udp
            && UdpDatagram.TryParse(packet.Payload, out var datagram, out _)
            && datagram.DestinationPort == IkePort
            && IsakmpHeader.TryParse(datagram.Payload, out var header, out _)
            && _isOfMember.TryAdd(KeyOf(header), false);
    }

    public override void Ike(MemberBox member, ReadOnlySpan<byte> message)
    {
        if (!IsakmpHeader.TryParse(message, out var header, out _))
        {
            return;
        }

        var key = KeyOf(header);
        if (_isFirst)
        {
            _isOfMember[key] = true;
            if (header.ExchangeType == IsakmpExchangeType.QuickMode)
            {
                begun();
            }
        }

        if (!_said.TryGetValue(key, out var said))
        {
            _said[key] = said = new(header.ExchangeType.Value, []);
        }

        said.Contents.Add(NoncesOnWire.ContentOf(message));
        if (said.Contents.Count > MostOf(
                header.ExchangeType, header.ResponderSpi.Value != 0, _isOfMember[key])
            || said.Exchange != header.ExchangeType.Value)
        {
            verdicts.Broken(
                "I6", $"{member.Name} uses message ID {header.MessageId.Value} again");
        }
    }

    /// <summary>
    /// How many messages the side of the members has in an exchange. Of Main Mode (RFC 2409 §5)
    /// the first message stands alone, before there is a cookie of whoever answers. What has both
    /// cookies begins with the second one: where that is a member's, it says the fourth and the
    /// sixth too; else it says the third and the fifth.
    /// </summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="hasBothCookies">Whether the cookie of whoever answers is in it.</param>
    /// <param name="isOfMember">Whether a member says the first message with these cookies.</param>
    internal static int MostOf(
        IsakmpExchangeType exchange, bool hasBothCookies, bool isOfMember) =>
        exchange == IsakmpExchangeType.QuickMode ? isOfMember ? 2 : 1
        : exchange == IsakmpExchangeType.IdentityProtection && hasBothCookies ? isOfMember ? 3 : 2
        : 1;

    private static (ulong, ulong, uint) KeyOf(IsakmpHeader header) => (
        header.InitiatorSpi.Value, header.ResponderSpi.Value, header.MessageId.Value);
}
