using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Tests.Interop.Ipsec;

/// <summary>
/// BEET mode with a peer that has not heard of it: where no IPv4 options are carried, its packets
/// are those of transport mode between the outer addresses (draft-nikander-esp-beet-mode §5), and
/// these Scapy knows.
/// </summary>
public sealed class BeetTests
{
    private static readonly EncryptionSpec Gcm =
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;

    private static readonly byte[] Key = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    private static readonly int[] Lengths = [0, 1, 2, 63, 1_400];

    [ScapyTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scapy_opens_our_packets_as_transport_mode_between_the_outer_addresses(bool ipv6)
    {
        using var esp = new EspOutbound(
            Sa(ipv6), Cipher(), new(Gcm, NoncePartition.Alone, octets => octets.Clear()),
            new(extended: false));
        var sent = Lengths.Select(length =>
        {
            var packet = Packet(ipv6, Inner(ipv6), length);
            var output = new byte[esp.OutputLengthMax(packet.Length)];
            Assert.True(esp.TryEncapsulate(packet, output, out var written, out var refusal),
                $"{refusal}");
            return output[..written];
        }).ToList();

        var answers = Scapy.Ask(sent.Select((packet, i) => Request("open", packet, i + 1)));

        Assert.Equal(
            Lengths.Select(length => Shown(Packet(ipv6, Outer(ipv6), length))),
            answers.Select(Shown));
    }

    [ScapyTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void We_open_transport_mode_of_scapy_and_the_inner_addresses_are_back(bool ipv6)
    {
        var answers = Scapy.Ask(Lengths.Select((length, i) =>
            Request("protect", Packet(ipv6, Outer(ipv6), length), i + 1)));
        using var esp = new EspInbound(
            Sa(ipv6), Cipher(), new ReplayWindow(64, extended: false));

        var opened = answers.Select(packet =>
        {
            var output = new byte[esp.OutputLengthMax(packet.Length)];
            Assert.True(esp.TryDecapsulate(packet, output, out var result, out var refusal),
                $"{refusal}");
            return output[..result.Written];
        }).ToList();

        Assert.Equal(
            Lengths.Select(length => Shown(Packet(ipv6, Inner(ipv6), length))),
            opened.Select(Shown));
    }

    private static TunnelEndpoints Inner(bool ipv6) => ipv6
        ? new(IPAddress.Parse("fd01::1"), IPAddress.Parse("fd02::1"))
        : new(IPAddress.Parse("10.1.0.1"), IPAddress.Parse("10.2.0.1"));

    private static TunnelEndpoints Outer(bool ipv6) => ipv6
        ? new(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"))
        : new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1"));

    private static IpsecSa Sa(bool ipv6) => new(new Spi(0xC0DE1234), IpsecMode.Beet)
    {
        Outer = Outer(ipv6),
        Inner = Inner(ipv6),
    };

    private static PacketCipher Cipher() =>
        CryptoProviders.Managed().CreateCipher(Gcm, IntegritySpec.None, Key, []);

    private static JsonObject Request(string what, byte[] packet, int number) => new()
    {
        ["do"] = what,
        ["protocol"] = "esp",
        ["spi"] = 0xC0DE1234,
        ["sequence"] = number,
        ["high"] = 0,
        ["esn"] = false,
        ["encryption"] = "AES-GCM",
        ["encryption_key"] = Convert.ToHexStringLower(Key),
        ["packet"] = Convert.ToHexStringLower(packet),
    };

    /// <summary>A packet of a protocol that nobody reads, its hop limit 61.</summary>
    private static byte[] Packet(bool ipv6, TunnelEndpoints ends, int length)
    {
        byte[] addresses =
            [.. ends.Source.GetAddressBytes(), .. ends.Destination.GetAddressBytes()];
        var packet = new byte[(ipv6 ? 40 : 20) + length];
        new Random(length).NextBytes(packet.AsSpan(packet.Length - length));
        if (ipv6)
        {
            packet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)length);
            (packet[6], packet[7]) = (253, 61);
            addresses.CopyTo(packet, 8);
        }
        else
        {
            (packet[0], packet[8], packet[9]) = (0x45, 61, 253);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            addresses.CopyTo(packet, 12);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), SumOf(packet));
        }

        return packet;
    }

    /// <summary>The octets, but of IPv4 no identification and a sum that is right.</summary>
    private static string Shown(byte[] packet)
    {
        if (packet[0] >> 4 == 4)
        {
            Assert.Equal(0, SumOf(packet));
            packet = [.. packet];
            packet.AsSpan(4, 2).Clear();
            packet.AsSpan(10, 2).Clear();
        }

        return Convert.ToHexStringLower(packet);
    }

    private static ushort SumOf(ReadOnlySpan<byte> packet)
    {
        var sum = 0;
        for (var i = 0; i < 20; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(packet[i..]);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }
}
