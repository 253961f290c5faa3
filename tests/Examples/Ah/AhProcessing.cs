using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Examples.Cryptography;
using static Holdfast.Tests.Examples.Ipsec.MadePackets;

namespace Holdfast.Tests.Examples.Ah;

/// <summary>RFC 4302 §3 rule by rule; the oracle is HMAC over octets written out by hand.</summary>
public sealed class AhProcessing
{
    private static readonly IpsecSa Transport = new(new Spi(0x1000), IpsecMode.Transport);

    private static readonly IntegritySpec Sha256 =
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!;

    [Theory]
    [Requirement("RFC4302-A.1-a")]
    // Options as sent, and as they are covered: immutable ones stay, all others are zeroes.
    [InlineData("01010100", "01010100")]
    [InlineData("94040000", "94040000")]
    [InlineData("820b0000000000000000000100000000", "820b0000000000000000000100000000")]
    [InlineData("8606000000010000", "8606000000010000")]
    [InlineData("0707040a0b0c0d01", "0000000000000001")]
    [InlineData("4408050000000000" + "94040000", "0000000000000000" + "94040000")]
    [InlineData("520c00000000000000000000", "000000000000000000000000")]
    [InlineData("de04aabb", "00000000")]
    [InlineData("95040102", "95040102")]
    public void Ipv4_options_are_covered_or_zeroed(string options, string covered)
    {
        Covers(options, covered, "0a020001");
    }

    [Theory]
    [Requirement("RFC4302-3.3.3.1.1-a")]
    [InlineData("830b04" + "c0000201" + "c0000202" + "00", "c0000202")]
    [InlineData("890704" + "c0000201" + "01", "c0000201")]
    [InlineData("830b0c" + "c0000201" + "c0000202" + "00", "0a020001")]
    public void A_source_route_is_covered_with_its_last_stop(string options, string destination)
    {
        // The octet behind the route stays: an end of options is immutable, as is no operation.
        Covers(options, new string('0', options.Length - 2) + options[^2..], destination);
    }

    [Fact]
    [Requirement("RFC4302-3.3.3.1.2-a")]
    public void An_ipv6_option_that_may_change_counts_with_zeroes()
    {
        // Hop-by-hop: option 0x3e (may change) with 2 octets, option 0x1e with 2 octets, PadN.
        var packet = Ipv6("1101" + "3e02aabb" + "1e02ccdd" + "010400000000" + "0011", next: 0);
        var sent = Protect(Out(Sha256), packet);
        byte[] covered = [.. sent];
        covered[44] = covered[45] = 0;
        Assert.Equal(IcvOf(covered, 56), sent[68..84]);
        (sent[44], sent[45]) = (0x12, 0x34);
        Assert.Equal("aabb", Convert.ToHexStringLower(packet.AsSpan(44, 2)));
        packet[44] = 0x12;
        packet[45] = 0x34;
        Assert.Equal(packet, Open(In(Sha256), sent));
        sent[48] ^= 1;
        Assert.Equal(PacketFault.NotAuthentic, Refused(In(Sha256), sent).Fault);
    }

    [Theory]
    [Requirement("RFC4302-3.3.3.1.2-b")]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    public void A_routing_header_is_covered_as_its_last_stop_sees_it(byte left)
    {
        // The way leads from fd02::1 over A and B, which is the last.
        var a = "20010db8" + new string('0', 22) + "0a";
        var b = "20010db8" + new string('0', 22) + "0b";
        var first = "fd02000000000000000000000000000" + "1";
        var stops = left switch { 2 => a + b, 1 => first + b, _ => first + a };
        var destination = left switch { 2 => first, 1 => a, _ => b };
        var packet = Ipv6($"1104000{left}00000000" + stops + "0011", next: 43);
        Convert.FromHexString(destination).CopyTo(packet, 24);
        var sent = Protect(Out(Sha256), packet);

        byte[] covered = [.. sent];
        covered[43] = 0;
        Convert.FromHexString(b).CopyTo(covered, 24);
        Convert.FromHexString(first + a).CopyTo(covered, 48);
        Assert.Equal(IcvOf(covered, 80), sent[92..108]);
        Assert.Equal(packet, Open(In(Sha256), sent));
    }

    [Fact]
    public void A_routing_header_of_another_kind_with_stops_left_is_refused()
    {
        var packet = Ipv6("1102" + "0401" + "00000000" + new string('0', 32) + "0011", next: 43);
        Assert.False(Out(Sha256).TryEncapsulate(packet, new byte[300], out _, out var refusal));
        Assert.Equal(new PacketRefusal(PacketFault.Malformed, 43, "Segments Left"), refusal);
        packet[42] = 0;
        packet[43] = 2;
        Assert.False(Out(Sha256).TryEncapsulate(packet, new byte[300], out _, out refusal));
        Assert.Equal(new PacketRefusal(PacketFault.Malformed, 43, "Segments Left"), refusal);
    }

