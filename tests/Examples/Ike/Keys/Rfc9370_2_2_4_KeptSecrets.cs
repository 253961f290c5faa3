using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Keys;

/// <summary>Secrets that wait for the last key exchange, RFC 9370 §2.2.4.</summary>
public sealed class Rfc9370_2_2_4_KeptSecrets
{
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    private static readonly IkeSuite Suite = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 256)!, IntegritySpec.None,
        PrfSpec.Find(PseudorandomFunction.HmacSha256)!, KeyExchangeMethod.Curve25519,
        [KeyExchangeMethod.MlKem768]);

    private static readonly ExchangeNonces Nonces = new(
        new(Filled(32, 0x11)), new(Filled(32, 0x22)));

    private static readonly IkeSpiPair Spis = new(new(0x0102030405060708), new(9));

    [Fact]
    [Requirement("RFC9370-2.2.4-a")]
    public void Both_sides_have_the_same_keys_of_all_of_them_and_none_is_left()
    {
        using var ours = Began(IkeRole.Initiator, out var old);
        using var theirs = Began(IkeRole.Responder, out var same);
        var (here, there) = (0UL, 0UL);
        foreach (var method in (KeyExchangeMethod[])[Suite.KeyExchange, .. Suite.Additional])
        {
            Assert.True(ours.TryStart(method, out var share, out var value, out _));
            Assert.True(theirs.TryKeep(
                method, there, value, out var answer, out there, out _));
            Assert.True(ours.TryKeep(share, here, answer, out here, out _));
        }

        Assert.Equal((3, 3), (ours.Count, theirs.Count));
        using var expected = SkeySeed.Rekeyed(
            new(Provider, Suite.Prf), ours.KeysOf(old).SkD, Nonces, [.. ours.KeptAs(here)]);
        using var keys = IkeKeys.Derive(
            new(Provider, Suite.Prf), Suite, expected, Nonces, Spis);
        var made = ours.DeriveRekeyed(old, Suite, Spis, Nonces, here, IkeRole.Initiator);
        var got = theirs.DeriveRekeyed(same, Suite, Spis, Nonces, there, IkeRole.Responder);
        Assert.True(ours.KeysOf(made).SkD.FixedTimeEquals(keys.SkD.Span));
        Assert.True(theirs.KeysOf(got).SkD.FixedTimeEquals(keys.SkD.Span));
        Assert.Equal((2, 2), (ours.Count, theirs.Count));
        Assert.True(ours.KeptAs(here).IsEmpty);
    }

    [Fact]
    public void A_bad_value_zeroes_those_before_it()
    {
        using var keys = Began(IkeRole.Responder, out _);
        var first = keys.Keep(0, new(Filled(32, 7)));
        var secret = keys.KeptAs(first)[0];
        Assert.False(keys.TryKeep(
            KeyExchangeMethod.MlKem768, first, new(Filled(3, 1)), out _, out var kept, out _));
        Assert.Equal((0UL, 1), (kept, keys.Count));
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);

        var again = keys.Keep(0, new(Filled(32, 7)));
        Assert.True(keys.TryStart(KeyExchangeMethod.MlKem768, out var share, out _, out _));
        Assert.False(keys.TryKeep(share, again, new(Filled(3, 1)), out _, out _));
        Assert.True(keys.Forget(share));
        Assert.False(keys.Forget(again));
        Assert.Equal(1, keys.Count);
    }

    private static HandshakeKeys Began(IkeRole role, out ulong old)
    {
        var octet = (byte)0;
        var keys = new HandshakeKeys(
            Provider, NoncePartition.Alone, octets => octets.Fill(++octet), isRepeatable: true);
        using var secret = new Secret(Filled(32, 3));
        old = keys.Adopt(Suite, Spis, Nonces, secret, role);
        return keys;
    }

    private static byte[] Filled(int length, byte octet)
    {
        var octets = new byte[length];
        octets.AsSpan().Fill(octet);
        return octets;
    }
}
