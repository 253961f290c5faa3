using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Gre;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Gre;

public sealed class GrePackets
{
    [Fact]
    [Requirement("RFC2784-2.2-a")]
    [Requirement("RFC2784-2.5-a")]
    [Requirement("RFC2890-2-a")]
    [Requirement("RFC2890-2.1-a")]
    [Requirement("RFC2890-2.2-a")]
    public void Packets_of_the_lab_have_every_option()
    {
        var seen = new List<(bool Sum, uint? Key, uint? Sequence)>();
        foreach (var octets in LabPackets.Ipv4Payloads(
            LabCapture.Frames("misc/scapy-gre.pcap"), IpProtocol.Gre))
        {
            Assert.True(GreMessage.TryParse(octets, out var message, out var error), $"{error}");
            Assert.True(message.TryAs(out GreHeader header, out _));
            Assert.Equal(EtherType.Ipv4, header.ProtocolType);
            Assert.True(Ipv4Packet.TryParse(header.Payload, out _, out error), error.ToString());
            Assert.True(!header.ChecksumPresent || header.ChecksumIsValid);
            seen.Add((header.Checksum is not null, header.Key, header.SequenceNumber));
            RoundTrip.IsCanonical(GreMessage.Entry, octets);
        }

        Assert.Equal(
            [
                (false, null, null), (false, 0x1234u, null), (false, null, 7u),
                (false, 0xdeadbeefu, 8u), (true, null, null), (true, 1u, 0xffffffffu),
            ],
            seen);
    }

    [Fact]
    [Requirement("RFC2784-2.2-a")]
    [Requirement("RFC2784-2.5-a")]
    public void A_wrong_sum_is_told_and_a_writer_repairs_it()
    {
        var octets = Convert.FromHexString("8000" + "0800" + "ffff" + "0000" + "abcdef");
        Assert.True(GreHeader.TryParse(octets, out var header, out var error), error.ToString());
        Assert.False(header.ChecksumIsValid);
        RoundTrip.Holds(GreHeader.Entry, octets);
        Assert.True(GreHeaderValue.TryParse(octets, out var value, out _));
        Assert.True(GreHeader.TryParse(value.ToArray(), out var repaired, out _));
        Assert.True(repaired.ChecksumIsValid);
    }

    [Fact]
    public void The_enhanced_header_measures_its_payload()
    {
        // Sequence 1, acknowledgment 2, call 7, three octets of PPP and one beyond.
        var octets = Convert.FromHexString(
            "3081" + "880b" + "0003" + "0007" + "00000001" + "00000002" + "c02101" + "ff");
        Assert.True(GreMessage.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(message.TryAs(out GreEnhanced header, out _));
        Assert.Equal((3, 7), (header.PayloadLength, header.CallId));
        Assert.Equal((1u, 2u), (header.SequenceNumber, header.AcknowledgmentNumber));
        Assert.Equal("c02101", Convert.ToHexStringLower(header.Payload));
        Assert.Equal(19, header.Octets.Length);
        RoundTrip.IsCanonical(GreMessage.Entry, octets);
    }

    [Fact]
    public void A_mere_acknowledgment_has_no_payload()
    {
        var octets = Convert.FromHexString("2081" + "880b" + "0000" + "0007" + "00000005");
        Assert.True(GreEnhanced.TryParse(octets, out var header, out var error), error.ToString());
        Assert.Null(header.SequenceNumber);
        Assert.Equal(5u, header.AcknowledgmentNumber);
        RoundTrip.IsCanonical(GreMessage.Entry, octets);
    }

    [Theory]
    [Requirement("RFC2784-2.3-a")]
    [Requirement("RFC2784-2.3.1-a")]
    [InlineData("40000800", DecodeFault.ReservedBitSet, "R", 0)]
    [InlineData("04000800", DecodeFault.ReservedBitSet, "R0", 0)]
    [InlineData("00020800", DecodeFault.UnknownTag, "GreMessage", 0)]
    [InlineData("8000080000", DecodeFault.Truncated, "Checksum", 4)]
    [InlineData("20000800000000", DecodeFault.Truncated, "Key", 4)]
    [InlineData("0001880b00000000", DecodeFault.FixedValueMismatch, "K", 0)]
    [InlineData("2001880b00010000", DecodeFault.Truncated, "Payload Length", 4)]
    public void A_wrong_header_is_refused_where_it_is_wrong(
        string hex, DecodeFault fault, string field, int offset)
    {
        Assert.False(GreMessage.TryParse(Convert.FromHexString(hex), out _, out var error));
        Assert.Equal((fault, offset), (error.Fault, error.Offset));
        Assert.Contains(field, error.Field, StringComparison.Ordinal);
    }

    [Fact]
    [Requirement("RFC2784-2.3-b")]
    public void Reserved_bits_6_to_12_are_ignored_and_written_as_zero()
    {
        var octets = Convert.FromHexString("03f80800");
        RoundTrip.Holds(GreMessage.Entry, octets);
        Assert.True(GreHeaderValue.TryParse(octets, out var value, out _));
        Assert.Equal("00000800", Convert.ToHexStringLower(value.ToArray()));
    }

    [Fact]
    [Requirement("RFC2784-2.6-a")]
    public void The_octets_beside_the_sum_are_written_as_zero()
    {
        var octets = Convert.FromHexString("8000" + "0800" + "0000" + "beef");
        Assert.True(GreHeaderValue.TryParse(octets, out var value, out _));
        Assert.Equal("0000", Convert.ToHexStringLower(value.ToArray().AsSpan(6)));
    }
}