    [Theory]
    [Requirement("RFC4302-3.3.3.2.1-a")]
    [InlineData(IntegrityCode.Sha1, false, false, 24)]
    [InlineData(IntegrityCode.Sha1, true, false, 24)]
    [InlineData(IntegrityCode.Sha256, false, false, 28)]
    [InlineData(IntegrityCode.Sha256, false, true, 32)]
    [InlineData(IntegrityCode.Sha256, true, false, 32)]
    [InlineData(IntegrityCode.Sha384, false, false, 36)]
    [InlineData(IntegrityCode.Sha384, true, false, 40)]
    [InlineData(IntegrityCode.Sha512, true, false, 48)]
    public void Headers_are_padded_to_4_octets_in_ipv4_and_to_8_in_ipv6(
        IntegrityCode algorithm, bool ipv6, bool alignsTo8, int length)
    {
        var spec = IntegritySpec.Find(new((ushort)algorithm))!;
        var packet = ipv6 ? Ipv6("0011") : Ipv4("0011");
        var options = new AhOptions { AlignsTo8InIpv4 = alignsTo8 };
        var sent = Protect(Out(spec, options), packet);
        Assert.Equal(length, sent.Length - packet.Length);

        // The receiver takes either alignment in IPv4.
        Assert.Equal(packet, Open(In(spec), sent));
    }

    [Fact]
    public void The_window_is_asked_first_and_moves_last()
    {
        using var outbound = Out(Sha256);
        using var inbound = In(Sha256);
        var sent = Protect(outbound, Ipv4("0011"));
        var forged = sent.ToArray();
        forged[^1] ^= 1;
        Assert.Equal(
            new PacketRefusal(
                PacketFault.NotAuthentic, 32, "Integrity Check Value-ICV (variable)"),
            Refused(inbound, forged));
        Assert.Equal(0UL, inbound.Window.Right);
        Open(inbound, sent);
        Assert.Equal(PacketFault.Duplicate, Refused(inbound, forged).Fault);
        forged[27] = 9;
        Assert.Equal(PacketFault.OtherSa, Refused(inbound, forged).Fault);
        Assert.Equal(PacketFault.NotProtected, Refused(inbound, Ipv4("0011")).Fault);
        inbound.AcceptedThrough = 1;
        Assert.Equal(
            PacketFault.AwaitsFloor, Refused(inbound, Protect(outbound, Ipv4("0011"))).Fault);
        Assert.Equal(1UL, inbound.Window.Right);
    }

    [Theory]
    [Requirement("RFC4302-2.5.1-a")]
    [InlineData(true)]
    [InlineData(false)]
    public void The_high_half_is_covered_behind_the_packet(bool esn)
    {
        var sa = new IpsecSa(new Spi(0x1000), IpsecMode.Transport, esn);
        var number = esn ? 0x7_0000_0001UL : 1;
        using var outbound = new AhOutbound(
            sa, AhIntegrity.Of(Engines.All[0], Sha256, Key(Sha256)), new(esn, number));
        var sent = Protect(outbound, Ipv4("0011"));
        var high = esn ? Convert.FromHexString("00000007") : [];
        Assert.Equal(IcvOf(sent, 20, high), sent[32..48]);
    }

    [Fact]
    [Requirement("RFC4543-4-a")]
    public void Gmac_sends_its_iv_in_front_of_the_icv()
    {
        var spec = EncryptionSpecs.Find(EncryptionAlgorithm.NullAuthAesGmac, 128)!;
        var provider = CryptoProviders.Managed();
        var key = new byte[spec.KeyMaterialLength];
        Assert.True(NoncePartition.TryCreate(1, 2, out var partition, out _));
        using var outbound = new AhOutbound(
            Transport, AhIntegrity.OfGmac(provider, spec, key), new(false),
            new(spec, partition, _ => { }));
        var sent = Protect(outbound, Ipv4("0011"));
        Assert.Equal(20 + 12 + 8 + 16 + 2, sent.Length);
        Assert.Equal("0100020000000000", Convert.ToHexStringLower(sent.AsSpan(32, 8)));

        // GMAC by AES-GCM over the whole packet, mutable fields and ICV zeroed.
        byte[] covered = [.. sent];
        Zero(covered);
        covered.AsSpan(40, 16).Clear();
        var icv = new byte[16];
        using var gcm = new AesGcm(key.AsSpan(0, 16), 16);
        byte[] nonce = [.. key.AsSpan(16), .. sent.AsSpan(32, 8)];
        gcm.Encrypt(nonce, new byte[0], new byte[0], icv, covered);
        Assert.Equal(icv, sent[40..56]);

        using var inbound = new AhInbound(
            Transport, AhIntegrity.OfGmac(provider, spec, key), new ReplayWindow(64, false));
        Assert.Equal(Ipv4("0011"), Open(inbound, sent));
    }

