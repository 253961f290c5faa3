using Holdfast.Codec;
using Holdfast.Protocol.Bfd;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Bfd;

public sealed class BfdPackets
{
    // Up, detection after 3 times 50 ms, 0x0a090001 to 0x0a090002.
    private const string Up =
        "20c003180a0900010a0900020000c3500000ea6000000000";

    // The same with the bit A: 24 octets, and the section.
    private const string Authenticated =
        "20c403{0}0a0900010a0900020000c3500000ea6000000000{1}";

    [Fact]
    [Requirement("RFC5880-4.1-a")]
    [Requirement("RFC5880-4.1-b")]
    public void All_states_diagnostics_and_flags_of_scapy_are_read()
    {
        var seen = new List<(string State, string Diagnostic, string Flags)>();
        foreach (var payload in Payloads().Take(19))
        {
            RoundTrip.IsCanonical(BfdControl.Entry, payload);
            var control = Read(payload);
            Assert.Equal((1, 24, 0x0a090001u), (
                control.Version, control.Length, control.MyDiscriminator));
            Assert.Equal((60_000u, 0u), (
                control.RequiredMinRxInterval, control.RequiredMinEchoRxInterval));
            Assert.True(control.Trailing.IsEmpty);
            seen.Add((
                control.State.ToString(), control.Diagnostic.ToString(),
                (control.Poll ? "P" : "") + (control.Final ? "F" : "")
                    + (control.ControlPlaneIndependent ? "C" : "") + (control.Demand ? "D" : "")));
        }

        Assert.Equal(
            ["AdminDown", "Down", "Init", "Up"], seen.Take(4).Select(one => one.State));
        Assert.Equal(
            [
                "Control Detection Time Expired", "Echo Function Failed",
                "Neighbor Signaled Session Down", "Forwarding Plane Reset", "Path Down",
                "Concatenated Path Down", "Administratively Down",
                "Reverse Concatenated Path Down", "Mis-connectivity Defect",
            ],
            seen.Skip(4).Take(9).Select(one => one.Diagnostic));
        Assert.Equal(
            ["P", "F", "C", "D", "CD", "PD"], seen.Skip(13).Select(one => one.Flags));
    }

    [Fact]
    [Requirement("RFC5880-4.2-a")]
    [Requirement("RFC5880-4.3-a")]
    [Requirement("RFC5880-4.4-a")]
    public void Every_authentication_section_of_scapy_is_read()
    {
        var seen = new List<string>();
        foreach (var payload in Payloads().Where(payload => (payload[1] & 4) != 0))
        {
            RoundTrip.IsCanonical(BfdControl.Entry, payload);
            var section = Read(payload).Authentication;
            var body = section.TryBody(out BfdSimplePassword simple, out _)
                ? $"{simple.KeyId} {Convert.ToHexStringLower(simple.Password)}"
                : section.TryBody(out BfdKeyedMd5 md5, out _)
                    ? $"{md5.KeyId} {md5.SequenceNumber:x} {md5.Digest.Length}"
                : section.TryBody(out BfdKeyedSha1 sha1, out _)
                    ? $"{sha1.KeyId} {sha1.SequenceNumber:x} {sha1.Hash.Length}"
                : "unknown";
            seen.Add($"{section.Type} [{section.Length}] {body}");
        }

        Assert.Equal(
            [
                "Simple Password [8] 7 6361726f6c", "Keyed MD5 [24] 9 1020302 16",
                "Meticulous Keyed MD5 [24] 9 1020303 16", "Keyed SHA1 [28] 9 1020304 20",
                "Meticulous Keyed SHA1 [28] 9 1020305 20",
            ],
            seen);
    }

    [Fact]
    public void An_unknown_authentication_and_what_length_covers_besides_are_kept()
    {
        var unknown = Octets("1d", "6305010203");
        var section = Read(unknown).Authentication;
        Assert.Equal((99, 5), (section.Type.Value, section.Length));
        Assert.Equal("010203", Convert.ToHexStringLower(section.Body));
        RoundTrip.IsCanonical(BfdControl.Entry, unknown);

        var longer = Octets("20", "6305010203" + "beef00");
        Assert.Equal("beef00", Convert.ToHexStringLower(Read(longer).Trailing));
        RoundTrip.IsCanonical(BfdControl.Entry, longer);
    }

    [Theory]
    [InlineData(0, 0x40, DecodeFault.FixedValueMismatch, "Vers")]
    [InlineData(1, 0xc1, DecodeFault.ReservedBitSet, "M")]
    [InlineData(2, 0, DecodeFault.ValueOutOfRange, "Detect Mult")]
    [InlineData(3, 23, DecodeFault.LengthOutOfRange, "Length")]
    [InlineData(3, 25, DecodeFault.Truncated, "Length")]
    [InlineData(7, 0, DecodeFault.ValueOutOfRange, "My Discriminator")]
    [Requirement("RFC5880-6.8.6-a")]
    [Requirement("RFC5880-6.8.6-b")]
    [Requirement("RFC5880-6.8.6-c")]
    [Requirement("RFC5880-6.8.6-d")]
    public void What_must_be_discarded_is_refused_at_its_field(
        int at, byte octet, DecodeFault fault, string field)
    {
        var octets = Convert.FromHexString(Up);
        Assert.True(BfdControl.TryParse(octets, out _, out _));
        if (at == 7)
        {
            octets.AsSpan(4, 4).Clear();
        }

        octets[at] = octet;
        Assert.False(BfdControl.TryParse(octets, out _, out var error));
        Assert.Equal((fault, field), (error.Fault, error.Field));
    }

    [Theory]
    [InlineData("1a", "6302", true)]
    [InlineData("19", "63", false)]
    [InlineData("1b", "630301", true)]
    [InlineData("1b", "630401", false)]
    [InlineData("1b", "630101", false)]
    [Requirement("RFC5880-6.8.6-b")]
    public void A_section_has_two_octets_at_least_and_fits(
        string length, string section, bool isRead) =>
        Assert.Equal(isRead, BfdControl.TryParse(Octets(length, section), out _, out _));

    [Theory]
    [InlineData("1b", "010301", false)]
    [InlineData("1c", "01040141", true)]
    [InlineData("2b", "011301000102030405060708090a0b0c0d0e0f", true)]
    [InlineData("2c", "011401000102030405060708090a0b0c0d0e0f10", false)]
    [Requirement("RFC5880-4.2-a")]
    public void A_password_has_1_to_16_octets(string length, string section, bool isRead)
    {
        var octets = Octets(length, section);
        Assert.True(BfdControl.TryParse(octets, out var control, out var error), $"{error}");
        Assert.Equal(isRead, control.Authentication.TryBody(out BfdSimplePassword _, out _));
        Assert.Equal(isRead, BfdControlValue.TryParse(octets, out _, out _));
    }

    private static byte[] Octets(string length, string section) =>
        Convert.FromHexString(string.Format(null, Authenticated, length, section));

    private static BfdControl Read(ReadOnlySpan<byte> octets)
    {
        Assert.True(BfdControl.TryParse(octets, out var control, out var error), $"{error}");
        return control;
    }

    private static List<byte[]> Payloads() =>
        LabPackets.Ipv4Payloads(
                LabPackets.InEthernet("misc/scapy-bfd.pcap"), IpProtocol.Udp)
            .Select(datagram =>
            {
                Assert.True(
                    UdpDatagram.TryParse(datagram, out var view, out var error), $"{error}");
                Assert.Equal(3784, view.DestinationPort);
                return view.Payload.ToArray();
            })
            .ToList();
}
