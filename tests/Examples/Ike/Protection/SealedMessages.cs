using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Protection;

/// <summary>SK payloads that are sealed and opened, and those that are not.</summary>
public sealed class SealedMessages
{
    private const int TextAt = 28 + 4;

    [Theory]
    [Requirement("RFC7296-3.14-d")]
    [Requirement("RFC7296-3.14-e")]
    [Requirement("RFC5282-3-a")]
    [InlineData("GCM", 0, 8, 1, 16)]
    [InlineData("GCM", 50, 8, 51, 16)]
    [InlineData("GCM8", 50, 8, 51, 8)]
    [InlineData("CCM", 50, 8, 51, 12)]
    [InlineData("ChaCha", 50, 8, 51, 16)]
    [InlineData("CTR", 50, 8, 51, 12)]
    [InlineData("CBC", 0, 16, 16, 16)]
    [InlineData("CBC", 15, 16, 16, 16)]
    [InlineData("CBC", 16, 16, 32, 16)]
    [InlineData("3DES", 23, 8, 24, 12)]
    [InlineData("3DES", 24, 8, 32, 12)]
    public void Text_and_pad_length_fill_whole_blocks_and_no_more(
        string suite, int inner, int iv, int text, int icv)
    {
        using var sa = new Sealing(suite);
        var payloads = inner == 0 ? Sealing.Inner() : Sealing.Inner(Sealing.Vendor(inner));

        var octets = sa.Seal(payloads);

        Assert.Equal(TextAt + iv + text + icv, octets.Length);
        Assert.Equal(octets.Length, sa.Sealer.SizeOf(Sealing.Header, payloads));
        Assert.Equal(payloads.Payloads, sa.Open(octets));
        Assert.True(IkeHeaderValue.TryParse(octets, out var header, out _));
        Assert.Equal(Sealing.Header, header with { Payloads = [] });
    }

    [Fact]
    public void IVs_of_another_algorithm_are_refused()
    {
        using var gcm = new Sealing("GCM");
        using var cbc = new Sealing("CBC");
        Assert.Throws<ArgumentException>(() => new MessageSealer(
            cbc.Cipher,
            new IvSource(gcm.Suite.Encryption, NoncePartition.Alone, octets => octets.Clear())));
    }

    [Fact]
    [Requirement("RFC7296-3.14-c")]
    public void The_payload_names_the_first_one_inside_or_none()
    {
        using var sa = new Sealing("GCM");
        Assert.Equal(PayloadType.None.Value, sa.Seal(Sealing.Inner())[28]);
        Assert.Equal(
            PayloadType.Nonce.Value,
            sa.Seal(Sealing.Inner(Sealing.Nonce(20), Sealing.Vendor(20)))[28]);
    }

    [Fact]
    public void The_IV_of_a_counter_mode_is_member_reign_and_counter()
    {
        using var sa = new Sealing("GCM", counter: 41);
        for (var counter = 41UL; counter < 44; counter++)
        {
            var octets = sa.Seal(Sealing.Inner());
            var (partition, read) = NoncePartition.Read(octets.AsSpan(TextAt, 8));
            Assert.Equal((3, 7, counter), (partition.Member, partition.Reign, read));
        }
    }

    [Fact]
    public void The_IV_of_CBC_is_the_callers_random_octets()
    {
        using var sa = new Sealing("CBC");
        Assert.All(sa.Seal(Sealing.Inner())[TextAt..(TextAt + 16)], octet =>
            Assert.Equal(0xa5, octet));
    }

    [Fact]
    public void Nothing_is_sealed_when_the_IVs_are_used_up()
    {
        using var sa = new Sealing("GCM", NoncePartition.CounterMax);
        Assert.NotEmpty(sa.Seal(Sealing.Inner()));
        Assert.False(sa.Sealer.TrySeal(
            Sealing.Header, Sealing.Inner(), out var octets, out var error));
        Assert.Null(octets);
        Assert.Equal(CryptoFault.Exhausted, error.Fault);
    }

    [Fact]
    public void What_does_not_fit_a_length_field_is_not_sealed()
    {
        using var sa = new Sealing("GCM");
        var payload = Sealing.Nonce(40_000);
        Assert.False(sa.Sealer.TrySeal(
            Sealing.Header, Sealing.Inner(payload, payload), out _, out var error));
        Assert.Equal("WrongLength: DoesNotFit in Payload Length", error.ToString());
    }

    [Theory]
    [Requirement("RFC7296-3.14-f")]
    [Requirement("RFC5282-5.1-a")]
    [InlineData("GCM")]
    [InlineData("CCM")]
    [InlineData("ChaCha")]
    [InlineData("CTR")]
    [InlineData("CBC")]
    [InlineData("3DES")]
    public void Any_octet_that_is_changed_makes_the_message_refused(string suite)
    {
        using var sa = new Sealing(suite);
        var puzzle = new IkePayloadValue
        {
            Body = new IkePayloadBody.Unknown(PayloadType.PuzzleSolution, Octets.FromHex("0102")),
        };
        var octets = sa.Seal(
            Sealing.Inner(Sealing.Nonce(30)), Sealing.Header with { Payloads = [puzzle] });
        Assert.Single(sa.Open(octets));

        for (var at = 0; at < octets.Length; at++)
        {
            octets[at] ^= 0x40;
            Assert.False(sa.Opener.TryOpen(octets, new byte[octets.Length], out _, out _));
            octets[at] ^= 0x40;
        }
    }

