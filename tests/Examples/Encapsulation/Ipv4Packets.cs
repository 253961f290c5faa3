using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Examples.Encapsulation;

public sealed class Ipv4Packets
{
    // Record Route with one empty slot, No Operation; 4 octets of payload and 2 beyond the packet.
    private const string Options = "4700002012344000401123140a0900010a090002" + "0707040000000001"
        + "deadbeef" + "ffff";

    [Theory]
    [InlineData("x-esp-tunnel-v4-gcm128-esn.pcap")]
    [InlineData("x-ah-tunnel-v4-sha256.pcap")]
    [InlineData("x-esp-tunnel-v4-gcm128-ipfrag.pcap")]
    public void Every_packet_of_the_lab_round_trips_and_its_sum_is_right(string capture)
    {
        foreach (var packet in LabPackets.InEthernet(capture))
        {
            RoundTrip.IsCanonical(Ipv4Packet.Entry, packet);
            RoundTrip.IsCanonical(Ipv4Header.Entry, packet);
            Assert.True(Ipv4Packet.TryParse(packet, out var whole, out _));
            Assert.True(Ipv4Header.TryParse(packet, out var header, out _));
            Assert.True(whole.HeaderChecksumIsValid);
            Assert.True(header.HeaderChecksumIsValid);
            Assert.Equal(whole.Octets.Length, header.TotalLength);
        }
    }

    [Fact]
    public void Fragments_tell_their_place()
    {
        var places = new List<(int Offset, bool More)>();
        foreach (var packet in LabPackets.InEthernet("x-esp-tunnel-v4-gcm128-ipfrag.pcap"))
        {
            Assert.True(Ipv4Header.TryParse(packet, out var header, out _));
            if (header.MoreFragments || header.FragmentOffset != 0)
            {
                places.Add((header.FragmentOffset * 8, header.MoreFragments));
            }
        }

        Assert.Contains((0, true), places);
        Assert.Contains(places, place => place is { Offset: > 0, More: false });
    }

    [Fact]
    public void Options_are_single_octets_or_measure_themselves()
    {
        var octets = Convert.FromHexString(Options);
        Assert.True(Ipv4Packet.TryParse(octets, out var packet, out var error), error.ToString());

        Assert.Equal(32, packet.Octets.Length);
        Assert.Equal("deadbeef", Convert.ToHexStringLower(packet.Payload));
        Assert.Equal(2, packet.Options.Count);
        var options = packet.Options.GetEnumerator();
        Assert.True(options.MoveNext());
        Assert.True(options.Current.TryAs(out Ipv4TypedOption route, out _));
        Assert.Equal(Ipv4OptionType.RecordRoute, route.Type);
        Assert.Equal("0400000000", Convert.ToHexStringLower(route.Data));
        Assert.True(options.MoveNext());
        Assert.True(options.Current.TryAs(out Ipv4NoOperation _, out _));
        RoundTrip.Holds(Ipv4Packet.Entry, octets);

        Assert.True(Ipv4Header.TryParse(octets, out var header, out _));
        RoundTrip.IsCanonical(Ipv4OptionList.Entry, header.Options);
    }

    [Fact]
    public void A_wrong_header_sum_is_told_and_not_refused()
    {
        var octets = Convert.FromHexString(Options);
        Assert.True(Ipv4Packet.TryParse(octets, out var packet, out _));
        Assert.False(packet.HeaderChecksumIsValid);

        Assert.True(Ipv4PacketValue.TryParse(octets, out var value, out _));
        var written = value.ToArray();
        Assert.True(Ipv4Packet.TryParse(written, out var repaired, out _));
        Assert.True(repaired.HeaderChecksumIsValid);
    }

    [Theory]
    [InlineData("65", DecodeFault.FixedValueMismatch, "Version", 0)]
    [InlineData("44", DecodeFault.LengthOutOfRange, "IHL", 0)]
    [InlineData("4f", DecodeFault.LengthOutOfRange, "IHL", 0)]
    [InlineData("47000012", DecodeFault.LengthOutOfRange, "Total Length", 2)]
    [InlineData("47000017", DecodeFault.LengthOutOfRange, "IHL", 0)]
    [InlineData("47000024", DecodeFault.Truncated, "Total Length", 2)]
    [InlineData("4700002012344000401123140a0900010a0900020709", DecodeFault.LengthOutOfRange,
        "Length", 21)]
    public void A_wrong_length_is_found_where_it_stands(
        string start, DecodeFault fault, string field, int offset)
    {
        var octets = Convert.FromHexString(start + Options[start.Length..]);
        Assert.False(Ipv4Packet.TryParse(octets, out _, out var error));
        Assert.Equal((fault, field, offset), (error.Fault, error.Field, error.Offset));
    }
}
