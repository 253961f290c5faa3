using System.Net;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Examples.Encapsulation;
using static Holdfast.Tests.Examples.Ipsec.MadePackets;

namespace Holdfast.Tests.Examples.Esp;

/// <summary>BEET mode: the inner addresses are fixed and stay at home.</summary>
public sealed class BeetMode
{
    private static readonly TunnelEndpoints Inner4 =
        new(IPAddress.Parse("10.1.0.1"), IPAddress.Parse("10.2.0.1"));

    private static readonly TunnelEndpoints Inner6 =
        new(IPAddress.Parse("fd01::1"), IPAddress.Parse("fd02::1"));

    [Fact]
    public void A_packet_is_20_octets_shorter_than_in_a_tunnel()
    {
        var packet = Ipv4("13881389000c0000" + "01020304", trafficClass: 0xB9, hopLimit: 33);
        var sent = Protect(Out(Sa(Outer4, Inner4)), packet);
        var tunnel = Protect(
            Out(new IpsecSa(new Spi(0x1000), IpsecMode.Tunnel) { Outer = Outer4 }), packet);
        Assert.Equal(20, tunnel.Length - sent.Length);
        Assert.Equal((0xB9, 33), (sent[1], sent[8]));
        Assert.Equal(packet, Open(In(Sa(Outer4, Inner4)), sent));
    }

    [Theory]
    [InlineData("01010100", 0)]
    [InlineData("9404000001010100", 4)]
    [InlineData("940400000101010001010101", 0)]
    public void Options_go_in_a_header_of_their_own(string options, byte padding)
    {
        var packet = Ipv4("13881389000c0000" + "01020304", options: options);
        var sa = Sa(Outer4, Inner4);
        var sent = Protect(Out(sa), packet);
        Assert.Equal(packet, Open(In(sa), sent));

        using var opener = new EspOpener(Cipher(), extended: false);
        var text = new byte[sent.Length];
        Assert.True(opener.TryOpen(sent.AsSpan(20), 1, text, out var length, out _));
        Assert.Equal(94, text[length - 1]);
        Assert.True(
            BeetPseudoHeader.TryParse(text, out var pseudo, out var error), $"{error}");
        RoundTrip.Holds(BeetPseudoHeader.Entry, pseudo.Octets);
        Assert.Equal(IpProtocol.Udp, pseudo.NextHeader);
        Assert.Equal(options, Convert.ToHexStringLower(pseudo.Options));
        Assert.Equal(0, pseudo.Octets.Length % 8);
        Assert.Equal(padding, pseudo.PadLength);
    }

    [Fact]
    public void Families_mix()
    {
        var packet = Ipv6("13881389000c0000" + "01020304", trafficClass: 0xB8, hopLimit: 9);
        Assert.Equal(
            packet, Open(In(Sa(Outer4, Inner6)), Protect(Out(Sa(Outer4, Inner6)), packet)));
        var ipv4 = Ipv4("0011", hopLimit: 9, flags: 0x4000);
        Assert.Equal(ipv4, Open(In(Sa(Outer6, Inner4)), Protect(Out(Sa(Outer6, Inner4)), ipv4)));
    }

    [Fact]
    public void Other_addresses_and_fragments_do_not_fit()
    {
        using var esp = Out(Sa(Outer4, Inner4));
        var other = Ipv4("0011");
        other[19] = 2;
        Assert.False(esp.TryEncapsulate(other, new byte[200], out _, out var refusal));
        Assert.Equal(PacketFault.OtherSa, refusal.Fault);
        Assert.False(esp.TryEncapsulate(Ipv6("0011"), new byte[200], out _, out refusal));
        Assert.Equal(PacketFault.OtherSa, refusal.Fault);
        Assert.False(
            esp.TryEncapsulate(Ipv4("0011", flags: 0x2000), new byte[200], out _, out refusal));
        Assert.Equal(PacketFault.Fragment, refusal.Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("94040000")]
    public void A_packet_of_the_borrowed_protocol_is_not_taken_for_options(string options)
    {
        var packet = Ipv4("1100040094040000" + "0102030405060708", protocol: 94, options: options);
        var sa = Sa(Outer4, Inner4);
        Assert.Equal(packet, Open(In(sa), Protect(Out(sa), packet)));
    }

    [Theory]
    [InlineData("1100010094040094")]
    [InlineData("1100030001010194")]
    [InlineData("1101020001019404000001010101019401")]
    public void Options_that_are_no_whole_words_are_refused(string pseudo)
    {
        // In transport mode between the same addresses the payload is what BEET mode would send.
        using var peer = Out(new IpsecSa(new Spi(0x1000), IpsecMode.Transport));
        var sent = Protect(peer, Ipv4(pseudo + "01020304", protocol: 94));
        var refusal = Refused(In(Sa(Outer4, Inner4)), sent);
        Assert.Equal((PacketFault.Malformed, "Pad Len"), (refusal.Fault, refusal.Field));
    }

    private static IpsecSa Sa(TunnelEndpoints outer, TunnelEndpoints inner) =>
        new(new Spi(0x1000), IpsecMode.Beet) { Outer = outer, Inner = inner };
}
