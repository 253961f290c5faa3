using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ipsec;

/// <summary>
/// The header that tunnel and BEET mode put in front: written once by the codec, and for each
/// packet only its fields that change. With UDP ports a UDP header follows (RFC 3948 §2.1).
/// </summary>
internal sealed class OuterHeader
{
    private const int IpLengthMax = 65_535;

    private readonly byte[] _template;
    private readonly int _ipLength;
    private readonly ulong _sum;
    private readonly ulong _pseudoSum;
    private readonly ulong _ipv4Middle;
    private readonly TunnelPolicy _policy;
    private readonly bool _udp;
    private readonly byte _copiedBits;
    private readonly byte _fixedBits;
    private ushort _identification;

    /// <summary>A header between two addresses.</summary>
    /// <param name="endpoints">The addresses.</param>
    /// <param name="protocol">ESP or AH.</param>
    /// <param name="udp">The ports of UDP; null: without.</param>
    /// <param name="policy">How fields are chosen.</param>
    /// <param name="spi">Where identifications start, so that SAs differ.</param>
    public OuterHeader(
        TunnelEndpoints endpoints, IpProtocol protocol, UdpPorts? udp, TunnelPolicy policy,
        Spi spi)
    {
        IsIpv6 = endpoints.IsIpv6;
        _policy = policy;
        _udp = udp is not null;
        _fixedBits = (byte)((policy.Dscp ?? 0) << 2);
        _copiedBits = (byte)((policy.Dscp is null ? 0xFC : 0) | (policy.CarriesEcn ? 0b11 : 0));
        _identification = (ushort)spi.Value;
        var next = _udp ? IpProtocol.Udp : protocol;
        byte[] ip = IsIpv6 ? Ipv6(endpoints, next) : Ipv4(endpoints, next);
        _ipLength = ip.Length;
        _template = [.. ip, .. udp is { } ports ? Udp(ports) : []];
        _sum = InternetChecksum.Sum(ip);
        _ipv4Middle = BinaryPrimitives.ReadUInt64BigEndian(ip.AsSpan(8));
        _pseudoSum = InternetChecksum.Sum(endpoints) + IpProtocol.Udp.Value;
    }

    /// <summary>Whether it is of IPv6.</summary>
    public bool IsIpv6 { get; }

    /// <summary>Octets of it, UDP included.</summary>
    public int Length => _template.Length;

    /// <summary>The longest packet that its length field can tell.</summary>
    public int PacketLengthMax => IsIpv6 ? _ipLength + IpLengthMax : IpLengthMax;

    /// <summary>Writes the header at the start of a packet whose rest is there.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="inner">What it carries.</param>
    /// <param name="keepsHopLimit">Whether the hop limit is the inner one (BEET mode).</param>
    public void Write(Span<byte> packet, in InnerPacket inner, bool keepsHopLimit)
    {
        var trafficClass = TrafficClass(inner);
        var hopLimit = keepsHopLimit ? inner.HopLimit : _policy.HopLimit;
        if (IsIpv6)
        {
            WriteIpv6(packet, inner, trafficClass, hopLimit);
        }
        else
        {
            WriteIpv4(packet, inner, trafficClass, hopLimit);
        }

        if (_udp)
        {
            WriteUdp(packet[_ipLength..]);
        }
    }

    // RFC 4301 §5.1.2.1 for the code point, RFC 6040 §4.1 for congestion.
    private byte TrafficClass(in InnerPacket inner) =>
        (byte)((inner.TrafficClass & _copiedBits) | _fixedBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteIpv4(
        Span<byte> packet, in InnerPacket inner, byte trafficClass, byte hopLimit)
    {
        var dontFragment = _policy.DontFragment switch
        {
            DontFragmentRule.Copy => inner.DontFragment,
            DontFragmentRule.Set => true,
            DontFragmentRule.Clear => false,
        };

        // RFC 6864 §4.1: fragments are told apart by the identification; counting is enough.
        var identification = _identification++;
        var flags = dontFragment ? 0x4000u : 0;
        var sum = InternetChecksum.Of(
            _sum + trafficClass + (uint)packet.Length + identification + flags
                + ((uint)hopLimit << 8));

        // The figure of RFC 791 §3.1 in three strokes: version to offset, TTL to source, and what
        // the template has behind.
        BinaryPrimitives.WriteUInt64BigEndian(
            packet, (0x45UL << 56) | ((ulong)trafficClass << 48) | ((ulong)packet.Length << 32)
                | ((uint)identification << 16) | flags);
        BinaryPrimitives.WriteUInt64BigEndian(
            packet[8..], _ipv4Middle | ((ulong)hopLimit << 56) | ((ulong)sum << 32));
        _template.AsSpan(16).CopyTo(packet[16..]);
    }

    private void WriteIpv6(
        Span<byte> packet, in InnerPacket inner, byte trafficClass, byte hopLimit)
    {
        _template.CopyTo(packet);
        var label = _policy.CopiesFlowLabel ? inner.FlowLabel : 0;
        BinaryPrimitives.WriteUInt32BigEndian(
            packet, (6u << 28) | ((uint)trafficClass << 20) | label);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - _ipLength));
        packet[7] = hopLimit;
    }

    private void WriteUdp(Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);

        // RFC 3948 §2.1: the sum is 0 in IPv4. RFC 8200 §8.1: in IPv6 a receiver may drop that.
        if (IsIpv6)
        {
            var sum = InternetChecksum.Of(
                _pseudoSum + (uint)datagram.Length + InternetChecksum.Sum(datagram));
            BinaryPrimitives.WriteUInt16BigEndian(
                datagram[6..], sum == 0 ? ushort.MaxValue : sum);
        }
    }

    private static byte[] Ipv4(TunnelEndpoints endpoints, IpProtocol next) => Written(
        new Ipv4HeaderValue
        {
            HeaderChecksum = 0,
            Protocol = next,
            SourceAddress = Address(endpoints.Source),
            DestinationAddress = Address(endpoints.Destination),
        });

    private static byte[] Ipv6(TunnelEndpoints endpoints, IpProtocol next) => Written(
        new Ipv6HeaderValue
        {
            NextHeader = next,
            SourceAddress = new Octets(endpoints.Source.GetAddressBytes()),
            DestinationAddress = new Octets(endpoints.Destination.GetAddressBytes()),
        });

    private static byte[] Udp(UdpPorts ports) => Written(
        new UdpHeaderValue { SourcePort = ports.Source, DestinationPort = ports.Destination });

    private static Ipv4Address Address(System.Net.IPAddress address) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()));

    private static byte[] Written(IWireValue value)
    {
        var octets = new byte[value.SizeOf()];
        return value.TryWrite(octets, out _, out var error)
            ? octets
            : throw new InvalidOperationException($"{error}");
    }
}
