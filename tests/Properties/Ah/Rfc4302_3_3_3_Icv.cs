using System.Buffers.Binary;
using System.Net;
using FsCheck;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Properties.Ipsec;

namespace Holdfast.Tests.Properties.Ah;

/// <summary>
/// RFC 4302 §3.3.3: the ICV covers every bit but those that change on the way, with every
/// algorithm, in both modes and families.
/// </summary>
public sealed class Rfc4302_3_3_3_Icv
{
    private static readonly CryptoProvider Provider = CryptoProviders.Fastest(out _);

    private static readonly IntegritySpec[] Macs =
        [.. IntegritySpec.All.Where(spec => spec.Mac != MacAlgorithm.None)];

    private static readonly EncryptionSpec[] Gmacs =
    [
        .. EncryptionSpecs.All.Where(
            spec => spec.Algorithm == EncryptionAlgorithm.NullAuthAesGmac),
    ];

    [Property(MaxTest = 400)]
    [Requirement("RFC4302-3.3.3-a")]
    public void What_is_authenticated_comes_out_whatever_changed_on_the_way(
        DoNotSize<uint> any, DoNotSize<ushort> length, DoNotSize<uint> route, int seed)
    {
        var random = new Random(seed);
        using var pair = new Pair(any.Item, random);
        var packet = pair.Packet(random, length.Item % 9001);
        var sent = pair.Protect(packet);
        if (pair.IsIpv6)
        {
            // Class, flow label, hop limit; in tunnel mode the outer ones.
            BinaryPrimitives.WriteUInt32BigEndian(sent, (6u << 28) | (route.Item & 0x0FCF_FFFF));
            sent[7] = (byte)(route.Item >> 20);
        }
        else
        {
            // Class, flags, hop limit, sum. A flag that more fragments follow does not get here.
            sent[1] = (byte)(route.Item & 0xFC);
            sent[6] ^= (byte)(route.Item >> 8 & 0x40);
            sent[8] = (byte)(route.Item >> 16);
            sent[10] ^= (byte)(route.Item >> 24);
        }

        var output = new byte[pair.In.OutputLengthMax(sent.Length)];
        Assert.True(
            pair.In.TryDecapsulate(sent, output, out var opened, out var refusal), $"{refusal}");
        var from = pair.IsTunnel ? 0 : pair.IsIpv6 ? 40 : 20;
        Assert.Equal(packet.Length, opened.Written);
        Assert.Equal(
            Convert.ToHexStringLower(packet.AsSpan(from)),
            Convert.ToHexStringLower(output.AsSpan(from, opened.Written - from)));
    }

    [Property(MaxTest = 400)]
    public void Any_other_flipped_bit_is_refused_and_moves_no_window(
        DoNotSize<uint> any, byte length, DoNotSize<uint> place, int seed)
    {
        var random = new Random(seed);
        using var pair = new Pair(any.Item, random);
        var sent = pair.Protect(pair.Packet(random, length));
        var before = pair.In.Window.Snapshot();
        var bit = (int)(place.Item % (uint)(sent.Length * 8));
        if (IsMutable(pair.IsIpv6, bit / 8))
        {
            return;
        }

        var forged = sent.ToArray();
        forged[bit / 8] ^= (byte)(1 << (bit % 8));
        var output = new byte[pair.In.OutputLengthMax(sent.Length)];
        Assert.False(pair.In.TryDecapsulate(forged, output, out _, out var refusal));
        Assert.NotEqual(PacketFault.None, refusal.Fault);
        Assert.Equal(before, pair.In.Window.Snapshot());
        Assert.True(pair.In.TryDecapsulate(sent, output, out _, out refusal), $"{refusal}");
        Assert.False(pair.In.TryDecapsulate(sent, output, out _, out refusal));
        Assert.Equal(PacketFault.Duplicate, refusal.Fault);
    }

    [Property(MaxTest = 300)]
    public void Anything_is_refused_with_a_place_and_never_with_an_exception(
        DoNotSize<uint> any, byte[] noise, DoNotSize<uint> place, int seed)
    {
        var random = new Random(seed);
        using var pair = new Pair(any.Item, random);
        var sent = pair.Protect(pair.Packet(random, 60));
        foreach (var (index, octet) in noise.Index())
        {
            sent[(int)((place.Item + (uint)(index * 5)) % (uint)sent.Length)] ^= octet;
        }

        var output = new byte[pair.In.OutputLengthMax(sent.Length + noise.Length)];
        foreach (var packet in (byte[][])[sent, noise, [.. sent.AsSpan(0, 33), .. noise]])
        {
            if (!pair.In.TryDecapsulate(packet, output, out _, out var refusal))
            {
                Assert.InRange(refusal.Offset, 0, packet.Length);
                Assert.NotEmpty(refusal.Field);
            }
        }
    }

    // The lengths and the protocol are not mutable, but a change there is refused before the ICV.
    private static bool IsMutable(bool ipv6, int octet) => ipv6
        ? octet is 1 or 2 or 3 or 7 or 0
        : octet is 1 or 6 or 7 or 8 or 10 or 11;

    /// <summary>The two halves of an SA that a number names.</summary>
    private sealed class Pair : IDisposable
    {
        public Pair(uint number, Random random)
        {
            var algorithm = (int)(number % (uint)(Macs.Length + Gmacs.Length));
            var rest = number / (uint)(Macs.Length + Gmacs.Length);
            IsTunnel = (rest & 1) != 0;
            IsIpv6 = (rest & 2) != 0;
            InnerIpv6 = IsTunnel ? (rest & 4) != 0 : IsIpv6;
            var esn = (rest & 8) != 0;
            var options = new AhOptions { AlignsTo8InIpv4 = (rest & 16) != 0 };
            var sa = new IpsecSa(
                new Spi(0xC0DE0002), IsTunnel ? IpsecMode.Tunnel : IpsecMode.Transport, esn)
            {
                Outer = IsIpv6
                    ? new(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"))
                    : new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1")),
            };
            var gmac = algorithm < Macs.Length ? null : Gmacs[algorithm - Macs.Length];
            var key = Packets.Octets(
                random, gmac?.KeyMaterialLength ?? Macs[algorithm].KeyLength);
            var before = esn ? 0xFFFF_FFFFUL : 7;
            Out = new(
                sa, Integrity(), new(esn, before + 1),
                gmac is null ? null : new(gmac, NoncePartition.Alone, _ => { }), options);
            In = new(sa, Integrity(), new ReplayWindow(64, esn, before), options);

            AhIntegrity Integrity() => gmac is null
                ? AhIntegrity.Of(Provider, Macs[algorithm], key)
                : AhIntegrity.OfGmac(Provider, gmac, key);
        }

        public bool IsTunnel { get; }

        public bool IsIpv6 { get; }

        private bool InnerIpv6 { get; }

        public AhOutbound Out { get; }

        public AhInbound In { get; }

        public byte[] Packet(Random random, int length) => InnerIpv6
            ? Packets.Ipv6(random, length)
            : Packets.Ipv4(random, length);

        public byte[] Protect(byte[] packet)
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
    }
}