    private static void Covers(string options, string covered, string destination)
    {
        var packet = Ipv4("0011", options: options);
        var sent = Protect(Out(Sha256), packet);
        byte[] form = [.. sent];
        Convert.FromHexString(covered).CopyTo(form, 20);
        Convert.FromHexString(destination).CopyTo(form, 16);
        var at = 20 + (options.Length / 2);
        Assert.Equal(IcvOf(form, at), sent[(at + 12)..(at + 28)]);
        Assert.Equal(packet, Open(In(Sha256), sent));
    }

    private static byte[] IcvOf(byte[] sent, int at, byte[]? behind = null)
    {
        byte[] covered = [.. sent, .. behind ?? []];
        Zero(covered);
        covered.AsSpan(at + 12, 16).Clear();
        return HMACSHA256.HashData(Key(Sha256), covered)[..16];
    }

    private static void Zero(byte[] packet)
    {
        if (packet[0] >> 4 == 6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet, 0x6000_0000);
            packet[7] = 0;
            return;
        }

        packet[1] = packet[6] = packet[7] = packet[8] = packet[10] = packet[11] = 0;
    }

    [Fact]
    public void IVs_of_another_policy_are_refused()
    {
        // Of the same length, but the number alone: two members would send one nonce twice.
        var gmac = EncryptionSpecs.Find(EncryptionAlgorithm.NullAuthAesGmac, 128)!;
        var other = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16Iiv, 128)!;
        using var integrity = AhIntegrity.OfGmac(
            new BouncyCastleProvider(), gmac, new byte[gmac.KeyMaterialLength]);
        var right = new IvSource(gmac, NoncePartition.Alone, octets => octets.Clear());
        var wrong = new IvSource(other, NoncePartition.Alone, octets => octets.Clear());
        Assert.Equal(right.Length, wrong.Length);
        Assert.Throws<ArgumentException>(
            () => new AhOutbound(Transport, integrity, new(false), wrong));
        using var ah = new AhOutbound(Transport, integrity, new(false), right);
        Assert.Equal("AH 00001000 out, ENCR_NULL_AUTH_AES_GMAC (128)", ah.ToString());
    }


    private static AhOutbound Out(IntegritySpec spec, AhOptions? options = null) => new(
        Transport, AhIntegrity.Of(Engines.All[0], spec, Key(spec)), new(false), null, options);

    private static AhInbound In(IntegritySpec spec) => new(
        Transport, AhIntegrity.Of(Engines.All[0], spec, Key(spec)), new ReplayWindow(64, false));

    private static byte[] Key(IntegritySpec spec)
    {
        var key = new byte[spec.KeyLength];
        key.AsSpan().Fill(9);
        return key;
    }

    private static byte[] Protect(AhOutbound ah, byte[] packet)
    {
        var output = new byte[ah.OutputLengthMax(packet.Length)];
        Assert.True(
            ah.TryEncapsulate(packet, output, out var written, out var refusal), $"{refusal}");
        return output[..written];
    }

    private static byte[] Open(AhInbound ah, byte[] packet)
    {
        var output = new byte[ah.OutputLengthMax(packet.Length)];
        Assert.True(
            ah.TryDecapsulate(packet, output, out var opened, out var refusal), $"{refusal}");
        return output[..opened.Written];
    }

    private static PacketRefusal Refused(AhInbound ah, byte[] packet)
    {
        var output = new byte[ah.OutputLengthMax(packet.Length)];
        Assert.False(ah.TryDecapsulate(packet, output, out _, out var refusal));
        return refusal;
    }

    /// <summary>Code points of integrity algorithms, RFC 7296 §3.3.2.</summary>
    public enum IntegrityCode : ushort
    {
        /// <summary>AUTH_HMAC_SHA1_96.</summary>
        Sha1 = 2,

        /// <summary>AUTH_HMAC_SHA2_256_128.</summary>
        Sha256 = 12,

        /// <summary>AUTH_HMAC_SHA2_384_192.</summary>
        Sha384 = 13,

        /// <summary>AUTH_HMAC_SHA2_512_256.</summary>
        Sha512 = 14,
    }
}
