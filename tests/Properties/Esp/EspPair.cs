using System.Net;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Properties.Ipsec;

namespace Holdfast.Tests.Properties.Esp;

/// <summary>What an SA is like in a property.</summary>
/// <param name="Encryption">Its cipher.</param>
/// <param name="Integrity">Its MAC.</param>
/// <param name="Mode">What of a packet it protects.</param>
/// <param name="Esn">Whether numbers have 64 bits.</param>
/// <param name="InnerIpv6">Whether the packets inside are of IPv6.</param>
/// <param name="OuterIpv6">Whether those around are.</param>
/// <param name="Udp">Whether ESP goes in UDP.</param>
internal sealed record EspKind(
    EncryptionSpec Encryption, IntegritySpec Integrity, IpsecMode Mode, bool Esn, bool InnerIpv6,
    bool OuterIpv6, bool Udp)
{
    /// <summary>Every suite that has an ICV.</summary>
    public static IReadOnlyList<(EncryptionSpec Encryption, IntegritySpec Integrity)> Suites
    { get; } =
    [
        .. CryptoProviders.Suites()
            .Where(suite => suite.Encryption.IcvLength + suite.Integrity.IcvLength > 0),
    ];

    /// <summary>The kind that a number names: any suite, mode and family.</summary>
    public static EspKind Of(uint number)
    {
        var (encryption, integrity) = Suites[(int)(number % (uint)Suites.Count)];
        var rest = number / (uint)Suites.Count;
        var mode = (IpsecMode)(rest % 3);
        var inner = (rest / 3 & 1) != 0;
        var outer = mode == IpsecMode.Transport ? inner : (rest / 6 & 1) != 0;
        return new(
            encryption, integrity, mode, (rest / 12 & 1) != 0, inner, outer, (rest / 24 & 1) != 0);
    }
}

/// <summary>The two halves of an SA.</summary>
internal sealed class EspPair : IDisposable
{
    private static readonly CryptoProvider Provider = CryptoProviders.Fastest(out _);

    private static readonly TunnelEndpoints Ipv4Outer =
        new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1"));

    private static readonly TunnelEndpoints Ipv6Outer =
        new(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"));

    private static readonly TunnelEndpoints Ipv4Inner =
        new(IPAddress.Parse("10.1.0.1"), IPAddress.Parse("10.2.0.1"));

    private static readonly TunnelEndpoints Ipv6Inner =
        new(IPAddress.Parse("fd01::1"), IPAddress.Parse("fd02::1"));

    public EspPair(EspKind kind, Random random, ulong before = 0, EspOptions? options = null)
    {
        var key = Packets.Octets(random, kind.Encryption.KeyMaterialLength);
        var macKey = Packets.Octets(random, kind.Integrity.KeyLength);
        var sa = new IpsecSa(new Spi(0xC0DE0001), kind.Mode, kind.Esn)
        {
            Outer = kind.OuterIpv6 ? Ipv6Outer : Ipv4Outer,
            Inner = kind.InnerIpv6 ? Ipv6Inner : Ipv4Inner,
            Udp = kind.Udp ? UdpPorts.Standard : null,
        };
        Out = new(
            sa, Provider.CreateCipher(kind.Encryption, kind.Integrity, key, macKey),
            new(kind.Encryption, NoncePartition.Alone, octets => random.NextBytes(octets)),
            new(kind.Esn, before + 1), options);
        In = new(
            sa, Provider.CreateCipher(kind.Encryption, kind.Integrity, key, macKey),
            new ReplayWindow(128, kind.Esn, before), options);
    }

    public EspOutbound Out { get; }

    public EspInbound In { get; }

    /// <summary>A packet as the SA takes it and as it comes out at the other end.</summary>
    public static byte[] Inner(EspKind kind, Random random, int payload)
    {
        if (kind.InnerIpv6)
        {
            var ipv6 = Packets.Ipv6(random, payload);
            if (kind is { Mode: IpsecMode.Beet, OuterIpv6: false })
            {
                // An IPv4 header has no room for the flow label.
                ipv6[1] &= 0xF0;
                ipv6[2] = ipv6[3] = 0;
            }

            return ipv6;
        }

        var packet = Packets.Ipv4(random, payload);
        if (kind.Mode == IpsecMode.Beet)
        {
            // The identification is not sent in BEET mode, and an IPv6 header knows no DF bit.
            packet[4] = packet[5] = 0;
            packet[6] = (byte)(kind.OuterIpv6 ? 0x40 : packet[6]);
            packet[10] = packet[11] = 0;
            SetSum(packet);
        }

        return packet;
    }

    public byte[] Protect(ReadOnlySpan<byte> packet)
    {
        var output = new byte[Out.OutputLengthMax(packet.Length)];
        Assert.True(
            Out.TryEncapsulate(packet, output, out var written, out var refusal), $"{refusal}");
        return output[..written];
    }

    public void Dispose()
    {
        Out.Dispose();
        In.Dispose();
    }

    private static void SetSum(byte[] packet)
    {
        var sum = 0;
        for (var i = 0; i < 20; i += 2)
        {
            sum += (packet[i] << 8) + packet[i + 1];
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = ~((sum & 0xFFFF) + (sum >> 16));
        packet[10] = (byte)(sum >> 8);
        packet[11] = (byte)sum;
    }
}
