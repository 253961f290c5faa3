using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Tests.Examples.Encapsulation;

public sealed class EthernetFrames
{
    // A made-up frame: 802.1ad around 802.1Q around the first octets of an ARP request.
    private static readonly byte[] Tagged = Convert.FromHexString(
        "ffffffffffff" + "02000000000a" + "88a8" + "6064" + "8100" + "0fff" + "0806" + "0001");

    [Fact]
    public void Tags_are_a_chain_and_the_last_names_the_payload()
    {
        Assert.True(EthernetFrame.TryParse(Tagged, out var frame, out var error), error.ToString());

        Assert.Equal("ff:ff:ff:ff:ff:ff", frame.Destination.ToString());
        Assert.Equal("02:00:00:00:00:0a", frame.Source.ToString());
        Assert.Equal(EtherType.ServiceVlan, frame.EtherType);
        Assert.Equal(2, frame.Tags.Count);
        Assert.Equal((uint)EtherType.Arp.Value, frame.Tags.Ending);
        Assert.Equal([0, 1], frame.Payload.ToArray());

        var tags = frame.Tags.GetEnumerator();
        Assert.True(tags.MoveNext());
        Assert.Equal("Service", tags.Current.Case);
        Assert.True(tags.Current.TryAs(out VlanTag outer, out _));
        Assert.Equal(3, outer.Priority);
        Assert.False(outer.DropEligible);
        Assert.Equal(100, outer.Id);
        Assert.True(tags.MoveNext());
        Assert.Equal("Customer", tags.Current.Case);
        Assert.True(tags.Current.TryAs(out VlanTag inner, out _));
        Assert.Equal(4095, inner.Id);
        Assert.False(tags.MoveNext());
        RoundTrip.IsCanonical(EthernetFrame.Entry, Tagged);
    }

    [Fact]
    public void A_tag_that_is_cut_is_truncated_at_its_missing_octets()
    {
        Assert.False(EthernetFrame.TryParse(Tagged.AsSpan(0, 16), out _, out var error));
        Assert.Equal(DecodeFault.Truncated, error.Fault);
        Assert.Equal(2, error.Missing);
    }

    [Theory]
    [InlineData("x-esp-tunnel-v4-gcm128-esn.pcap")]
    [InlineData("x-esp-tunnel-6in4-gcm128.pcap")]
    [InlineData("v2-rsa4096-nofrag-ipfragments.pcap")]
    public void Every_frame_of_the_lab_round_trips(string capture)
    {
        foreach (var frame in LabCapture.Frames(capture))
        {
            RoundTrip.IsCanonical(EthernetFrame.Entry, frame);
            Assert.True(EthernetHeader.TryParse(frame, out var header, out _));
            Assert.Equal(14, header.Octets.Length);
        }
    }

    [Fact]
    public void The_linux_cooked_headers_are_16_and_20_octets()
    {
        // LINKTYPE_LINUX_SLL and SLL2: an IPv4 packet from this host, over Ethernet.
        var one = Convert.FromHexString(
            "0004" + "0001" + "0006" + "02000000000a0000" + "0800" + "45");
        Assert.True(LinuxCookedHeader.TryParse(one, out var v1, out var error), error.ToString());
        Assert.Equal(16, v1.Octets.Length);
        Assert.Equal(LinuxPacketType.FromUs, v1.PacketType);
        Assert.Equal(6, v1.AddressLength);
        Assert.Equal("02000000000a0000", Convert.ToHexStringLower(v1.Address));
        Assert.Equal(EtherType.Ipv4, v1.Protocol);
        RoundTrip.IsCanonical(LinuxCookedHeader.Entry, one);

        var two = Convert.FromHexString(
            "86dd" + "0000" + "00000003" + "0001" + "04" + "06" + "02000000000a0000" + "60");
        Assert.True(LinuxCookedV2Header.TryParse(two, out var v2, out error), error.ToString());
        Assert.Equal(20, v2.Octets.Length);
        Assert.Equal(3u, v2.InterfaceIndex);
        Assert.Equal(4, v2.PacketType);
        Assert.Equal(EtherType.Ipv6, v2.Protocol);
        RoundTrip.IsCanonical(LinuxCookedV2Header.Entry, two);
    }

    [Theory]
    [InlineData("02000000", ByteOrder.Little, 2u)]
    [InlineData("0000001e", ByteOrder.Big, 30u)]
    [InlineData("1c000000", ByteOrder.Little, 28u)]
    public void The_loopback_family_tells_the_byte_order(string hex, ByteOrder order, uint family)
    {
        var octets = Convert.FromHexString(hex);
        Assert.True(BsdLoopbackHeader.TryParse(octets, out var header, out var error), $"{error}");
        Assert.Equal(family, header.Family.Value);
        Assert.True(BsdLoopbackHeaderValue.TryParse(octets, out var value, out _));
        Assert.Equal(order, value.Order);
        RoundTrip.IsCanonical(BsdLoopbackHeader.Entry, octets);
    }

    [Fact]
    public void A_loopback_family_of_no_system_is_refused()
    {
        Assert.False(BsdLoopbackHeader.TryParse([0, 0, 0, 9], out _, out var error));
        Assert.Equal((DecodeFault.FixedValueMismatch, 0), (error.Fault, error.Offset));
    }
}