    [Fact]
    public void The_error_of_a_bad_ICV_lies_where_the_ICV_does()
    {
        using var sa = new Sealing("GCM");
        var octets = sa.Seal(Sealing.Inner(Sealing.Nonce(30)));
        octets[TextAt + 9] ^= 1;
        Assert.Equal(
            "NotAuthentic: ChecksumMismatch in Integrity Checksum Data at octet 71",
            sa.Refusal(octets));
    }

    [Fact]
    public void A_message_without_an_SK_payload_is_told_where_it_would_be()
    {
        using var sa = new Sealing("GCM");
        var clear = Sealing.Header with { Payloads = [Sealing.Nonce(20)] };
        Assert.Equal("Malformed: UnknownTag in SK at octet 48", sa.Refusal(clear.ToArray()));
        Assert.Equal(
            "Malformed: Truncated in Length at octet 24 (1 more needed)",
            sa.Refusal(clear.ToArray().AsSpan(0, 27)));
    }

    [Theory]
    [InlineData("GCM", 23, "Malformed: LengthOutOfRange in Integrity Checksum Data at octet 40")]
    [InlineData("GCM", 7, "Malformed: LengthOutOfRange in Initialization Vector at octet 32")]
    [InlineData("GCM", 0, "Malformed: LengthOutOfRange in Initialization Vector at octet 32")]
    [InlineData(
        "CBC", 16 + 15 + 16,
        "WrongLength: LengthOutOfRange in Encrypted IKE Payloads at octet 48")]
    public void Lengths_that_no_sealed_payload_has_are_refused(
        string suite, int length, string error)
    {
        using var sa = new Sealing(suite);
        var message = Sealing.Header with
        {
            Payloads =
            [
                new IkePayloadValue
                {
                    NextPayload = PayloadType.None,
                    Body = new IkePayloadBody.Sk(new() { EncryptedData = new(new byte[length]) }),
                },
            ],
        };
        Assert.Equal(error, sa.Refusal(message.ToArray()));
    }

    [Theory]
    [Requirement("RFC7296-3.14-g")]
    [InlineData("", 0, "Malformed: LengthOutOfRange in Pad Length at octet 40")]
    [InlineData("01", 0, "Malformed: LengthOutOfRange in Pad Length at octet 40")]
    [InlineData("000000ff", 0, "Malformed: LengthOutOfRange in Pad Length at octet 43")]
    [InlineData("0000000900", 40, "Malformed: LengthOutOfRange in Payload Length at octet 42")]
    [InlineData("00000004ff00", 40, "Malformed: TrailingOctets in IKE Payloads at octet 44")]
    public void Clear_text_that_does_not_parse_is_told_where_its_cipher_text_is(
        string text, byte first, string error)
    {
        using var sa = new Sealing("GCM");
        var octets = sa.SealText(Convert.FromHexString(text), new PayloadType(first));
        Assert.Equal(error, sa.Refusal(octets));
    }

    [Fact]
    public void Padding_is_anything_up_to_255_octets()
    {
        using var sa = new Sealing("GCM");
        byte[] text = [0, 0, 0, 20, .. new byte[16], .. Enumerable.Repeat((byte)0x5a, 255), 255];
        Assert.Single(sa.Open(sa.SealText(text, PayloadType.Nonce)));
    }

    [Theory]
    [InlineData("GCM")]
    [InlineData("CBC")]
    public void A_message_opens_where_it_lies(string suite)
    {
        using var sa = new Sealing(suite);
        var inner = Sealing.Inner(Sealing.Nonce(30));
        var octets = sa.Seal(inner);

        Assert.True(sa.Opener.TryOpen(octets, octets, out var view, out _));
        Assert.True(view.TryToValue(out var value, out _));
        Assert.Equal(inner.Payloads, value.Payloads);
    }

    [Fact]
    public void Opening_allocates_nothing()
    {
        using var sa = new Sealing("GCM");
        var octets = sa.Seal(Sealing.Inner(Sealing.Nonce(30), Sealing.Vendor(60)));
        var buffer = new byte[octets.Length];
        var opener = sa.Opener;
        var opened = 0;
        var cost = HeapCost.Least(
            () => opened += opener.TryOpen(octets, buffer, out _, out _) ? 1 : 0);
        Assert.Equal(0, cost);
        Assert.Equal(HeapCost.Times, opened);
    }

    [Fact]
    public void Neither_side_opens_what_it_seals_itself()
    {
        using var sa = new Sealing("GCM");
        using var other = new MessageOpener(
            CryptoProviders.Managed(), sa.Suite, sa.Keys, IkeRole.Responder);
        var octets = sa.Seal(Sealing.Inner());
        Assert.False(other.TryOpen(octets, new byte[octets.Length], out _, out var error));
        Assert.Equal(CryptoFault.NotAuthentic, error.Fault);
    }

    [Fact]
    public void Sealer_and_opener_print_algorithms_alone()
    {
        using var sa = new Sealing("CBC");
        const string expected = "ENCR_AES_CBC (128) with AUTH_HMAC_SHA2_256_128";
        Assert.Equal((expected, expected), (sa.Sealer.ToString(), sa.Opener.ToString()));
    }
}
