using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Keys;

/// <summary>How keys of IKEv2 are made, where no vector of others is at hand.</summary>
public sealed class Rfc7296_2_14_KeyMaterial
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    private static readonly IkeSuite Suite = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 256)!, IntegritySpec.None,
        PrfSpec.Find(PseudorandomFunction.HmacSha256)!, KeyExchangeMethod.Curve25519,
        [KeyExchangeMethod.MlKem768]);

    private static readonly ExchangeNonces Nonces = new(
        new(Filled(32, 0x11)), new(Filled(24, 0x22)));

    private static readonly IkeSpiPair Spis = new(new(0x0102030405060708), new(9));

    private static readonly Prf Function = new(Provider, Suite.Prf);

    [Fact]
    [Requirement("RFC7296-2.13-b")]
    public void The_expansion_ends_with_block_255()
    {
        using var most = Function.Expand([1], [2], Prf.MostBlocks * 32);
        Assert.Equal(8160, most.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Function.Expand([1], [2], 8161));
    }

    [Theory]
    [Requirement("RFC7296-2.14-b")]
    [InlineData(4)]
    [InlineData(8)]
    public void A_PRF_with_a_fixed_key_takes_half_of_it_from_each_nonce(ushort function)
    {
        var prf = new Prf(Provider, PrfSpec.Find(new PseudorandomFunction(function))!);
        using var shared = new Secret(Filled(32, 7));
        using var whole = SkeySeed.Initial(prf, Nonces, shared);
        using var halves = SkeySeed.Initial(
            prf, new(new(Filled(8, 0x11)), new(Filled(8, 0x22))), shared);
        using var other = SkeySeed.Initial(
            prf, new(new(Filled(9, 0x11)), new(Filled(8, 0x23))), shared);

        Assert.Equal(KeyVectors.Hex(halves), KeyVectors.Hex(whole));
        Assert.NotEqual(KeyVectors.Hex(other), KeyVectors.Hex(whole));
    }

    /// <summary>RFC 4434 §4 (test cases of key lengths) and RFC 4615 §4.</summary>
    [Theory]
    [InlineData(4, "000102030405060708090a0b0c0d0e0f", "47f51b4564966215b8985c63055ed308")]
    [InlineData(4, "00010203040506070809", "0fa087af7d866e7653434e602fdde835")]
    [InlineData(
        4, "000102030405060708090a0b0c0d0e0fedcb", "8cd3c93ae598a9803006ffb67c40e9e4")]
    [InlineData(
        8, "000102030405060708090a0b0c0d0e0fedcb", "84a348a4a45d235babfffc0d2b4da09a")]
    [InlineData(8, "000102030405060708090a0b0c0d0e0f", "980ae87b5f4c9c5214f5b6a8455e4c2d")]
    [InlineData(8, "00010203040506070809", "290d9e112edb09ee141fcf64c0b72f3d")]
    public void A_PRF_with_a_fixed_key_fits_keys_of_other_lengths(
        ushort function, string key, string expected)
    {
        var prf = new Prf(Provider, PrfSpec.Find(new PseudorandomFunction(function))!);
        using var result = prf.Compute(
            Convert.FromHexString(key),
            Convert.FromHexString("000102030405060708090a0b0c0d0e0f10111213"));

        Assert.Equal(expected, KeyVectors.Hex(result));
    }

    [Fact]
    [Requirement("RFC9370-2.2.2-a")]
    public void An_additional_key_exchange_renews_every_key_as_a_rekey_would()
    {
        using var old = Keys(3);
        using var shared = new Secret(Filled(32, 4));
        using var seed = SkeySeed.Intermediate(Function, old.SkD, Nonces, shared);
        using var keys = IkeKeys.Derive(Function, Suite, seed, Nonces, Spis);

        // prf(SK_d(n-1), SK(n) | Ni | Nr)
        using var expected = Function.Compute(
            old.SkD.Span,
            [.. shared.Span, .. Nonces.Initiator.Span, .. Nonces.Responder.Span]);
        Assert.Equal(KeyVectors.Hex(expected), KeyVectors.Hex(seed));
        Assert.NotEqual(KeyVectors.Hex(old.SkD), KeyVectors.Hex(keys.SkD));
        Assert.NotEqual(KeyVectors.Hex(old.SkEi), KeyVectors.Hex(keys.SkEi));
        Assert.NotEqual(KeyVectors.Hex(old.SkPr), KeyVectors.Hex(keys.SkPr));
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-a")]
    public void Further_secrets_of_a_rekey_stand_behind_the_nonces()
    {
        using var old = Keys(3);
        using var first = new Secret(Filled(32, 4));
        using var second = new Secret(Filled(64, 5));
        using var third = new Secret(Filled(16, 6));
        byte[] seed =
        [
            .. first.Span, .. Nonces.Initiator.Span, .. Nonces.Responder.Span, .. second.Span,
            .. third.Span,
        ];

        using var rekeyed = SkeySeed.Rekeyed(Function, old.SkD, Nonces, first, second, third);
        using var child = ChildKeys.Derive(
            Function, Child, old.SkD, Nonces, first, second, third);

        using var expected = Function.Compute(old.SkD.Span, seed);
        using var material = Function.Expand(old.SkD.Span, seed, 2 * 36);
        Assert.Equal(KeyVectors.Hex(expected), KeyVectors.Hex(rekeyed));
        Assert.Equal(
            KeyVectors.Hex(material),
            KeyVectors.Hex(child.EncryptionOfInitiator)
                + KeyVectors.Hex(child.EncryptionOfResponder));
        Assert.Equal(0, child.IntegrityOfInitiator.Length);
        Assert.Equal(0, child.IntegrityOfResponder.Length);
    }

    [Fact]
    [Requirement("RFC5723-5.1-a")]
    public void A_resumed_SA_takes_its_keys_from_the_old_one_and_new_nonces()
    {
        using var old = Keys(3);
        using var seed = SkeySeed.Resumed(Function, old.SkD, Nonces);

        using var expected = Function.Compute(
            old.SkD.Span,
            [.. "Resumption"u8, .. Nonces.Initiator.Span, .. Nonces.Responder.Span]);
        Assert.Equal(KeyVectors.Hex(expected), KeyVectors.Hex(seed));
    }

    [Fact]
    [Requirement("RFC8784-3-a")]
    public void A_post_quantum_key_is_mixed_into_SK_d_and_SK_p_alone()
    {
        using var plain = Keys(3);
        using var ppk = new Secret(Filled(32, 0x77));
        using var mixed = plain.WithPpk(Function, ppk);

        foreach (var (before, after) in (ReadOnlySpan<(Secret, Secret)>)
            [(plain.SkD, mixed.SkD), (plain.SkPi, mixed.SkPi), (plain.SkPr, mixed.SkPr)])
        {
            using var expected = Function.Expand(ppk.Span, before.Span, 32);
            Assert.Equal(KeyVectors.Hex(expected), KeyVectors.Hex(after));
        }

        Assert.Equal(KeyVectors.Hex(plain.SkEi), KeyVectors.Hex(mixed.SkEi));
        Assert.Equal(KeyVectors.Hex(plain.SkEr), KeyVectors.Hex(mixed.SkEr));
    }

    [Fact]
    public void Keys_print_their_lengths_and_are_gone_when_disposed()
    {
        var keys = Keys(3);
        Assert.Contains("SkD = Secret (32 octets)", keys.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(KeyVectors.Hex(keys.SkD), keys.ToString(), StringComparison.Ordinal);
        keys.Dispose();
        Assert.Throws<ObjectDisposedException>(() => keys.SkEr.Span.Length);
    }

    private static ChildSuite Child { get; } =
        new(ProtocolId.Esp, Suite.Encryption, IntegritySpec.None, true);

    private static IkeKeys Keys(byte shared)
    {
        using var secret = new Secret(Filled(32, shared));
        using var seed = SkeySeed.Initial(Function, Nonces, secret);
        return IkeKeys.Derive(Function, Suite, seed, Nonces, Spis);
    }

    private static byte[] Filled(int length, byte value)
    {
        var octets = new byte[length];
        octets.AsSpan().Fill(value);
        return octets;
    }
}
