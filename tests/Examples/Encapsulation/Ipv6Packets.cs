using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Examples.Encapsulation;

public sealed class Ipv6Packets
{
    private const string Source = "20010db8000000000000000000000001";
    private const string Destination = "20010db8000000000000000000000002";

    // Hop-by-hop (router alert, PadN), routing type 4, a fragment header, then half a datagram.
    private const string Chain = "6000000000200040" + Source + Destination
        + "2b00050200000100" + "2c00040000000000" + "3c000fa100000007" + "0102030405060708";

    [Theory]
    [InlineData("x-esp-tunnel-v6-gcm256.pcap")]
    [InlineData("x-ah-transport-v6-sha256.pcap")]
    public void Every_packet_of_the_lab_round_trips(string capture)
    {
        foreach (var packet in LabPackets.InEthernet(capture))
        {
            RoundTrip.IsCanonical(Ipv6Packet.Entry, packet);
            RoundTrip.IsCanonical(Ipv6Header.Entry, packet);
        }
    }

    [Fact]
    public void The_authentication_header_is_a_link_with_words_of_four_octets()
    {
        var seen = 0;
        foreach (var packet in LabPackets.InEthernet("x-ah-transport-v6-sha256.pcap"))
        {
            Assert.True(Ipv6Packet.TryParse(packet, out var view, out var error), error.ToString());
            if (view.NextHeader != IpProtocol.Ah)
            {
                continue;
            }

            seen++;
            Assert.Equal(1, view.Extensions.Count);
            foreach (var link in view.Extensions)
            {
                Assert.Equal("Authentication", link.Case);
                Assert.True(link.TryAs(out AhHeader header, out error), error.ToString());
                Assert.Equal(32, header.Octets.Length);
                Assert.Equal(view.Extensions.Ending, header.NextHeader.Value);
            }
        }

        Assert.Equal(11, seen);
    }

    [Fact]
    public void The_chain_ends_behind_a_fragment_header_whatever_it_names()
    {
        var octets = Convert.FromHexString(Chain);
        Assert.True(Ipv6Packet.TryParse(octets, out var packet, out var error), error.ToString());

        var cases = new List<string>();
        foreach (var link in packet.Extensions)
        {
            cases.Add(link.Case);
            if (link.TryAs(out Ipv6FragmentHeader fragment, out _))
            {
                Assert.Equal(500, fragment.FragmentOffset);
                Assert.True(fragment.MoreFragments);
                Assert.Equal(7u, fragment.Identification);
            }
        }

        Assert.Equal(["HopByHop", "Routing", "Fragment"], cases);
        Assert.Equal(60u, packet.Extensions.Ending);
        Assert.Equal("0102030405060708", Convert.ToHexStringLower(packet.Payload));
        RoundTrip.IsCanonical(Ipv6Packet.Entry, octets);
    }

    [Fact]
    public void Options_are_pads_of_one_octet_or_have_a_length()
    {
        var header = Convert.FromHexString("3a00" + "00" + "0100" + "050155");
        Assert.True(Ipv6OptionsHeader.TryParse(header, out var view, out var error), $"{error}");
        Assert.Equal(3, view.Options.Count);
        RoundTrip.Holds(Ipv6OptionsHeader.Entry, header);
    }

    [Fact]
    public void A_joined_datagram_is_read_from_the_first_header_on()
    {
        var octets = Convert.FromHexString("1100010400000000" + "c0010007000c0000deadbeef");
        var facts = new WireFacts(Tag: 60);
        Assert.True(
            Ipv6FragmentablePart.TryParse(
                octets, IpProtocol.DestinationOptions, out var part, out var error),
            error.ToString());
        Assert.Equal(IpProtocol.Udp.Value, part.Extensions.Ending);
        Assert.Equal(12, part.Payload.Length);
        RoundTrip.IsCanonical(Ipv6FragmentablePart.Entry, octets, facts);
    }

    [Theory]
    [InlineData(4, 0x0021, DecodeFault.Truncated, "Payload Length", 4)]
    [InlineData(4, 0x0007, DecodeFault.LengthOutOfRange, "Hdr Ext Len", 41)]
    [InlineData(40, 0x2b07, DecodeFault.LengthOutOfRange, "Hdr Ext Len", 41)]
    [InlineData(40, 0x2bff, DecodeFault.LengthOutOfRange, "Hdr Ext Len", 41)]
    public void A_wrong_length_is_found_where_it_stands(
        int at, ushort value, DecodeFault fault, string field, int offset)
    {
        var octets = Convert.FromHexString(Chain);
        octets[at] = (byte)(value >> 8);
        octets[at + 1] = (byte)value;
        Assert.False(Ipv6Packet.TryParse(octets, out _, out var error));
        Assert.Equal((fault, field, offset), (error.Fault, error.Field, error.Offset));
    }
}
