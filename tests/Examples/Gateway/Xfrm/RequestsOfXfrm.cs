using Holdfast.Gateway.Xfrm;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests.Examples.Gateway.Xfrm;

/// <summary>What the kernel is asked about SAs and policies, octet by octet, as linux/xfrm.h lays
/// it out on a machine with little ends.</summary>
public sealed class RequestsOfXfrm
{
    private const string Infinite = "ffffffffffffffff";
    private static readonly HostAddress Here = HostAddress.Parse("192.168.0.5");
    private static readonly HostAddress There = HostAddress.Parse("192.168.0.100");

    private static readonly XfrmSa Out = new(
        new(0xC0A80102), Here, There, 0x48460001, IsExtended: true);

    private static readonly XfrmSelector Selector = new(
        Prefix.Parse("10.1.0.0/16"), Prefix.Parse("10.2.0.0/24"));

    [Fact]
    public void An_SA_with_a_combined_cipher_has_its_salt_behind_its_key_and_its_limits()
    {
        byte[] key = [.. Enumerable.Range(1, 20).Select(octet => (byte)octet)];
        var octets = XfrmMessages.Add(
            Out, NameOf(EncryptionAlgorithm.AesGcm16, 128), key, [], new(500, 1_000));

        Assert.Equal(
            Header(0x10, 16 + 224 + 96 + 44)
            + Info(soft: "f401000000000000", hard: "e803000000000000", "80")
            + "60001200" + Name("rfc4106(gcm(aes))") + "a0000000" + "80000000"
            + "0102030405060708090a0b0c0d0e0f1011121314"
            + Window,
            Hex(octets));
    }

    [Fact]
    public void An_SA_with_a_cipher_and_a_hash_has_both_keys_and_goes_in_UDP()
    {
        byte[] key = [.. Enumerable.Repeat((byte)0xEE, 32)];
        byte[] integrityKey = [.. Enumerable.Repeat((byte)0xAA, 32)];
        var octets = XfrmMessages.Add(
            Out with { IsExtended = false, Ports = (4500, 32_001) },
            NameOf(
                EncryptionAlgorithm.AesCbc, 256, IntegrityAlgorithm.HmacSha256Truncated128),
            key, integrityKey, XfrmLimits.None);

        Assert.Equal(
            Header(0x10, 16 + 224 + 104 + 108 + 44 + 28)
            + Info(Infinite, Infinite, "00")
            + "68000200" + Name("cbc(aes)") + "00010000" + Hex(key)
            + "6c001400" + Name("hmac(sha256)") + "00010000" + "80000000" + Hex(integrityKey)
            + Window
            + "1c000400" + "0200" + "1194" + "7d01" + "0000" + new string('0', 32),
            Hex(octets));
    }

    [Fact]
    public void Other_limits_are_an_update_of_the_same_SA_with_keys_that_are_any()
    {
        var algorithm = NameOf(EncryptionAlgorithm.ChaCha20Poly1305, null);
        var octets = XfrmMessages.Limit(
            Out with { HasIpv6 = true }, algorithm, new byte[36], [], new(1, 2, 3));

        Assert.Equal(
            Header(0x1A, 16 + 224 + 112 + 44)
            + Info(
                "0100000000000000", "0200000000000000", "a0",
                octets: "0300000000000000")
            + "70001200" + Name("rfc7539esp(chacha20,poly1305)") + "20010000" + "80000000"
            + new string('0', 72)
            + Window,
            Hex(octets));
    }

    [Fact]
    public void An_SA_is_found_by_its_destination_its_SPI_and_ESP()
    {
        const string id = "c0a80064" + "000000000000000000000000" + "c0a80102" + "0200" + "3200";
        Assert.Equal(Header(0x11, 40) + id, Hex(XfrmMessages.Remove(Out)));
        Assert.Equal(Header(0x12, 40) + id, Hex(XfrmMessages.Get(Out)));
        Assert.Equal(
            Header(0x1F, 64) + id + "c0a80005" + new string('0', 40),
            Hex(XfrmMessages.Counters(Out)));
        Assert.Equal(Header(0x12, 16), Hex(XfrmMessages.ListSas()));
        Assert.Equal(Header(0x15, 16), Hex(XfrmMessages.ListPolicies()));
    }

    [Fact]
    public void A_policy_names_the_SA_by_its_ends_its_SPI_and_whose_it_is()
    {
        var policy = new XfrmPolicy(
            XfrmDirection.Out, Selector with { Protocol = 17, ToPort = new(53, 0xFFFF) }, Here,
            There, Out.Request, Out.Spi, 9);
        const string selector = "0a020000" + "000000000000000000000000"
            + "0a010000" + "000000000000000000000000" + "0035ffff" + "00000000"
            + "0200" + "18" + "10" + "11" + "000000" + "09000000" + "00000000";

        Assert.Equal(
            Header(0x19, 16 + 168 + 68)
            + selector
            + Infinite + Infinite + Infinite + Infinite + new string('0', 64)
            + new string('0', 64)
            + "61000000" + "00000000" + "01" + "00" + "00" + "00" + "00000000"
            + "44000500"
            + "c0a80064" + "000000000000000000000000" + "c0a80102" + "32000000"
            + "02000000" + "c0a80005" + "000000000000000000000000" + "01004648"
            + "01000000" + "ffffffffffffffffffffffff",
            Hex(XfrmMessages.Put(policy)));
        Assert.Equal(
            Header(0x14, 16 + 64) + selector + "00000000" + "01000000",
            Hex(XfrmMessages.Remove(policy)));
    }

