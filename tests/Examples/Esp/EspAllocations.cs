using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Examples.Cryptography;
using static Holdfast.Tests.Examples.Ipsec.MadePackets;

namespace Holdfast.Tests.Examples.Esp;

/// <summary>A packet through ESP allocates nothing, where libcrypto is.</summary>
public sealed class EspAllocations
{
    public static TheoryData<ushort, ushort, IpsecMode, bool> Kinds { get; } = new()
    {
        { EncryptionAlgorithm.AesGcm16.Value, 0, IpsecMode.Tunnel, true },
        { EncryptionAlgorithm.AesGcm16.Value, 0, IpsecMode.Transport, false },
        { EncryptionAlgorithm.AesGcm16.Value, 0, IpsecMode.Beet, true },
        { EncryptionAlgorithm.ChaCha20Poly1305.Value, 0, IpsecMode.Tunnel, false },
        {
            EncryptionAlgorithm.AesCbc.Value, IntegrityAlgorithm.HmacSha256Truncated128.Value,
            IpsecMode.Tunnel, true
        },
        { EncryptionAlgorithm.NullAuthAesGmac.Value, 0, IpsecMode.Tunnel, false },
    };

    [LibcryptoTheory]
    [MemberData(nameof(Kinds))]
    public void A_packet_there_and_back_allocates_nothing(
        ushort encryption, ushort integrity, IpsecMode mode, bool esn)
    {
        var spec = EncryptionSpecs.All.First(row => row.Algorithm.Value == encryption);
        var mac = IntegritySpec.Find(new(integrity))!;
        var sa = new IpsecSa(new Spi(0x1000), mode, esn)
        {
            Outer = Outer4,
            Inner = new(new(0x0100010A), new(0x0100020A)),
        };
        using var outbound = new EspOutbound(
            sa, Make(), new(spec, NoncePartition.Alone, octets => octets.Fill(3)), new(esn));
        using var inbound = new EspInbound(sa, Make(), new ReplayWindow(1024, esn));
        var packet = Ipv4(new string('7', 2 * 1380));
        var sent = new byte[outbound.OutputLengthMax(packet.Length)];
        var received = new byte[inbound.OutputLengthMax(sent.Length)];
        Assert.Equal(0, HeapCost.Least(() => Run(200)));
        Assert.Equal(HeapCost.Times * 200UL, inbound.Counts.Packets);

        PacketCipher Make() => Engines.Libcrypto!.CreateCipher(
            spec, mac, new byte[spec.KeyMaterialLength], new byte[mac.KeyLength]);

        void Run(int packets)
        {
            for (var i = 0; i < packets; i++)
            {
                outbound.TryEncapsulate(packet, sent, out var written, out _);
                inbound.TryDecapsulate(sent.AsSpan(0, written), received, out _, out _);
            }
        }
    }

    [LibcryptoFact]
    public void A_refused_packet_allocates_nothing_either()
    {
        var sa = new IpsecSa(new Spi(0x1000), IpsecMode.Tunnel) { Outer = Outer4 };
        var key = new byte[Gcm.KeyMaterialLength];
        key.AsSpan().Fill(7);
        using var inbound = new EspInbound(
            sa, Engines.Libcrypto!.CreateCipher(Gcm, IntegritySpec.None, key, default),
            new ReplayWindow(64, false));
        var forged = Protect(Out(sa), Ipv4("0011"));
        forged[^1] ^= 1;
        var output = new byte[200];
        Assert.Equal(
            0, HeapCost.Least(() => inbound.TryDecapsulate(forged, output, out _, out _)));
        Assert.Equal((ulong)HeapCost.Times, inbound.Counts[PacketFault.NotAuthentic]);
    }
}

/// <summary>A theory that needs libcrypto.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibcryptoTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without libcrypto.</summary>
    public LibcryptoTheoryAttribute() =>
        Skip = Engines.Libcrypto is null ? "libcrypto 3 is absent" : null;
}

/// <summary>A fact that needs libcrypto.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibcryptoFactAttribute : FactAttribute
{
    /// <summary>Skips without libcrypto.</summary>
    public LibcryptoFactAttribute() =>
        Skip = Engines.Libcrypto is null ? "libcrypto 3 is absent" : null;
}
