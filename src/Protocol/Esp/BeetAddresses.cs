using System.Buffers.Binary;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// The fixed inner addresses of BEET mode: held against what is sent, put back into what is
/// received.
/// </summary>
internal sealed class BeetAddresses
{
    private const int Ipv4At = 12;
    private const int Ipv6At = 8;

    private readonly byte[] _octets;

    public BeetAddresses(TunnelEndpoints inner)
    {
        IsIpv6 = inner.IsIpv6;
        _octets =
            [.. inner.Source.GetAddressBytes(), .. inner.Destination.GetAddressBytes()];
    }

    /// <summary>Whether the inner packets are of IPv6.</summary>
    public bool IsIpv6 { get; }

    /// <summary>Octets of the inner header without options.</summary>
    public int HeaderLength => IsIpv6 ? 40 : 20;

    /// <summary>Whether a packet has these addresses and can do without its header.</summary>
    public bool TryMatch(
        ReadOnlySpan<byte> packet, in InnerPacket inner, out PacketRefusal refusal)
    {
        var at = IsIpv6 ? Ipv6At : Ipv4At;
        if (inner.IsIpv6 != IsIpv6 || !packet.Slice(at, _octets.Length).SequenceEqual(_octets))
        {
            refusal = new(PacketFault.OtherSa, inner.IsIpv6 ? Ipv6At : Ipv4At, "Source Address");
            return false;
        }

        // The place in a datagram stands in the IPv4 header, which is not sent.
        if (!IsIpv6 && (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3FFF) != 0)
        {
            refusal = new(PacketFault.Fragment, 6, "Fragment Offset");
            return false;
        }

        refusal = default;
        return true;
    }

    /// <summary>
    /// Writes the inner header from the outer one, draft-nikander-esp-beet-mode §5.3: code point,
    /// congestion, hop limit and flow label are those of the outer, the addresses the fixed ones.
    /// </summary>
    /// <param name="packet">The inner packet, options and payload in their places.</param>
    /// <param name="optionsLength">Octets of IPv4 options behind the 20 of the header.</param>
    /// <param name="outer">What the outer header says.</param>
    /// <param name="next">What the packet carries.</param>
    public void WriteHeader(
        Span<byte> packet, int optionsLength, in InnerPacket outer, IpProtocol next)
    {
        _octets.CopyTo(packet[(IsIpv6 ? Ipv6At : Ipv4At)..]);
        if (IsIpv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(
                packet, (6u << 28) | ((uint)outer.TrafficClass << 20) | outer.FlowLabel);
            BinaryPrimitives.WriteUInt16BigEndian(
                packet[4..], (ushort)(packet.Length - HeaderLength));
            packet[6] = next.Value;
            packet[7] = outer.HopLimit;
            return;
        }

        var headerLength = HeaderLength + optionsLength;
        packet[0] = (byte)(0x40 | (headerLength / 4));
        packet[1] = outer.TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[6..], (ushort)(outer.DontFragment ? 0x4000 : 0));
        packet[8] = outer.HopLimit;
        packet[9] = next.Value;
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[10..], InternetChecksum.Of(InternetChecksum.Sum(packet[..headerLength])));
    }
}