    [Fact]
    public void What_is_said_more_precisely_is_asked_first()
    {
        Assert.Equal(
            [3 + 1 + (4 * 24), 3 + 1 + (4 * 16), 1 + (4 * 16), 3 + 1 + (4 * 232)],
            new[]
            {
                Selector, Selector with { To = Prefix.Parse("10.2.0.0/32") },
                Selector with
                {
                    To = Prefix.Parse("10.2.0.0/32"), Protocol = 6, FromPort = new(80, 0xFFFF),
                },
                new(Prefix.Parse("2001::/16"), Prefix.Parse("2000::/8")),
            }.Select(selector => (int)BitConverter.ToUInt32(
                XfrmMessages.Put(new(XfrmDirection.In, selector, Here, There, 1, default))
                    .Numbered(1).Slice(16 + 152, 4))));
    }

    [Fact]
    public void A_socket_of_IKE_lets_everything_pass() => Assert.Equal(
        new string('0', 80) + "0200" + new string('0', 28)
            + Infinite + Infinite + Infinite + Infinite + new string('0', 64)
            + new string('0', 64) + new string('0', 16) + "01" + new string('0', 14),
        Convert.ToHexStringLower(XfrmMessages.Bypass(XfrmDirection.Out)));

    [Fact]
    public void A_request_with_keys_leaves_none_behind()
    {
        byte[] key = [.. Enumerable.Repeat((byte)0xEE, 36)];
        var request = XfrmMessages.Add(
            Out, NameOf(EncryptionAlgorithm.ChaCha20Poly1305, null), key, [], XfrmLimits.None);
        Assert.Contains(Hex(key), Hex(request));
        request.Zero();
        Assert.DoesNotContain(Hex(key), Hex(request));
        Assert.DoesNotContain("ee", Hex(request));
    }

    [Fact]
    public void What_the_kernel_has_no_name_for_has_none()
    {
        Assert.Null(Find(EncryptionAlgorithm.AesGcm16, 128, IntegrityAlgorithm.AesXcbc96));
        Assert.Null(Find(EncryptionAlgorithm.AesCbc, 128, IntegrityAlgorithm.None));
        Assert.Null(Find(EncryptionAlgorithm.AesGcm16Iiv, 128, IntegrityAlgorithm.None));
        Assert.All(
            Holdfast.Gateway.Ipsec.EspSuites.Default,
            suite => Assert.NotNull(XfrmAlgorithm.Of(suite.Encryption, suite.Integrity)));
        Assert.Equal(
            "cbc(aes) with hmac(sha256)",
            $"{Find(EncryptionAlgorithm.AesCbc, 128, IntegrityAlgorithm.HmacSha256Truncated128)}");
    }

    private static string Window => "2c001700" + "04000000" + "00000000" + "00000000" + "00000000"
        + "00000000" + "80000000" + new string('0', 32);

    private static string Info(
        string soft, string hard, string flags, string octets = Infinite) =>
        new string('0', 112)
        + "c0a80064" + "000000000000000000000000" + "c0a80102" + "32000000"
        + "c0a80005" + "000000000000000000000000"
        + Infinite + octets + soft + hard + new string('0', 64)
        + new string('0', 64) + new string('0', 24)
        + "00000000" + "01004648" + "0200" + "01" + "00" + flags + new string('0', 14);

    private static string Header(byte kind, int length) =>
        Convert.ToHexStringLower(BitConverter.GetBytes(length))
        + Convert.ToHexStringLower([kind, 0]) + "0000" + "01000000" + "00000000";

    private static string Name(string name) =>
        Hex([.. System.Text.Encoding.ASCII.GetBytes(name.PadRight(64, '\0'))]);

    private static XfrmAlgorithm NameOf(
        EncryptionAlgorithm encryption, int? bits,
        IntegrityAlgorithm? integrity = null) =>
        Find(encryption, bits, integrity ?? IntegrityAlgorithm.None)!;

    private static XfrmAlgorithm? Find(
        EncryptionAlgorithm encryption, int? bits, IntegrityAlgorithm integrity) =>
        XfrmAlgorithm.Of(
            EncryptionSpecs.Find(encryption, bits)!, IntegritySpec.Find(integrity)!);

    private static string Hex(Holdfast.Gateway.Netlink.NetlinkRequest request) =>
        Convert.ToHexStringLower(request.Numbered(1));

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(octets);
}
