using System.Net;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;
using static Holdfast.Tests.Examples.Ipsec.MadePackets;

namespace Holdfast.Tests.Examples.Esp;

/// <summary>RFC 3948: ESP in UDP, through NATs.</summary>
public sealed class Rfc3948_UdpEncapsulation
{
    private static readonly Spi Any = new(0x1000);

    [Theory]
    [Requirement("RFC3948-2.1-c")]
    [InlineData(IpsecMode.Transport)]
    [InlineData(IpsecMode.Tunnel)]
    public void In_ipv4_the_datagram_has_its_ports_and_no_sum(IpsecMode mode)
    {
        var sa = new IpsecSa(Any, mode) { Outer = Outer4, Udp = new(4500, 61_234) };
        var packet = Ipv4("13881389000c0000" + "01020304");
        var sent = Protect(Out(sa), packet);
        Assert.True(Ipv4Packet.TryParse(sent, out var ip, out var error), $"{error}");
        Assert.Equal(IpProtocol.Udp, ip.Protocol);
        Assert.True(ip.HeaderChecksumIsValid);
        Assert.True(UdpDatagram.TryParse(ip.Payload, out var udp, out error), $"{error}");
        Assert.Equal(
            ((ushort)4500, (ushort)61_234, (ushort)0),
            (udp.SourcePort, udp.DestinationPort, udp.Checksum));
        Assert.Equal(ip.Payload.Length, udp.Length);
        Assert.Equal("00001000", Convert.ToHexStringLower(udp.Payload[..4]));
        Assert.Equal(packet, Open(In(sa), sent));
    }

    [Theory]
    [InlineData(IpsecMode.Transport)]
    [InlineData(IpsecMode.Tunnel)]
    public void In_ipv6_the_datagram_has_a_right_sum(IpsecMode mode)
    {
        var sa = new IpsecSa(Any, mode) { Outer = Outer6, Udp = UdpPorts.Standard };
        var packet = Ipv6("13881389000c0000" + "01020304");
        var sent = Protect(Out(sa), packet);
        Assert.Equal(0xFFFF, Sum([
            .. sent.AsSpan(8, 32), 0, 17, (byte)(sent.Length - 40 >> 8), (byte)(sent.Length - 40),
            .. sent.AsSpan(40)]));
        Assert.Equal(packet, Open(In(sa), sent));
    }

    [Fact]
    [Requirement("RFC3948-2.1-b")]
    public void Any_sum_of_the_datagram_will_do()
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel) { Outer = Outer4, Udp = UdpPorts.Standard };
        var sent = Protect(Out(sa), Ipv4("0011"));
        (sent[26], sent[27]) = (0xAB, 0xCD);
        Assert.Equal(Ipv4("0011"), Open(In(sa), sent));
    }

    [Fact]
    public void What_comes_in_udp_is_opened_though_it_was_not_agreed_on()
    {
        var inUdp = new IpsecSa(Any, IpsecMode.Tunnel) { Outer = Outer4, Udp = UdpPorts.Standard };
        var sent = Protect(Out(inUdp), Ipv4("0011"));
        Assert.Equal(Ipv4("0011"), Open(In(inUdp with { Udp = null }), sent));
    }

    [Theory]
    [Requirement("RFC3948-2.2-a")]
    [Requirement("RFC3948-2.3-a")]
    [InlineData("11941194000c0000" + "00000000")]
    [InlineData("1194119400090000" + "ff")]
    [InlineData("1194119400080000")]
    public void Ike_and_keepalives_hold_no_esp(string datagram)
    {
        var sa = new IpsecSa(Any, IpsecMode.Tunnel) { Outer = Outer4 };
        Assert.Equal(
            new PacketRefusal(PacketFault.NotProtected, 28, "SPI"),
            Refused(In(sa), Ipv4(datagram)));
        Assert.Equal(
            new PacketRefusal(PacketFault.Malformed, 24, "Length"),
            Refused(In(sa), Ipv4("119411940fff0000" + "00001000")));
    }

    [Theory]
    [Requirement("RFC3948-3.1.2-a")]
    [InlineData(6)]
    [InlineData(17)]
    public void In_transport_mode_sums_are_put_right_for_the_addresses_of_the_nat(byte protocol)
    {
        // The sender has 10.1.0.1; a NAT makes it 203.0.113.9.
        var sa = new IpsecSa(Any, IpsecMode.Transport) { Udp = UdpPorts.Standard };
        var original = new TunnelEndpoints(
            IPAddress.Parse("10.1.0.1"), IPAddress.Parse("10.2.0.1"));
        var packet = WithSum(Ipv4(
            protocol == 6
                ? "13880050" + "00000001" + "00000000" + "50022000" + "00000000"
                : "1388138900100000" + "0102030405060708", protocol));
        var sent = Protect(Out(sa), packet);
        new byte[] { 203, 0, 113, 9 }.CopyTo(sent, 12);

        var opened = Open(In(sa, new() { NatOriginal = original }), sent);
        new byte[] { 203, 0, 113, 9 }.CopyTo(packet, 12);
        Assert.Equal(WithSum(packet)[20..], opened[20..]);
        Assert.NotEqual(WithSum(packet)[20..], Open(In(sa), sent)[20..]);
    }

    [Fact]
    public void A_datagram_without_a_sum_gets_none()
    {
        var sa = new IpsecSa(Any, IpsecMode.Transport) { Udp = UdpPorts.Standard };
        var packet = Ipv4("1388138900100000" + "0102030405060708");
        var opened = Open(In(sa, new() { NatOriginal = Outer4 }), Protect(Out(sa), packet));
        Assert.Equal(packet, opened);
    }

    private static byte[] WithSum(byte[] packet)
    {
        var at = 20 + (packet[9] == 6 ? 16 : 6);
        packet[at] = packet[at + 1] = 0;
        var length = packet.Length - 20;
        var sum = ~Sum([
            .. packet.AsSpan(12, 8), 0, packet[9], (byte)(length >> 8), (byte)length,
            .. packet.AsSpan(20)]);
        (packet[at], packet[at + 1]) = ((byte)(sum >> 8), (byte)sum);
        return packet;
    }

    private static int Sum(byte[] octets)
    {
        var sum = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            sum += i % 2 == 0 ? octets[i] << 8 : octets[i];
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }
}
