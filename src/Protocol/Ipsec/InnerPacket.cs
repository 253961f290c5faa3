using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ipsec;

/// <summary>
/// What a tunnel needs to know of the packet inside, and how it changes that packet.
/// </summary>
/// <param name="IsIpv6">Whether the packet is of IPv6.</param>
/// <param name="Length">Octets of the packet, as its own length says.</param>
/// <param name="HeaderLength">Octets of its base header, IPv4 options included.</param>
/// <param name="TrafficClass">Code point and congestion bits, one octet.</param>
/// <param name="DontFragment">The bit in IPv4; in IPv6 always.</param>
/// <param name="FlowLabel">20 bits in IPv6, else 0.</param>
/// <param name="HopLimit">The hop limit (TTL).</param>
/// <param name="Next">What the base header carries.</param>
internal readonly record struct InnerPacket(
    bool IsIpv6,
    int Length,
    int HeaderLength,
    byte TrafficClass,
    bool DontFragment,
    uint FlowLabel,
    byte HopLimit,
    IpProtocol Next)
{
    private const byte EcnBits = 0b11;

    /// <summary>What Next Header says of it in tunnel mode: 4 or 41.</summary>
    public IpProtocol Protocol => IsIpv6 ? IpProtocol.Ipv6 : IpProtocol.Ipv4;

    /// <summary>The octet of the hop limit.</summary>
    public int HopLimitAt => IsIpv6 ? 7 : 8;

    /// <summary>The congestion bits.</summary>
    public byte Ecn => (byte)(TrafficClass & EcnBits);

    /// <summary>Reads the header; what is behind the packet's own length is left over.</summary>
    /// <param name="packet">An IP packet, perhaps a fragment.</param>
    /// <param name="at">Where the packet stands in what was handed in, for refusals.</param>
    /// <param name="inner">What there is to know.</param>
    /// <param name="refusal">Why it is no IP packet.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(
        ReadOnlySpan<byte> packet, int at, out InnerPacket inner, out PacketRefusal refusal)
    {
        if (packet.Length > 0 && packet[0] >> 4 == 6)
        {
            return TryReadIpv6(packet, at, out inner, out refusal);
        }

        if (!Ipv4Header.TryParse(packet, out var ipv4, out var fault))
        {
            inner = default;
            refusal = PacketRefusal.Of(fault, at);
            return false;
        }

        inner = new(
            false, ipv4.TotalLength, ipv4.Octets.Length, packet[1], ipv4.DontFragment, 0,
            ipv4.TimeToLive, ipv4.Protocol);
        if (inner.Length < inner.HeaderLength || inner.Length > packet.Length)
        {
            refusal = new(PacketFault.Malformed, at + 2, "Total Length");
            return false;
        }

        refusal = default;
        return true;
    }

    /// <summary>The congestion bits of an IP packet that was read before.</summary>
    public static byte EcnOf(ReadOnlySpan<byte> packet) =>
        (byte)((packet[0] >> 4 == 6 ? packet[1] >> 4 : packet[1]) & EcnBits);

    /// <summary>Lowers the hop limit of a packet by one; false: it is used up.</summary>
    /// <remarks>Static, so that what was read may live in registers; so is the next.</remarks>
    public static bool TryLowerHopLimit(Span<byte> packet)
    {
        // RFC 4301 §5.1.2.1: the inner packet is forwarded, and forwarding lowers the limit.
        var ipv6 = packet[0] >> 4 == 6;
        var limit = packet[ipv6 ? 7 : 8];
        if (limit <= 1)
        {
            return false;
        }

        if (ipv6)
        {
            packet[7]--;
        }
        else
        {
            ReplaceIpv4Word(packet, 8, (ushort)(((limit - 1) << 8) | packet[9]));
        }

        return true;
    }

    /// <summary>Writes the congestion bits of the packet.</summary>
    public static void WriteEcn(Span<byte> packet, byte ecn)
    {
        if (packet[0] >> 4 == 6)
        {
            packet[1] = (byte)((packet[1] & ~(EcnBits << 4)) | (ecn << 4));
        }
        else
        {
            var word = BinaryPrimitives.ReadUInt16BigEndian(packet);
            ReplaceIpv4Word(packet, 0, (ushort)((word & ~EcnBits) | ecn));
        }
    }

    private static bool TryReadIpv6(
        ReadOnlySpan<byte> packet, int at, out InnerPacket inner, out PacketRefusal refusal)
    {
        if (!Ipv6Header.TryParse(packet, out var ipv6, out var fault))
        {
            inner = default;
            refusal = PacketRefusal.Of(fault, at);
            return false;
        }

        inner = new(
            true, ipv6.Octets.Length + ipv6.PayloadLength, ipv6.Octets.Length,
            (byte)((ipv6.Dscp << 2) | ipv6.Ecn), true, ipv6.FlowLabel, ipv6.HopLimit,
            ipv6.NextHeader);
        refusal = inner.Length > packet.Length
            ? new(PacketFault.Malformed, at + 4, "Payload Length")
            : default;
        return refusal.Fault == PacketFault.None;
    }

    private static void ReplaceIpv4Word(Span<byte> packet, int at, ushort word)
    {
        var before = BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
        var sum = BinaryPrimitives.ReadUInt16BigEndian(packet[10..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[at..], word);
        BinaryPrimitives.WriteUInt16BigEndian(
            packet[10..], InternetChecksum.Replace(sum, before, word));
    }
}
