using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Ah;

public sealed class AhHeaders
{
    // From scapy-ah-transport-v6-sha256-esn: 16 octets of ICV, 4 of padding, then UDP.
    private const string Ipv6Sha256 = "1106000077221dd4fffffffe7132bdcf33d1c173cd17a13023420805"
        + "00000000" + "0fa000090009f62c00";

    [Theory]
    [Requirement("RFC4302-2.2-a")]
    [Requirement("RFC4302-2.6-a")]
    [InlineData("x-ah-tunnel-v4-xcbc.pcap", 4, 24)]
    [InlineData("x-ah-transport-v4-sha1.pcap", 4, 24)]
    [InlineData("x-ah-tunnel-v4-sha256.pcap", 6, 32)]
    public void Headers_of_the_lab_count_words_minus_two(string capture, byte length, int octets)
    {
        var seen = 0;
        foreach (var payload in LabPackets.Ipv4Payloads(
            LabPackets.InEthernet(capture), IpProtocol.Ah))
        {
            Assert.True(AhHeader.TryParse(payload, out var header, out var error), $"{error}");
            Assert.Equal(length, header.PayloadLength);
            Assert.Equal(octets, header.Octets.Length);
            Assert.Equal(octets - 12, header.Icv.Length);
            RoundTrip.IsCanonical(AhHeader.Entry, payload);
            seen++;
        }

        Assert.True(seen >= 19);
    }

    [Fact]
    public void A_standing_header_keeps_its_next_header()
    {
        var octets = Convert.FromHexString(Ipv6Sha256);
        Assert.True(AhHeaderValue.TryParse(octets, out var value, out var error), $"{error}");
        Assert.Equal(IpProtocol.Udp, value.NextHeader);
        Assert.Equal(new Spi(0x77221dd4), value.Spi);
        Assert.Equal(new SequenceNumber(0xfffffffe), value.SequenceNumber);
        Assert.Null(value.PayloadLength);
    }

    [Fact]
    public void The_sa_divides_icv_from_padding()
    {
        var context = new AhContext(IcvLength: 16, Esn: true);
        var octets = Convert.FromHexString(Ipv6Sha256);
        Assert.True(AhHeader.TryParse(octets, out var header, out _));
        Assert.True(AhIcv.TryParse(header.Icv, in context, out var icv, out var error), $"{error}");
        Assert.Equal("7132bdcf33d1c173cd17a13023420805", Convert.ToHexStringLower(icv.Value));
        Assert.Equal(4, icv.Padding.Length);
        RoundTrip.IsCanonical(AhIcv.Entry, header.Icv, new WireFacts(Context: context));
    }

    [Fact]
    [Requirement("RFC4302-2.2-b")]
    [Requirement("RFC4302-2.6-a")]
    public void In_ipv6_the_padding_reaches_a_multiple_of_eight()
    {
        var octets = Convert.FromHexString(Ipv6Sha256);
        var facts = new WireFacts(Context: new AhContext(IcvLength: 16));
        RoundTrip.IsCanonical(AhIpv6Header.Entry, octets, facts);

        // 12 octets of ICV need no padding: 24 are a multiple already.
        var context = new AhContext(IcvLength: 12);
        octets[1] = 4;
        Assert.True(
            AhIpv6Header.TryParse(octets, in context, out var header, out var error), $"{error}");
        Assert.Equal(0, header.Padding.Length);

        octets[1] = 5;
        Assert.False(AhIpv6Header.TryParse(octets, in context, out _, out error));
        Assert.Equal(DecodeFault.TrailingOctets, error.Fault);
    }

    [Theory]
    [InlineData(0, DecodeFault.LengthOutOfRange)]
    [InlineData(40, DecodeFault.Truncated)]
    public void A_wrong_length_is_found_where_it_stands(byte length, DecodeFault fault)
    {
        var octets = Convert.FromHexString(Ipv6Sha256);
        octets[1] = length;
        Assert.False(AhHeader.TryParse(octets, out _, out var error));
        Assert.Equal((fault, "Payload Len", 1), (error.Fault, error.Field, error.Offset));
    }

    [Fact]
    [Requirement("RFC4302-2.4-a")]
    public void An_spi_of_zero_is_refused()
    {
        var octets = Convert.FromHexString(Ipv6Sha256);
        octets.AsSpan(4, 4).Clear();
        Assert.False(AhHeader.TryParse(octets, out _, out var error));
        Assert.Equal((DecodeFault.ValueOutOfRange, 4), (error.Fault, error.Offset));
    }

    [Fact]
    [Requirement("RFC4302-2.5-a")]
    public void A_header_without_sequence_number_is_refused()
    {
        // The octets end behind the SPI.
        Assert.False(AhHeader.TryParse(
            Convert.FromHexString("1100000077221dd4"), out _, out var error));
        Assert.Equal(4, error.Missing);
    }

    [Fact]
    [Requirement("RFC4302-2.3-a")]
    public void The_reserved_octets_are_ignored_and_written_as_zero()
    {
        var octets = Convert.FromHexString(Ipv6Sha256);
        octets[2] = 0xAB;
        RoundTrip.Holds(AhHeader.Entry, octets);
        Assert.True(AhHeaderValue.TryParse(octets, out var value, out _));
        Assert.Equal(0, value.ToArray()[2]);
    }
}
