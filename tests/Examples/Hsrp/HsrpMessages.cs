using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Hsrp;

public sealed class HsrpMessages
{
    private const string Hello = "000010030a640100636973636f0000000a0900fe";

    // As an interface that goes active announces itself; the last four octets are leftovers.
    private const string Advertisement = "00030001000e0200000000016f000000";

    private const string Md5 = "041c" + "01000000" + "0a090001" + "00000005"
        + "f712d304335b646d2cd6b1c1c29f06c9";

    // A Hello of version 2: group 10, active, 100, 3 and 10 seconds, 192.0.2.1.
    private const string GroupState = "0128" + "02000604" + "000a" + "02000000000a" + "00000064"
        + "00000bb8" + "00002710" + "c0000201" + "000000000000000000000000";

    private const string Text = "0308" + "636973636f000000";

    [Fact]
    [Requirement("RFC2281-5.1-b")]
    [Requirement("RFC2281-5.1-f")]
    [Requirement("RFC2281-5.1-g")]
    public void All_opcodes_and_states_of_version_1_are_read()
    {
        var seen = new List<(byte Opcode, byte State)>();
        foreach (var payload in Payloads("misc/scapy-hsrp-all-opcodes-states.pcap"))
        {
            RoundTrip.IsCanonical(HsrpMessage.Entry, payload);
            Assert.True(HsrpMessage.TryParse(payload, out var message, out var error), $"{error}");
            Assert.True(message.TryAs(out HsrpV1Message first, out _));
            Assert.True(first.TryAs(out HsrpV1 hello, out _));
            Assert.Equal((3, 10, 1), (hello.HelloTime, hello.HoldTime, hello.Group));
            Assert.Equal("636973636f000000", Convert.ToHexStringLower(hello.AuthenticationData));
            Assert.Equal("10.9.0.254", hello.VirtualIp.ToString());
            Assert.Equal(0, hello.Tlvs.Count);
            seen.Add((hello.Opcode.Value, hello.State.Value));
        }

        byte[] states = [0, 1, 2, 4, 8, 16];
        Assert.Equal(
            from opcode in new byte[] { 0, 1, 2 } from state in states select (opcode, state),
            seen);
    }

    [Fact]
    [Requirement("RFC2281-5.1-a")]
    public void A_hello_has_20_octets_and_version_0()
    {
        var octets = new HsrpV1Value
        {
            AuthenticationData = new Octets("cisco\0\0\0"u8),
        }.ToArray();
        Assert.Equal((20, 0), (octets.Length, octets[0]));
    }

    [Fact]
    public void The_md5_tlv_follows_the_fixed_part()
    {
        var octets = Convert.FromHexString(Hello + Md5);
        Assert.True(HsrpV1.TryParse(octets, out var hello, out var error), error.ToString());
        Assert.Equal(1, hello.Tlvs.Count);
        foreach (var tlv in hello.Tlvs)
        {
            Assert.Equal(HsrpTlvType.Md5Authentication, tlv.Type);
            Assert.True(tlv.TryBody(out HsrpMd5Authentication md5, out error), error.ToString());
            Assert.Equal((1, 5u), (md5.Algorithm, md5.KeyId));
            Assert.Equal("10.9.0.1", md5.IpAddress.ToString());
            Assert.Equal(16, md5.Digest.Length);
        }

        RoundTrip.IsCanonical(HsrpMessage.Entry, octets);
    }

    [Fact]
    public void Tlvs_that_do_not_fit_leave_the_fixed_part_readable()
    {
        // The lab's digests are framed with a length of 0, so what follows is no list of TLVs.
        foreach (var payload in Payloads("misc/scapy-hsrp-md5-tlv.pcap"))
        {
            Assert.False(HsrpMessage.TryParse(payload, out _, out var error));
            Assert.Equal("Length", error.Field);
            Assert.True(HsrpV1Header.TryParse(payload, out var header, out error), $"{error}");
            Assert.Equal("10.9.0.254", header.VirtualIp.ToString());
            RoundTrip.IsCanonical(HsrpV1Header.Entry, payload);
        }
    }

