using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Gre;
using Holdfast.Protocol.Nhrp;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Nhrp;

public sealed class NhrpPackets
{
    // 192.0.2.1 asks for 10.0.0.2 as 10.0.0.1: one client element, then extensions.
    private const string Resolution = "0001" + "0800" + "0000000000" + "ff" + "0068" + "0000"
        + "0034" + "01" + "01" + "04" + "00"
        + "04" + "04" + "c802" + "00000005" + "c0000201" + "0a000001" + "0a000002"
        + "00200000" + "05ea" + "1c20" + "00000000"
        + Extensions;

    private const string Extensions = "80030000"
        + "80040014" + "00000000" + "05ea" + "1c20" + "04000400" + "c0000201" + "0a000001"
        + "8007000a" + "00000001" + "736563726574"
        + "c01f0002" + "abcd"
        + "80000000";

    private const string Redirect = "0001" + "0800" + "0000000000" + "ff" + "0038" + "0000"
        + "0034" + "01" + "08" + "04" + "00"
        + "04" + "04" + "0000" + "0000" + "0000" + "c0000201" + "0a000001" + "0a000002"
        + "450000541234000040018c2c" + "80000000";

    private const string Error = "0001" + "0800" + "0000000000" + "ff" + "0030" + "0000"
        + "0000" + "01" + "07" + "04" + "00"
        + "04" + "04" + "0000" + "0006" + "0010" + "c0000201" + "0a000001" + "0a000002"
        + "0001080000000000";

