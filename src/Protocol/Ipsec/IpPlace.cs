using System.Runtime.CompilerServices;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ipsec;

/// <summary>
/// The place in an IP packet where the header of IPsec stands or goes, and the octet in front of it
/// that names what stands there.
/// </summary>
/// <param name="IsIpv6">Whether the packet is of IPv6.</param>
/// <param name="Length">Octets of the packet, as its own length says.</param>
/// <param name="At">The place: octets from the start of the packet.</param>
/// <param name="NextAt">The octet that names what stands there.</param>
/// <param name="Next">What stands there.</param>
internal readonly record struct IpPlace(
    bool IsIpv6, int Length, int At, int NextAt, IpProtocol Next)
{
    private const int Ipv4ProtocolAt = 9;
    private const int Ipv6NextHeaderAt = 6;
    private const int Ipv6HeaderLength = 40;

    private static IpProtocol Nothing => IpProtocol.NoNextHeader;

    /// <summary>
    /// The place of a header that a received packet has; false: the packet does not parse, is a
    /// fragment (RFC 4303 §3.4.1), or has no such header.
    /// </summary>
    /// <param name="packet">An IP packet; octets behind it are left over.</param>
    /// <param name="first">The protocol that is looked for.</param>
    /// <param name="second">Another that will do.</param>
    /// <param name="place">The place.</param>
    /// <param name="refusal">Why not.</param>
    public static bool TryFind(
        ReadOnlySpan<byte> packet, IpProtocol first, IpProtocol second,
        out IpPlace place, out PacketRefusal refusal)
    {
        if (!TryRead(packet, first, second, out place, out refusal))
        {
            return false;
        }

        if (place.Next != first && place.Next != second)
        {
            refusal = new(
                PacketFault.NotProtected, place.NextAt, place.IsIpv6 ? "Next Header" : "Protocol");
            return false;
        }

        return true;
    }

    /// <summary>
    /// The place where transport mode puts its header: behind an IPv4 header with its options; in
    /// IPv6 behind the hop-by-hop and routing headers, before what only the destination reads
    /// (RFC 4303 §3.1.1, RFC 4302 §3.1.1).
    /// </summary>
    public static bool TryInsert(
        ReadOnlySpan<byte> packet, out IpPlace place, out PacketRefusal refusal)
    {
        if (!TryRead(packet, Nothing, Nothing, out place, out refusal) || !place.IsIpv6)
        {
            return refusal.Fault == PacketFault.None;
        }

        // RFC 8200 §4.1: destination options before a routing header are for its first stop, so
        // the last routing header decides.
        Ipv6Packet.TryParse(packet, out var ipv6, out _);
        var type = ipv6.NextHeader;
        var at = Ipv6HeaderLength;
        place = place with { At = at, NextAt = Ipv6NextHeaderAt, Next = type };
        foreach (var link in ipv6.Extensions)
        {
            if (type == IpProtocol.Ah)
            {
                // What another SA protects is opened behind this one, RFC 4301 §4.3.
                break;
            }

            var next = new IpProtocol(link.Octets[0]);
            if (type == IpProtocol.HopByHop || type == IpProtocol.Ipv6Routing)
            {
                place = place with { At = at + link.Octets.Length, NextAt = at, Next = next };
            }

            at += link.Octets.Length;
            type = next;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(
        ReadOnlySpan<byte> packet, IpProtocol first, IpProtocol second,
        out IpPlace place, out PacketRefusal refusal)
    {
        if (packet.Length > 0 && packet[0] >> 4 == 6)
        {
            return TryReadIpv6(packet, first, second, out place, out refusal);
        }

        place = default;
        if (!Ipv4Header.TryParse(packet, out var header, out var error))
        {
            refusal = PacketRefusal.Of(error);
            return false;
        }

        if (header.TotalLength < header.Octets.Length || header.TotalLength > packet.Length)
        {
            refusal = new(PacketFault.Malformed, 2, "Total Length");
            return false;
        }

        if (header.MoreFragments || header.FragmentOffset != 0)
        {
            refusal = new(PacketFault.Fragment, 6, "Fragment Offset");
            return false;
        }

        refusal = default;
        place = new(
            false, header.TotalLength, header.Octets.Length, Ipv4ProtocolAt, header.Protocol);
        return true;
    }

    private static bool TryReadIpv6(
        ReadOnlySpan<byte> packet, IpProtocol first, IpProtocol second,
        out IpPlace place, out PacketRefusal refusal)
    {
        place = default;
        refusal = default;
        if (!Ipv6Packet.TryParse(packet, out var ipv6, out var error))
        {
            refusal = PacketRefusal.Of(error);
            return false;
        }

        var type = ipv6.NextHeader;
        var at = Ipv6HeaderLength;
        var nextAt = Ipv6NextHeaderAt;
        var found = false;
        foreach (var link in ipv6.Extensions)
        {
            if (type == IpProtocol.Ipv6Fragment && IsPiece(link.Octets))
            {
                refusal = new(PacketFault.Fragment, at + 2, "Fragment Offset");
                return false;
            }

            // Past the header that is looked for, only fragments are of interest.
            found |= type == first || type == second;
            if (!found)
            {
                // RFC 8200 §4: each extension header starts with the type of the next.
                nextAt = at;
                at += link.Octets.Length;
                type = new(link.Octets[0]);
            }
        }

        place = new(true, ipv6.Octets.Length, at, nextAt, type);
        return true;
    }

    private static bool IsPiece(ReadOnlySpan<byte> octets) =>
        Ipv6FragmentHeader.TryParse(octets, out var fragment, out _)
        && (fragment.MoreFragments || fragment.FragmentOffset != 0);
}
