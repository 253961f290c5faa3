using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Esp;

public sealed class EspPackets
{
    private const string Capture = "x-esp-tunnel-v4-gcm128-esn.pcap";

    // The keys of that capture: 16 octets of key and 4 of salt for each SPI.
    private static readonly Dictionary<uint, byte[]> Keys = new()
    {
        [0x10000401] = Convert.FromHexString("81a9c623c456fb312562b2faf34895af5f74d539"),
        [0x20000402] = Convert.FromHexString("4d3d1819ef40dccf5a44a6954ee136975c50b5c9"),
    };

    private static readonly EspContext Gcm = new(IvLength: 8, IcvLength: 16, Esn: true);

    [Fact]
    [Requirement("RFC4303-2.2.1-a")]
    [Requirement("RFC4303-2.5-a")]
    [Requirement("RFC4303-2.8-a")]
    public void Real_packets_divide_decrypt_and_open_into_the_inner_packet()
    {
        var opened = 0;
        foreach (var octets in Packets(Capture))
        {
            Assert.True(EspPacket.TryParse(octets, out var packet, out var error), $"{error}");
            RoundTrip.IsCanonical(EspPacket.Entry, octets);
            Assert.True(EspBody.TryParse(packet.Body, in Gcm, out var body, out error), $"{error}");
            RoundTrip.IsCanonical(EspBody.Entry, packet.Body, new WireFacts(Context: Gcm));

            var plaintext = Decrypt(packet.Spi, packet.SequenceNumber, body);
            Assert.True(EspBody.TryOpenCiphertext(plaintext, out var inner, out error), $"{error}");
            RoundTrip.IsCanonical(EspPlaintext.Entry, plaintext);
            Assert.Equal(IpProtocol.Ipv4, inner.NextHeader);
            Assert.Equal(inner.PadLength, inner.Padding.Length);

            Assert.True(
                TunnelPayload.TryParse(inner.Payload, out var tunnel, out error), $"{error}");
            Assert.True(tunnel.TryAs(out TunnelIpv4Payload payload, out _));
            Assert.Equal(0, payload.TfcPadding.Length);
            Assert.True(payload.Packet.HeaderChecksumIsValid);
            opened++;
        }

        Assert.Equal(22, opened);
    }

    [Fact]
    public void The_first_packet_of_an_sa_has_its_numbers()
    {
        Assert.True(EspPacket.TryParse(Packets(Capture).First(), out var packet, out _));
        Assert.Equal("10000401", packet.Spi.ToString());
        Assert.Equal(new SequenceNumber(1), packet.SequenceNumber);
    }

    [Fact]
    public void Null_encryption_shows_the_trailer_from_the_end()
    {
        var context = new EspContext(IvLength: 0, IcvLength: 16);
        var protocols = new HashSet<IpProtocol>();
        foreach (var octets in Packets("x-esp-transport-v4-null-sha256.pcap"))
        {
            Assert.True(EspPacket.TryParse(octets, out var packet, out _));
            Assert.True(EspBody.TryParse(packet.Body, in context, out var body, out _));
            Assert.Equal(0, body.Iv.Length);
            Assert.True(
                EspPlaintext.TryParse(body.Ciphertext, out var inner, out var error), $"{error}");
            RoundTrip.IsCanonical(EspPlaintext.Entry, body.Ciphertext);
            protocols.Add(inner.NextHeader);
        }

        Assert.Superset(new HashSet<IpProtocol> { IpProtocol.Icmp, IpProtocol.Tcp }, protocols);
    }

