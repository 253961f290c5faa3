using System.Buffers.Binary;
using System.Net;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Examples.Cryptography;

namespace Holdfast.Tests.Examples.Ipsec;

/// <summary>Packets and SAs for tables of rules.</summary>
internal static class MadePackets
{
    public static readonly TunnelEndpoints Outer4 =
        new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1"));

    public static readonly TunnelEndpoints Outer6 =
        new(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"));

    public static readonly EncryptionSpec Gcm =
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;

    /// <summary>An IPv4 packet from 10.1.0.1 to 10.2.0.1, its sum right.</summary>
    public static byte[] Ipv4(
        string payload, byte protocol = 17, byte trafficClass = 0, byte hopLimit = 64,
        int flags = 0, string options = "")
    {
        var carried = Convert.FromHexString(payload);
        var extra = Convert.FromHexString(options);
        byte[] packet = [.. new byte[20], .. extra, .. carried];
        packet[0] = (byte)(0x45 + (extra.Length / 4));
        packet[1] = trafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)flags);
        packet[8] = hopLimit;
        packet[9] = protocol;
        new byte[] { 10, 1, 0, 1, 10, 2, 0, 1 }.CopyTo(packet, 12);
        Assert.True(Ipv4HeaderValue.TryParse(packet, out var header, out var error), $"{error}");
        header.ToArray().CopyTo(packet, 0);
        return packet;
    }

    /// <summary>An IPv6 packet from fd01::1 to fd02::1.</summary>
    public static byte[] Ipv6(
        string payload, byte next = 17, byte trafficClass = 0, byte hopLimit = 64, uint label = 0)
    {
        var carried = Convert.FromHexString(payload);
        byte[] packet = [.. new byte[40], .. carried];
        BinaryPrimitives.WriteUInt32BigEndian(
            packet, (6u << 28) | ((uint)trafficClass << 20) | label);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)carried.Length);
        packet[6] = next;
        packet[7] = hopLimit;
        Convert.FromHexString("fd010000000000000000000000000001fd020000000000000000000000000001")
            .CopyTo(packet, 8);
        return packet;
    }

    /// <summary>The outbound half of an SA of AES-GCM with a key of sevens.</summary>
    public static EspOutbound Out(IpsecSa sa, EspOptions? options = null, ulong next = 1) => new(
        sa, Cipher(), new(Gcm, NoncePartition.Alone, _ => { }), new(sa.IsExtended, next), options);

    /// <summary>Its inbound half.</summary>
    public static EspInbound In(IpsecSa sa, EspOptions? options = null) =>
        new(sa, Cipher(), new ReplayWindow(64, sa.IsExtended), options);

    public static PacketCipher Cipher()
    {
        var key = new byte[Gcm.KeyMaterialLength];
        key.AsSpan().Fill(7);
        return Engines.All[0].CreateCipher(Gcm, IntegritySpec.None, key, default);
    }

    public static byte[] Protect(EspOutbound esp, byte[] packet)
    {
        var output = new byte[esp.OutputLengthMax(packet.Length)];
        Assert.True(
            esp.TryEncapsulate(packet, output, out var written, out var refusal), $"{refusal}");
        return output[..written];
    }

    public static byte[] Open(EspInbound esp, byte[] packet)
    {
        var output = new byte[esp.OutputLengthMax(packet.Length)];
        Assert.True(
            esp.TryDecapsulate(packet, output, out var opened, out var refusal), $"{refusal}");
        return output[..opened.Written];
    }

    public static PacketRefusal Refused(EspInbound esp, byte[] packet)
    {
        var output = new byte[esp.OutputLengthMax(packet.Length)];
        Assert.False(esp.TryDecapsulate(packet, output, out var opened, out var refusal));
        Assert.Equal(0, opened.Written);
        Assert.Equal(-1, output.AsSpan().IndexOfAnyExcept((byte)0));
        return refusal;
    }
}
