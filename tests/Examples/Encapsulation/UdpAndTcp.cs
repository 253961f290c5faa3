using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;

namespace Holdfast.Tests.Examples.Encapsulation;

public sealed class UdpAndTcp
{
    [Fact]
    public void Datagrams_on_port_4500_are_ike_esp_or_a_keepalive()
    {
        var kinds = new Dictionary<string, int>();
        foreach (var octets in LabPackets.Ipv4Payloads(
            LabPackets.InEthernet("x-esp-udp4500-transport-cbc128-sha256.pcap"), IpProtocol.Udp))
        {
            Assert.True(UdpDatagram.TryParse(octets, out var datagram, out var error), $"{error}");
            RoundTrip.IsCanonical(UdpDatagram.Entry, octets);
            if (datagram.DestinationPort != 4500)
            {
                continue;
            }

            Assert.True(UdpEncapsulation.TryParse(datagram.Payload, out var kind, out error));
            RoundTrip.IsCanonical(UdpEncapsulation.Entry, datagram.Payload);
            kinds[kind.Case] = kinds.GetValueOrDefault(kind.Case) + 1;
        }

        Assert.Equal(["EspPacket"], kinds.Keys);
        Assert.Equal(19, kinds["EspPacket"]);
    }

    [Fact]
    [Requirement("RFC3948-2.1-a")]
    [Requirement("RFC3948-2.2-a")]
    public void An_spi_of_zero_marks_ike()
    {
        var octets = Convert.FromHexString("00000000" + "0123456789abcdef");
        Assert.True(UdpEncapsulation.TryParse(octets, out var kind, out var error), $"{error}");
        Assert.True(kind.TryAs(out MarkedIke ike, out _));
        Assert.Equal("0123456789abcdef", Convert.ToHexStringLower(ike.Message));
        Assert.False(kind.TryAs(out EspPacket _, out error));
        Assert.Equal(DecodeFault.UnknownTag, error.Fault);
        RoundTrip.IsCanonical(UdpEncapsulation.Entry, octets);
    }

    [Theory]
    [Requirement("RFC3948-2.1-b")]
    [InlineData("0000")]
    [InlineData("1234")]
    public void Encapsulated_esp_is_read_whatever_the_udp_checksum(string sum)
    {
        var octets = Convert.FromHexString("11941194" + "0010" + sum + "1000040100000001");
        Assert.True(UdpDatagram.TryParse(octets, out var datagram, out var error), $"{error}");
        Assert.True(UdpEncapsulation.TryParse(datagram.Payload, out var kind, out error));
        Assert.Equal("EspPacket", kind.Case);
    }

    [Fact]
    [Requirement("RFC3948-2.3-a")]
    public void A_keepalive_is_the_one_octet_ff()
    {
        Assert.True(UdpEncapsulation.TryParse([0xFF], out var kind, out var error), $"{error}");
        Assert.Equal("NatKeepalive", kind.Case);
        RoundTrip.IsCanonical(UdpEncapsulation.Entry, [0xFF]);

        Assert.False(UdpEncapsulation.TryParse([0xFE], out _, out error));
        Assert.Equal((DecodeFault.FixedValueMismatch, 0), (error.Fault, error.Offset));
        Assert.False(UdpEncapsulation.TryParse([], out _, out error));
        Assert.Equal(DecodeFault.Truncated, error.Fault);
    }

    [Theory]
    [InlineData("01f401f40007abcd", DecodeFault.LengthOutOfRange, 0)]
    [InlineData("01f401f40009abcd", DecodeFault.Truncated, 1)]
    public void A_udp_length_is_held_against_the_octets(string hex, DecodeFault fault, int missing)
    {
        var octets = Convert.FromHexString(hex);
        Assert.False(UdpDatagram.TryParse(octets, out _, out var error));
        Assert.Equal((fault, 4, "Length", missing),
            (error.Fault, error.Offset, error.Field, error.Missing));
        Assert.True(UdpHeader.TryParse(octets, out _, out _));
    }

    [Fact]
    public void Tcp_segments_of_the_lab_round_trip()
    {
        var segments = LabPackets.Ipv4Payloads(
            LabPackets.InEthernet("x-esp-tunnel-v4-gcm128-esn.pcap"), IpProtocol.Tcp).ToList();
        Assert.NotEmpty(segments);
        Assert.All(segments, octets => RoundTrip.IsCanonical(TcpHeader.Entry, octets));

        Assert.True(TcpHeader.TryParse(segments[0], out var header, out var error), $"{error}");
        Assert.True(header.Flags.Syn);
        Assert.False(header.Flags.Fin);
        Assert.Equal((header.DataOffset * 4) - 20, header.Options.Length);
    }

    [Fact]
    public void A_data_offset_below_the_fixed_part_is_refused()
    {
        var octets = Convert.FromHexString("1194119400000001000000004002ffff00000000");
        Assert.False(TcpHeader.TryParse(octets, out _, out var error));
        Assert.Equal((DecodeFault.LengthOutOfRange, 12), (error.Fault, error.Offset));
    }

    [Fact]
    [Requirement("RFC9329-4-a")]
    public void A_stream_begins_with_six_letters_and_a_frame_counts_its_own_length()
    {
        var prefix = "IKETCP"u8;
        Assert.True(TcpEncapsulationPrefix.TryParse(prefix, out _, out var error), $"{error}");
        RoundTrip.IsCanonical(TcpEncapsulationPrefix.Entry, prefix);
        Assert.False(TcpEncapsulationPrefix.TryParse("IKEUDP"u8, out _, out error));
        Assert.Equal(DecodeFault.FixedValueMismatch, error.Fault);

        var frame = Convert.FromHexString("000a" + "00000000" + "cafebabe" + "0002");
        Assert.True(TcpEncapsulationFrame.TryParse(frame, out var view, out error), $"{error}");
        Assert.Equal(10, view.Octets.Length);
        Assert.True(UdpEncapsulation.TryParse(view.Content, out var kind, out _));
        Assert.Equal("MarkedIke", kind.Case);
        RoundTrip.IsCanonical(TcpEncapsulationFrame.Entry, frame);
    }

    [Theory]
    [Requirement("RFC9329-3-b")]
    [InlineData("0001", DecodeFault.LengthOutOfRange, 0)]
    [InlineData("000600000000", DecodeFault.None, 0)]
    [InlineData("0008cafe", DecodeFault.Truncated, 4)]
    public void A_frame_says_how_many_octets_are_missing(string hex, DecodeFault fault, int missing)
    {
        TcpEncapsulationFrame.TryParse(Convert.FromHexString(hex), out _, out var error);
        Assert.Equal((fault, missing), (error.Fault, error.Missing));
    }
}