    [Fact]
    public void An_advertisement_counts_the_groups_of_its_interface()
    {
        var octets = Convert.FromHexString(Advertisement);
        Assert.True(HsrpMessage.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(message.TryAs(out HsrpV1Message first, out _));
        Assert.True(first.TryAs(out HsrpAdvertisement view, out _));
        Assert.Equal(HsrpAdvertisementType.InterfaceState, view.Type);
        Assert.Equal(HsrpAdvertisementState.Passive, view.State);
        Assert.Equal((14, 0, 1), (view.Length, view.ActiveGroups, view.PassiveGroups));
        RoundTrip.Holds(HsrpMessage.Entry, octets);
    }

    [Fact]
    public void Version_2_is_a_list_of_tlvs()
    {
        var octets = Convert.FromHexString(
            GroupState + Text + Md5 + "0204" + "00010002" + "6301ff");
        Assert.True(HsrpMessage.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(message.TryAs(out HsrpV2 second, out _));
        Assert.Equal(5, second.Tlvs.Count);
        var tlvs = second.Tlvs.GetEnumerator();

        Assert.True(tlvs.MoveNext());
        Assert.True(tlvs.Current.TryBody(out HsrpGroupState state, out error), error.ToString());
        Assert.Equal((HsrpOpcode.Hello, HsrpV2State.Active), (state.Opcode, state.State));
        Assert.Equal((2, 4, 10), (state.Version, state.IpVersion, state.Group));
        Assert.Equal((100u, 3000u, 10000u), (state.Priority, state.HelloTime, state.HoldTime));
        Assert.Equal("02:00:00:00:00:0a", state.Identifier.ToString());
        Assert.Equal("c0000201", Convert.ToHexStringLower(state.VirtualIp[..4]));

        Assert.True(tlvs.MoveNext());
        Assert.True(tlvs.Current.TryBody(out HsrpTextAuthentication text, out error), $"{error}");
        Assert.Equal("cisco\0\0\0"u8, text.AuthenticationData);
        Assert.True(tlvs.MoveNext());
        Assert.True(tlvs.Current.TryBody(out HsrpMd5Authentication _, out error), $"{error}");
        Assert.True(tlvs.MoveNext());
        Assert.True(tlvs.Current.TryBody(out HsrpInterfaceState groups, out error), $"{error}");
        Assert.Equal((1, 2), (groups.ActiveGroups, groups.PassiveGroups));
        Assert.True(tlvs.MoveNext());
        Assert.Equal(99, tlvs.Current.Type.Value);

        RoundTrip.IsCanonical(HsrpMessage.Entry, octets);
        Assert.True(HsrpV2Value.TryParse(octets, out var value, out _));
        Assert.Equal(
            new HsrpTlvBody.Unknown(new HsrpTlvType(99), new Octets([0xFF])), value.Tlvs[4].Body);
    }

    [Theory]
    [Requirement("RFC2281-5.1-a")]
    [Requirement("RFC2281-5.1-f")]
    [InlineData("000410030a640100636973636f0000000a0900fe", DecodeFault.ValueOutOfRange,
        "Op Code", 1)]
    [InlineData("000010030a640100636973636f0000000a0900", DecodeFault.Truncated,
        "Virtual IP Address", 16)]
    [InlineData("00030001000d0200000000016f000000", DecodeFault.LengthOutOfRange, "Length", 4)]
    [InlineData("01280200", DecodeFault.Truncated, "Length", 1)]
    [InlineData("02040001000201", DecodeFault.Truncated, "Length", 7)]
    public void A_wrong_message_is_refused_where_it_is_wrong(
        string hex, DecodeFault fault, string field, int offset)
    {
        var octets = Convert.FromHexString(hex);
        Assert.False(HsrpMessage.TryParse(octets, out _, out var error));
        Assert.Equal((fault, field, offset), (error.Fault, error.Field, error.Offset));
    }

    [Fact]
    public void A_group_state_of_another_length_is_refused_when_it_is_opened()
    {
        var octets = Convert.FromHexString("0103020006");
        Assert.True(HsrpV2.TryParse(octets, out var message, out _));
        foreach (var tlv in message.Tlvs)
        {
            Assert.False(tlv.TryBody(out HsrpGroupState _, out var error));
            Assert.Equal(DecodeFault.LengthOutOfRange, error.Fault);
        }
    }

    private static List<byte[]> Payloads(string capture) =>
        LabPackets.Ipv4Payloads(LabPackets.InEthernet(capture), IpProtocol.Udp)
            .Select(PayloadOf).ToList();

    private static byte[] PayloadOf(byte[] datagram)
    {
        Assert.True(UdpDatagram.TryParse(datagram, out var view, out var error), error.ToString());
        return view.Payload.ToArray();
    }
}
