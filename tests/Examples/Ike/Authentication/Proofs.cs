using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Ike.Protection;

namespace Holdfast.Tests.Examples.Ike.Authentication;

/// <summary>What AUTH payloads cover, NAT detection and cookies.</summary>
public sealed class Proofs : IDisposable
{
    private readonly Sealing _sa = new("GCM");

    [Fact]
    [Requirement("RFC7296-2.15-a")]
    public void Covered_are_message_nonce_identity_and_intermediate_exchanges()
    {
        using var maced = _sa.Function.Compute(_sa.Keys.SkPi.Span, [2, 0, 0, 0, 65]);

        var plain = SignedOctets.Of(_sa.Function, [1, 2], [3], _sa.Keys.SkPi, [2, 0, 0, 0, 65]);
        var after = SignedOctets.Of(
            _sa.Function, [1, 2], [3], _sa.Keys.SkPi, [2, 0, 0, 0, 65], [9, 9]);

        Assert.Equal([1, 2, 3, .. maced.Span], plain);
        Assert.Equal([.. plain, 9, 9], after);
    }

    [Fact]
    [Requirement("RFC7296-2.15-b")]
    public void A_shared_key_is_padded_before_it_authenticates()
    {
        using var key = new Secret("secret"u8);
        using var padded = _sa.Function.Compute("secret"u8, "Key Pad for IKEv2"u8);
        using var expected = _sa.Function.Compute(padded.Span, [1, 2, 3]);

        var auth = SharedKeyAuth.Compute(_sa.Function, key, [1, 2, 3]);

        Assert.Equal(expected.Span.ToArray(), auth);
        Assert.True(SharedKeyAuth.IsAuthentic(_sa.Function, key, [1, 2, 3], auth));
        Assert.False(SharedKeyAuth.IsAuthentic(_sa.Function, key, [1, 2, 4], auth));
        Assert.False(SharedKeyAuth.IsAuthentic(_sa.Function, key, [1, 2, 3], auth.AsSpan(1)));
        Assert.False(SharedKeyAuth.IsAuthentic(_sa.Function, key, [1, 2, 3], []));
    }

    [Fact]
    [Requirement("RFC8784-3-b")]
    public void With_a_post_quantum_key_both_proofs_differ()
    {
        using var ppk = new Secret(new byte[32]);
        using var mixed = _sa.Keys.WithPpk(_sa.Function, ppk);
        using var key = new Secret("secret"u8);

        // AUTH is made with the mixed SK_p, NO_PPK_AUTH with the one before.
        var auth = Auth(mixed);
        var without = Auth(_sa.Keys);

        Assert.NotEqual(auth, without);

        byte[] Auth(IkeKeys keys) => SharedKeyAuth.Compute(
            _sa.Function, key,
            SignedOctets.Of(_sa.Function, [1], [2], keys.SkPi, [2, 0, 0, 0, 65]));
    }

    [Fact]
    [Requirement("RFC9242-3.3.2-a")]
    [Requirement("RFC9242-3.3.2-b")]
    public void An_intermediate_message_counts_as_if_it_stood_in_the_clear()
    {
        var inner = new InnerPayloadsValue { Payloads = [Sealing.Nonce(20)] }.ToArray();
        var header = Sealing.Header with { ExchangeType = ExchangeType.IkeIntermediate };

        var first = Next([], header);
        var second = Next(first, header with { MessageId = new(6) });

        // The header with lengths that count neither IV, padding nor ICV: 28 + 4 + 20 octets.
        byte[] covered =
        [
            .. Convert.FromHexString("1111111111111111222222222222222"
                + "22e202b08000000050000003428000018"),
            .. inner,
        ];
        using var expected = _sa.Function.Compute(_sa.Keys.SkPi.Span, covered);
        Assert.Equal(expected.Span.ToArray(), first);
        covered[23] = 6;
        using var chained = _sa.Function.Compute(_sa.Keys.SkPi.Span, [.. first, .. covered]);
        Assert.Equal(chained.Span.ToArray(), second);

        byte[] Next(byte[] previous, IkeHeaderValue message) => IntermediateAuth.Next(
            _sa.Function, _sa.Keys.SkPi, previous, message, PayloadType.Nonce, inner);
    }

    [Fact]
    [Requirement("RFC9242-3.3.2-c")]
    public void Both_sides_and_the_message_ID_of_IKE_AUTH_end_what_is_signed() =>
        Assert.Equal([1, 2, 3, 4, 0, 0, 1, 2], IntermediateAuth.Whole([1, 2], [3, 4], new(258)));

    /// <summary>As the peers of v2-rekey-ike logged them.</summary>
    [Theory]
    [Requirement("RFC7296-2.23-a")]
    [InlineData("0a090002", "58f85a6c859a7e493c9f2af66f3865387198dcad")]
    public void The_hash_of_NAT_detection_is_that_of_SPIs_address_and_port(
        string address, string expected) =>
        Assert.Equal(
            expected,
            Convert.ToHexStringLower(NatDetectionHash.Compute(
                new(new(0x346833d71ca1ea87), default), Convert.FromHexString(address), 500)));

    [Fact]
    [Requirement("RFC7296-2.6-a")]
    public void A_cookie_fits_who_it_was_made_for_alone()
    {
        var provider = CryptoProviders.Managed();
        using var secret = new Secret(new byte[32]);
        using var other = new Secret(Enumerable.Repeat((byte)1, 32).ToArray());
        byte[] nonce = [1, 2, 3];
        byte[] address = [10, 0, 0, 1];
        var cookie = CookieMaker.Make(provider, 77, secret, nonce, address, new(5));

        Assert.Equal(CookieMaker.Length, cookie.Length);
        Assert.Equal(77u, CookieMaker.VersionOf(cookie));
        Assert.True(IsAuthentic(secret, nonce, address, 5, cookie));
        Assert.False(IsAuthentic(other, nonce, address, 5, cookie));
        Assert.False(IsAuthentic(secret, [1, 2, 4], address, 5, cookie));
        Assert.False(IsAuthentic(secret, nonce, [10, 0, 0, 2], 5, cookie));
        Assert.False(IsAuthentic(secret, nonce, address, 6, cookie));
        Assert.False(IsAuthentic(secret, nonce, address, 5, cookie[..35]));
        Assert.Null(CookieMaker.VersionOf(cookie.AsSpan(1)));

        // The octets of nonce and address are the same in a row, and still two initiators.
        byte[] tail = [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7];
        var longer = CookieMaker.Make(
            provider, 77, secret, [.. nonce, .. tail], address, new(5));
        Assert.False(IsAuthentic(secret, nonce, [.. tail, .. address], 5, longer));

        bool IsAuthentic(Secret with, byte[] ni, byte[] from, ulong spi, byte[] told) =>
            CookieMaker.IsAuthentic(provider, with, ni, from, new(spi), told);
    }

    public void Dispose() => _sa.Dispose();
}
