using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;
using Holdfast.Tests.Examples.Ike.Keys;

namespace Holdfast.Tests.Examples.Ike.V1.Protection;

/// <summary>Bodies of IKEv1 messages: whole blocks, a chain of IVs, and a hash inside.</summary>
public sealed class EncryptedBodies
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    private static readonly IsakmpSuite Suite = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!, PhaseOneHash.Sha,
        PrfSpec.Find(PseudorandomFunction.HmacSha1)!, PhaseOneAuthMethod.PreSharedKey,
        KeyExchangeMethod.Modp1024);

    private static readonly Prf Function = new(Provider, Suite.Prf);

    [VectorFact]
    [Requirement("RFC2409-B-c")]
    public void A_message_of_another_implementation_opens()
    {
        var test = RubHandshake.Named("EncryptedISAKMPMessageTest", "testDecrypt");
        using var keys = Keys(test["byte[] key"].Span);
        using var cipher = new IsakmpCipher(Provider, Suite, keys);
        var message = test["byte[] bytes"].ToArray();
        message[16] = IsakmpPayloadType.Hash.Value;
        var buffer = new byte[message.Length];

        Assert.True(
            cipher.TryOpen(
                message, new(test["byte[] iv"]), buffer, out var plaintext, out var next,
                out var error),
            error.ToString());

        Assert.Equal(test["byte[] expected"].Span, plaintext.Payloads.Octets);
        Assert.Equal(2, plaintext.Payloads.Count);
        Assert.Equal(message.AsSpan()[^16..], next.Iv.Span);
    }

    [Theory]
    [Requirement("RFC2409-B-c")]
    [Requirement("RFC2409-B-d")]
    [InlineData(16, 32, 0)]
    [InlineData(17, 48, 15)]
    [InlineData(12, 32, 4)]
    public void Zeros_fill_the_last_block_and_each_message_ends_with_the_next_IV(
        int length, int blocks, int zeros)
    {
        using var keys = Keys(new byte[16]);
        using var cipher = new IsakmpCipher(Provider, Suite, keys);
        var chain = new IvChain(Octets.FromHex("000102030405060708090a0b0c0d0e0f"));
        var message = Message(IsakmpExchangeType.QuickMode, 7, Nonce(16), Nonce(length));

        Assert.True(cipher.TrySeal(message, chain, out var octets, out var next, out _));
        Assert.Equal(28 + blocks, octets.Length);
        Assert.Equal(octets[^16..], next.Iv.Span);

        var buffer = new byte[octets.Length];
        Assert.True(cipher.TryOpen(octets, chain, buffer, out var plaintext, out var after, out _));
        Assert.Equal(next, after);
        Assert.Equal(new byte[zeros], plaintext.Padding);
        Assert.True(plaintext.TryToValue(out var value, out _));
        Assert.Equal(message.Payloads, value.Payloads);
    }

    [Fact]
    public void A_message_longer_than_the_buffer_is_refused()
    {
        using var keys = Keys(new byte[16]);
        using var cipher = new IsakmpCipher(Provider, Suite, keys);
        var chain = new IvChain(Octets.FromHex("000102030405060708090a0b0c0d0e0f"));
        var message = Message(IsakmpExchangeType.QuickMode, 7, Nonce(16));
        Assert.True(cipher.TrySeal(message, chain, out var octets, out _, out _));

        var buffer = new byte[octets.Length - 28 - 1];
        Assert.False(cipher.TryOpen(octets, chain, buffer, out _, out var next, out var error));
        Assert.Equal("WrongLength: LengthOutOfRange in Ciphertext at octet 28", $"{error}");
        Assert.Equal(chain, next);
    }

    [Fact]
    [Requirement("RFC2409-B-e")]
    public void An_exchange_of_phase_2_has_a_chain_of_its_own()
    {
        var last = new IvChain(Octets.FromHex("000102030405060708090a0b0c0d0e0f"));

        var one = last.OfPhaseTwo(PhaseOneHash.Sha, new(1));
        var two = last.OfPhaseTwo(PhaseOneHash.Sha, new(2));

        var expected = System.Security.Cryptography.SHA1.HashData(
            Convert.FromHexString("000102030405060708090a0b0c0d0e0f00000001"));
        Assert.Equal(expected[..16], one.Iv.Span);
        Assert.NotEqual(one, two);
    }

    [Theory]
    [InlineData(28, 0, "WrongLength: LengthOutOfRange in Ciphertext at octet 28")]
    [InlineData(28 + 15, 0, "WrongLength: LengthOutOfRange in Ciphertext at octet 28")]
    [InlineData(28 + 16, 1, "Malformed: FixedValueMismatch in E at octet 19")]
    [InlineData(27, 0, "Malformed: Truncated in Length at octet 24 (1 more needed)")]
    public void What_is_no_encrypted_message_is_refused(int length, int clear, string expected)
    {
        using var keys = Keys(new byte[16]);
        using var cipher = new IsakmpCipher(Provider, Suite, keys);
        var octets = (Message(IsakmpExchangeType.QuickMode, 7) with
        {
            Encrypted = clear == 0,
            NextPayload = clear == 0 ? IsakmpPayloadType.Hash : IsakmpPayloadType.None,
            Payloads = clear == 0 ? null : [],
            Ciphertext = clear == 0 ? new Octets(new byte[Math.Max(0, length - 28)]) : null,
        }).ToArray();
        var message = octets.AsSpan(0, Math.Min(length, octets.Length));

        Assert.False(cipher.TryOpen(
            message, new(new(new byte[16])), new byte[64], out _, out _, out var error));
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public void A_wrong_key_leads_to_payloads_that_do_not_parse()
    {
        using var right = Keys(new byte[16]);
        using var wrong = Keys(Enumerable.Repeat((byte)1, 16).ToArray());
        using var sender = new IsakmpCipher(Provider, Suite, right);
        using var receiver = new IsakmpCipher(Provider, Suite, wrong);
        var chain = new IvChain(new(new byte[16]));
        Assert.True(sender.TrySeal(
            Message(IsakmpExchangeType.QuickMode, 7, Nonce(16), Nonce(40)), chain, out var octets,
            out _, out _));

        Assert.False(receiver.TryOpen(
            octets, chain, new byte[octets.Length], out _, out var next, out var error));
        Assert.Equal(CryptoFault.Malformed, error.Fault);
        Assert.InRange(error.Place.Offset, 28, octets.Length);
        Assert.Equal(chain, next);
    }

    [Fact]
    [Requirement("RFC2409-5.7-a")]
    public void A_hash_covers_message_ID_and_the_payloads_behind_it()
    {
        using var keys = Keys(new byte[16]);
        var rest = Nonce(12);
        var octets = Rest(rest);
        var hash = IsakmpHashes.One(Function, keys.SkeyidA, new(7), octets);

        Assert.True(Check(hash, rest, 7, out _));
        Assert.False(Check(hash, rest, 8, out var error));
        Assert.Equal(
            "NotAuthentic: ChecksumMismatch in Hash Data at octet 32", error.ToString());
        Assert.False(Check(hash, Nonce(13), 7, out _));
        Assert.False(Check(hash[..19], rest, 7, out _));

        bool Check(byte[] told, IsakmpPayloadValue behind, uint id, out OpenError why)
        {
            var value = new IsakmpPlaintextValue
            {
                Payloads = [Hash(told), behind],
                Padding = Octets.FromHex("00000000"),
            };
            Assert.True(IsakmpPlaintext.TryParse(
                value.ToArray(), IsakmpPayloadType.Hash, out var view, out _));
            return MessageHash.IsOne(Function, keys.SkeyidA, new(id), view, out why);
        }
    }

    [Fact]
    [Requirement("RFC2409-5.5-e")]
    public void Hashes_of_quick_mode_cover_the_nonces_so_far()
    {
        using var keys = Keys(new byte[16]);
        var nonces = new ExchangeNonces(Octets.FromHex("0102"), Octets.FromHex("0304"));
        var rest = Rest(Nonce(12));
        using var two = Function.Compute(keys.SkeyidA.Span, [0, 0, 0, 7, 1, 2, .. rest]);
        using var three = Function.Compute(keys.SkeyidA.Span, [0, 0, 0, 0, 7, 1, 2, 3, 4]);

        Assert.Equal(
            two.Span.ToArray(),
            IsakmpHashes.Two(Function, keys.SkeyidA, new(7), nonces.Initiator, rest));
        Assert.Equal(
            three.Span.ToArray(), IsakmpHashes.Three(Function, keys.SkeyidA, new(7), nonces));
    }

    [Fact]
    public void A_message_without_a_hash_in_front_is_not_authentic()
    {
        using var keys = Keys(new byte[16]);
        Assert.True(IsakmpPlaintext.TryParse(
            Rest(Nonce(12)), IsakmpPayloadType.Nonce, out var view, out _));

        Assert.False(MessageHash.IsOne(Function, keys.SkeyidA, new(7), view, out var error));
        Assert.Equal("Malformed: UnknownTag in HASH at octet 28", error.ToString());
    }

    private static IsakmpKeys Keys(ReadOnlySpan<byte> cipher) => new(
        new Secret([1]), new Secret([2]), new Secret([3]), new Secret([4]), new Secret(cipher));

    private static IsakmpHeaderValue Message(
        IsakmpExchangeType exchange, uint id, params IsakmpPayloadValue[] payloads) => new()
        {
            InitiatorSpi = new(1),
            ResponderSpi = new(2),
            ExchangeType = exchange,
            MessageId = new(id),
            Payloads = [.. payloads],
        };

    private static IsakmpPayloadValue Nonce(int length) => new()
    {
        Body = new IsakmpPayloadBody.Nonce(new() { Data = new(new byte[length - 4]) }),
    };

    private static IsakmpPayloadValue Hash(byte[] hash) => new()
    {
        Body = new IsakmpPayloadBody.Hash(new() { Data = new(hash) }),
    };

    private static byte[] Rest(IsakmpPayloadValue payload) =>
        new IsakmpPlaintextValue { Payloads = [payload] }.ToArray();
}