    [Fact]
    [Requirement("RFC4303-2.7-a")]
    public void Tfc_padding_is_what_the_inner_length_leaves()
    {
        // An inner UDP datagram of 12 octets with 4 octets of TFC padding, padding 1 2, UDP.
        var plaintext = Convert.FromHexString(
            "13881389000cffff0a0b0c0d" + "99999999" + "0102" + "0211");
        Assert.True(EspPlaintext.TryParse(plaintext, out var inner, out var error), $"{error}");
        Assert.Equal(IpProtocol.Udp, inner.NextHeader);
        Assert.Equal(16, inner.Payload.Length);
        Assert.True(
            TransportUdpPayload.TryParse(inner.Payload, out var udp, out error), $"{error}");
        Assert.Equal("0a0b0c0d", Convert.ToHexStringLower(udp.Datagram.Payload));
        Assert.Equal("99999999", Convert.ToHexStringLower(udp.TfcPadding));
        RoundTrip.IsCanonical(TransportUdpPayload.Entry, inner.Payload);
    }

    [Fact]
    [Requirement("RFC4303-2.4-a")]
    [Requirement("RFC4303-2.4-b")]
    [Requirement("RFC4303-2.6-a")]
    public void Padding_of_other_content_is_malleable_and_written_as_a_count()
    {
        var plaintext = Convert.FromHexString("aabbcc" + "000000" + "033b");
        RoundTrip.Holds(EspPlaintext.Entry, plaintext);
        Assert.True(
            EspPlaintextValue.TryParse(plaintext, out var value, out var error), $"{error}");
        Assert.Equal(IpProtocol.NoNextHeader, value.NextHeader);
        Assert.Equal("aabbcc010203033b", Convert.ToHexStringLower(value.ToArray()));
        var blocks = value with { Padding = new Octets([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) };
        Assert.Equal(16, blocks.ToArray().Length);
    }

    [Theory]
    [Requirement("RFC4303-2.1-a")]
    [Requirement("RFC4303-2.2-a")]
    [InlineData("00000000" + "00000001", DecodeFault.ValueOutOfRange, 0)]
    [InlineData("10000401" + "000000", DecodeFault.Truncated, 4)]
    public void A_packet_without_spi_or_number_is_refused(string hex, DecodeFault fault, int offset)
    {
        Assert.False(EspPacket.TryParse(Convert.FromHexString(hex), out _, out var error));
        Assert.Equal((fault, offset), (error.Fault, error.Offset));
    }

    [Fact]
    [Requirement("RFC4303-2.8-a")]
    public void A_body_shorter_than_iv_and_icv_is_refused()
    {
        Assert.False(EspBody.TryParse(new byte[23], in Gcm, out _, out var error));
        Assert.Equal((DecodeFault.Truncated, 1), (error.Fault, error.Missing));
    }

    [Theory]
    [Requirement("RFC4303-2.5-a")]
    [InlineData("0304")]
    [InlineData("010204" + "11")]
    public void A_pad_length_beyond_the_plaintext_is_refused_at_itself(string hex)
    {
        var octets = Convert.FromHexString(hex);
        Assert.False(EspPlaintext.TryParse(octets, out _, out var error));
        Assert.Equal((DecodeFault.LengthOutOfRange, "Pad Length", octets.Length - 2),
            (error.Fault, error.Field, error.Offset));
    }

    private static IEnumerable<byte[]> Packets(string capture) =>
        LabPackets.Ipv4Payloads(LabPackets.InEthernet(capture), IpProtocol.Esp);

    // RFC 4106 §4 and §5: salt and IV are the nonce; SPI and the 64-bit number are authenticated.
    private static byte[] Decrypt(Spi spi, SequenceNumber number, EspBody body)
    {
        var secret = Keys[spi.Value];
        var nonce = new byte[12];
        secret.AsSpan(16).CopyTo(nonce);
        body.Iv.CopyTo(nonce.AsSpan(4));
        var associated = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(associated, spi.Value);
        BinaryPrimitives.WriteUInt32BigEndian(associated.AsSpan(8), number.Value);
        var plaintext = new byte[body.Ciphertext.Length];
        using var cipher = new AesGcm(secret.AsSpan(0, 16), 16);
        cipher.Decrypt(nonce, body.Ciphertext, body.Icv, plaintext, associated);
        return plaintext;
    }
}