    [Fact]
    [Requirement("RFC2332-5.2.0.1-a")]
    public void A_request_has_addresses_elements_and_extensions()
    {
        var octets = Convert.FromHexString(Resolution);
        Assert.True(NhrpMessage.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(message.TryAs(out NhrpPacket packet, out _));
        Assert.Equal(NhrpPacketType.ResolutionRequest, packet.PacketType);
        Assert.Equal(AddressFamily.Ipv4, packet.AddressFamily);
        Assert.Equal(EtherType.Ipv4, packet.ProtocolType);
        Assert.Equal(5u, packet.RequestId);
        Assert.True(packet.Flags.IsRouter);
        Assert.True(packet.Flags.KnowsNat);
        Assert.Equal("c0000201", Convert.ToHexStringLower(packet.SourceNbmaAddress));
        Assert.Equal(0, packet.SourceNbmaSubaddress.Length);
        Assert.Equal("0a000001", Convert.ToHexStringLower(packet.SourceProtocolAddress));
        Assert.Equal("0a000002", Convert.ToHexStringLower(packet.DestinationProtocolAddress));
        Assert.Equal(1, packet.Clients.Count);
        foreach (var client in packet.Clients)
        {
            Assert.Equal((32, 1514, 7200),
                (client.PrefixLength, client.MaximumTransmissionUnit, client.HoldingTime));
        }

        Assert.Equal(5, packet.Extensions.Count);
        RoundTrip.Holds(NhrpMessage.Entry, octets);
    }

    [Fact]
    [Requirement("RFC2332-5.3-a")]
    [Requirement("RFC2332-5.3-d")]
    public void Extensions_are_typed_and_unknown_ones_kept()
    {
        var octets = Convert.FromHexString(Resolution);
        Assert.True(NhrpPacket.TryParse(octets, out var packet, out _));
        var extensions = packet.Extensions.GetEnumerator();
        Assert.True(extensions.MoveNext());
        Assert.True(extensions.Current.TryBody(out NhrpClientList responder, out _));
        Assert.Equal(0, responder.Clients.Count);
        Assert.True(extensions.MoveNext());
        Assert.True(extensions.Current.TryBody(out NhrpClientList forward, out _));
        Assert.Equal(1, forward.Clients.Count);
        Assert.True(extensions.MoveNext());
        var clearText = new NhrpAuthenticationContext(SourceLength: 0);
        Assert.True(extensions.Current.TryBody(in clearText, out NhrpAuthentication auth, out _));
        Assert.Equal(1, auth.Spi);
        Assert.Equal("secret"u8, auth.AuthenticationData);
        Assert.True(extensions.MoveNext());
        Assert.Equal((true, 31), (extensions.Current.Compulsory, extensions.Current.Type.Value));
        Assert.True(extensions.MoveNext());
        Assert.Equal(NhrpExtensionType.End, extensions.Current.Type);

        Assert.True(NhrpPacketValue.TryParse(octets, out var value, out _));
        Assert.Equal(
            new NhrpExtensionBody.Unknown(new NhrpExtensionType(31), new Octets([0xAB, 0xCD])),
            value.Extensions!.Value[3].Body);
        Assert.IsType<NhrpExtensionBody.Authentication>(value.Extensions.Value[2].Body);
    }

    [Fact]
    [Requirement("RFC2332-5.1-a")]
    [Requirement("RFC2332-5.1-b")]
    [Requirement("RFC2332-5.1-c")]
    public void A_writer_computes_sum_size_and_offset()
    {
        Assert.True(NhrpPacketValue.TryParse(
            Convert.FromHexString(Resolution), out var value, out var error), error.ToString());
        Assert.Equal((null, null, null), (value.Checksum, value.PacketSize, value.ExtensionOffset));
        var written = value.ToArray();
        Assert.True(NhrpPacket.TryParse(written, out var packet, out error), error.ToString());
        Assert.True(packet.ChecksumIsValid);
        Assert.Equal((104, 52), (packet.PacketSize, packet.ExtensionOffset));

        Assert.True(NhrpPacket.TryParse(
            (value with { Extensions = null }).ToArray(), out var bare, out error), $"{error}");
        Assert.Equal((52, 0, 0), (bare.PacketSize, bare.ExtensionOffset, bare.Extensions.Count));
        Assert.Equal(1, bare.Clients.Count);
    }

    [Fact]
    public void A_redirect_shows_the_packet_that_gave_rise_to_it()
    {
        var octets = Convert.FromHexString(Redirect);
        Assert.True(NhrpMessage.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(message.TryAs(out NhrpTrafficIndication redirect, out _));
        Assert.Equal(0, redirect.TrafficCode);
        Assert.Equal(12, redirect.Packet.Length);
        Assert.Equal(1, redirect.Extensions.Count);
        RoundTrip.Holds(NhrpMessage.Entry, octets);
    }

    [Fact]
    public void An_error_without_extensions_holds_the_packet_to_the_end()
    {
        var octets = Convert.FromHexString(Error);
        Assert.True(NhrpMessage.TryParse(octets, out var message, out var error), $"{error}");
        Assert.True(message.TryAs(out NhrpErrorIndication indication, out _));
        Assert.Equal(NhrpErrorCode.ProtocolAddressUnreachable, indication.ErrorCode);
        Assert.Equal(16, indication.ErrorOffset);
        Assert.Equal("0001080000000000", Convert.ToHexStringLower(indication.Packet));
        Assert.Equal(0, indication.Extensions.Count);
        RoundTrip.Holds(NhrpMessage.Entry, octets);
    }

    [Theory]
    [Requirement("RFC2332-5.1-b")]
    [Requirement("RFC2332-5.1-c")]
    [Requirement("RFC2332-5.1-d")]
    [Requirement("RFC2332-5.3-d")]
    [InlineData(16, 0, DecodeFault.FixedValueMismatch, "Version", 16)]
    [InlineData(17, 9, DecodeFault.ValueOutOfRange, "Packet Type", 17)]
    [InlineData(11, 27, DecodeFault.LengthOutOfRange, "Packet Size", 10)]
    [InlineData(11, 105, DecodeFault.Truncated, "Packet Size", 10)]
    [InlineData(15, 39, DecodeFault.LengthOutOfRange, "Extension Offset", 14)]
    [InlineData(15, 105, DecodeFault.LengthOutOfRange, "Extension Offset", 14)]
    [InlineData(55, 64, DecodeFault.LengthOutOfRange, "Length", 54)]
    public void A_wrong_number_is_found_where_it_stands(
        int at, byte number, DecodeFault fault, string field, int offset)
    {
        var octets = Convert.FromHexString(Resolution);
        octets[at] = number;
        Assert.False(NhrpMessage.TryParse(octets, out _, out var error));
        Assert.Equal((fault, field, offset), (error.Fault, error.Field, error.Offset));
    }

    [Fact]
    [Requirement("RFC2332-5.3-a")]
    public void An_unknown_extension_that_is_not_compulsory_is_kept_for_the_reply()
    {
        var octets = Convert.FromHexString(
            Resolution.Replace("c01f", "001f", StringComparison.Ordinal));
        Assert.True(NhrpPacketValue.TryParse(octets, out var value, out var error), $"{error}");
        var extension = value.Extensions!.Value[3];
        Assert.False(extension.Compulsory);
        Assert.IsType<NhrpExtensionBody.Unknown>(extension.Body);
        Assert.Equal(octets.AsSpan(52), value.ToArray().AsSpan(52));
    }

    [Theory]
    [Requirement("RFC2332-5-a")]
    [Requirement("RFC2332-5.1-e")]
    [Requirement("RFC2332-5.3-e")]
    [InlineData(18, 0x84)]
    [InlineData(19, 0x80)]
    [InlineData(42, 0xFF)]
    [InlineData(43, 0xFF)]
    [InlineData(48, 0x80)]
    [InlineData(52, 0xC0)]
    public void Unused_bits_are_ignored_and_written_as_zero(int at, byte octet)
    {
        var octets = Convert.FromHexString(Resolution);
        Assert.True(NhrpPacketValue.TryParse(octets, out var value, out var error), $"{error}");
        octets[at] = octet;
        Assert.True(NhrpPacketValue.TryParse(octets, out var other, out error), $"{error}");
        Assert.Equal(value.ToArray(), other.ToArray());
    }

    [Fact]
    public void The_fixed_part_stands_alone()
    {
        var octets = Convert.FromHexString(Resolution);
        octets[11] = 255;
        Assert.True(NhrpHeader.TryParse(octets, out var header, out var error), error.ToString());
        Assert.Equal(20, header.Octets.Length);
        Assert.Equal(255, header.PacketSize);
        RoundTrip.IsCanonical(NhrpHeader.Entry, octets);
    }

    [SharedTheory]
    [Requirement("RFC2332-5.1-a")]
    [InlineData("nhrp/tcpdump__nhrp-trace.pcap", 4)]
    [InlineData("nhrp/packetlife__mGRE_ICMP.cap", 4)]
    public void Packets_of_routers_round_trip_and_their_sums_are_right(string capture, int count)
    {
        var seen = 0;
        foreach (var octets in LabPackets.Ipv4Payloads(
            SharedCaptures.Frames(capture).Select(LabPackets.FrameOf).OfType<byte[]>(),
            IpProtocol.Gre))
        {
            Assert.True(GreHeader.TryParse(octets, out var gre, out var error), error.ToString());
            if (gre.ProtocolType != EtherType.Nhrp)
            {
                continue;
            }

            RoundTrip.IsCanonical(NhrpMessage.Entry, gre.Payload);
            seen++;
        }

        Assert.Equal(count, seen);
    }
}
