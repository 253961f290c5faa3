using System.Buffers.Binary;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// Sums of TCP and UDP that cover addresses which a NAT has changed, RFC 3948 §3.1.2: the sender's
/// addresses are taken out and those that the packet came with are put in.
/// </summary>
/// <param name="original">The addresses that the sender saw.</param>
internal sealed class TransportSums(TunnelEndpoints original)
{
    private const int TcpSumAt = 16;
    private const int UdpSumAt = 6;

    private readonly ulong _before = InternetChecksum.Sum(original);

    /// <summary>Puts the sum right, where the payload has one.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="place">Where its IP headers end.</param>
    /// <param name="next">What stands there.</param>
    public void PutRight(Span<byte> packet, in IpPlace place, IpProtocol next)
    {
        var at = next == IpProtocol.Tcp ? TcpSumAt : next == IpProtocol.Udp ? UdpSumAt : -1;
        if (at < 0 || place.At + at + 2 > packet.Length)
        {
            return;
        }

        var field = packet.Slice(place.At + at, 2);
        var sum = BinaryPrimitives.ReadUInt16BigEndian(field);
        if (next == IpProtocol.Udp && sum == 0)
        {
            // RFC 768: the sender made no sum.
            return;
        }

        var addresses = place.IsIpv6 ? packet.Slice(8, 32) : packet.Slice(12, 8);
        var right = InternetChecksum.Replace(sum, _before, InternetChecksum.Sum(addresses));
        BinaryPrimitives.WriteUInt16BigEndian(
            field, next == IpProtocol.Udp && right == 0 ? ushort.MaxValue : right);
    }
}
