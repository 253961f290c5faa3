using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Tests.Examples.Cryptography.Signatures;

namespace Holdfast.Tests.Properties.Cryptography.Signatures;

/// <summary>
/// What was signed is verified, and nothing else is: RFC 7427 §3, RFC 7296 §2.15, RFC 2409 §5.1.
/// </summary>
public sealed class Rfc7427_3_Signatures
{
    private static readonly SignatureHash[] Hashes =
        [SignatureHash.Sha1, SignatureHash.Sha256, SignatureHash.Sha384, SignatureHash.Sha512];

    private static readonly Dictionary<string, PublicKey> Public =
        SigningKeys.All.Keys.ToDictionary(name => name, PublicHalf);

    /// <summary>Every key with every scheme that fits it.</summary>
    private static readonly (string Key, SignatureScheme Scheme)[] Pairs =
    [
        .. from name in SigningKeys.All.Keys
           from scheme in Schemes()
           where Fits(name, scheme)
           select (name, scheme),
    ];

    public static TheoryData<int> Every => [.. Enumerable.Range(0, Pairs.Length)];

    [Fact]
    public void Every_kind_of_key_has_schemes_and_every_scheme_a_key()
    {
        Assert.Equal(SigningKeys.All.Keys, Pairs.Select(pair => pair.Key).Distinct());
        Assert.Equal(
            Schemes().ToHashSet(), Pairs.Select(pair => pair.Scheme).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_signature_is_verified_by_its_key_its_scheme_and_no_other(int index)
    {
        var (name, scheme) = Pairs[index];
        using var key = SigningKeys.Read(name);
        byte[] message = [.. "SIGNED OCTETS"u8];

        Assert.True(key.TrySign(scheme, message, out var random, out var error), error.ToString());
        var salt = Salt(scheme, 1);
        Assert.True(key.TrySignDeterministic(scheme, message, salt, out var first, out error));
        Assert.True(key.TrySignDeterministic(scheme, message, salt, out var again, out error));
        Assert.Equal(first, again);
        foreach (var signature in (Octets[])[random, first])
        {
            Assert.True(key.PublicKey.TryVerify(scheme, message, signature.Span, out error));
            Assert.Equal(default, error);
            foreach (var (other, otherScheme) in Pairs)
            {
                Assert.Equal(
                    (other, otherScheme) == (name, scheme),
                    Public[other].TryVerify(otherScheme, message, signature.Span, out _));
            }
        }
    }

    [Property(MaxTest = 300)]
    public void A_bit_of_the_signature_or_of_the_message_counts(
        uint index, uint at, uint bit, byte[] message)
    {
        var (name, scheme) = Pairs[index % Pairs.Length];
        using var key = SigningKeys.Read(name);
        byte[] text = [.. message.Take(20), 1];
        Assert.True(key.TrySignDeterministic(
            scheme, text, Salt(scheme, (int)(at % 99)), out var signature, out _));

        Assert.False(key.PublicKey.TryVerify(
            scheme, text, Flip(signature.Span, at), out var error));
        Assert.Equal(new(CryptoFault.NotAuthentic, scheme.ToString()), error);
        Assert.False(key.PublicKey.TryVerify(scheme, Flip(text, bit), signature.Span, out error));
        Assert.Equal(new(CryptoFault.NotAuthentic, scheme.ToString()), error);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_signature_of_another_length_is_refused(int index)
    {
        var (name, scheme) = Pairs[index];
        using var key = SigningKeys.Read(name);
        Assert.True(key.TrySignDeterministic(
            scheme, [1, 2], Salt(scheme, 2), out var signature, out _));
        byte[][] others =
        [
            [], [0], signature.Span[1..].ToArray(), signature.Span[..^1].ToArray(),
            [0, .. signature], [.. signature, 0], [.. signature, .. signature], new byte[65535],
        ];
        foreach (var other in others)
        {
            Assert.False(key.PublicKey.TryVerify(scheme, [1, 2], other, out var error));
            Assert.Equal(CryptoFault.NotAuthentic, error.Fault);
        }
    }

    [Fact]
    public void A_scheme_that_does_not_fit_the_key_is_unsupported()
    {
        foreach (var name in SigningKeys.All.Keys)
        {
            using var key = SigningKeys.Read(name);
            foreach (var scheme in Schemes().Where(one => !one.Fits(key.Kind)))
            {
                Assert.False(key.TrySign(scheme, [1], out var signature, out var error));
                Assert.Equal(CryptoFault.Unsupported, error.Fault);
                Assert.Equal(default, signature);
                Assert.False(key.TrySignDeterministic(
                    scheme, [1], Salt(scheme, 0), out signature, out error));
                Assert.Equal(CryptoFault.Unsupported, error.Fault);
                Assert.False(key.PublicKey.TryVerify(scheme, [1], new byte[64], out error));
                Assert.Equal(CryptoFault.Unsupported, error.Fault);
            }
        }
    }

    [Fact]
    public void What_the_modulus_has_no_room_for_is_refused()
    {
        using var key = SigningKeys.Read("Rsa1025");
        var salted = new SignatureScheme.RsaPss(SignatureHash.Sha512, 63);

        Assert.False(key.TrySignDeterministic(
            salted, [1], new byte[63], out _, out var error));
        Assert.Equal(CryptoFault.WrongLength, error.Fault);
        Assert.False(key.TrySign(new SignatureScheme.RsaBare(), new byte[119], out _, out error));
        Assert.Equal(CryptoFault.WrongLength, error.Fault);
        Assert.True(key.TrySign(new SignatureScheme.RsaBare(), new byte[118], out _, out error));
    }

    [Property(MaxTest = 20)]
    public void Another_salt_is_another_signature_of_the_same_message(ushort salt, byte[] message)
    {
        using var key = SigningKeys.Read("Rsa1025");
        var scheme = new SignatureScheme.RsaPss(SignatureHash.Sha256, salt % 60);
        Assert.True(key.TrySignDeterministic(
            scheme, message, Salt(scheme, salt), out var one, out _));
        Assert.True(key.TrySignDeterministic(
            scheme, message, Salt(scheme, salt + 1), out var other, out _));

        Assert.Equal(scheme.SaltLength == 0, one == other);
        Assert.True(key.PublicKey.TryVerify(scheme, message, one.Span, out _));
        Assert.True(key.PublicKey.TryVerify(scheme, message, other.Span, out _));
    }

    [Property(MaxTest = 500)]
    public void No_octets_make_a_verifier_or_a_reader_throw(
        uint index, byte[] message, byte[] signature)
    {
        var (name, scheme) = Pairs[index % Pairs.Length];

        Assert.False(Public[name].TryVerify(scheme, message, signature, out _));
        Assert.False(PublicKey.TryRead(signature, out _, out _));
        Assert.False(PublicKey.TryReadCertificate(signature, out _, out _));
        Assert.False(PrivateKey.TryRead(CryptoProviders.Managed(), signature, out _, out _));
        Assert.False(AlgorithmIdentifiers.TryParse(signature, out _, out _));
    }

    private static IEnumerable<SignatureScheme> Schemes() =>
    [
        .. Hashes.Select(hash => new SignatureScheme.RsaPkcs1(hash)),
        new SignatureScheme.RsaBare(),
        .. Hashes.Select(hash => new SignatureScheme.RsaPss(hash)),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P256, SignatureHash.Sha256),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P384, SignatureHash.Sha384),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P521, SignatureHash.Sha512),
        .. Hashes.Select(hash => new SignatureScheme.Ecdsa(hash)),
        new SignatureScheme.Ed25519(),
        new SignatureScheme.Ed448(),
    ];

    private static PublicKey PublicHalf(string name)
    {
        using var key = SigningKeys.Read(name);
        return key.PublicKey;
    }

    private static bool Fits(string name, SignatureScheme scheme)
    {
        // 1025 bits have no room for SHA-512 with as long a salt.
        return scheme.Fits(Public[name].Kind)
            && !(name == "Rsa1025" && scheme is SignatureScheme.RsaPss { SaltLength: 64 });
    }

    private static byte[] Salt(SignatureScheme scheme, int seed)
    {
        var salt = new byte[scheme.RandomnessLength];
        new Random(seed).NextBytes(salt);
        return salt;
    }

    private static byte[] Flip(ReadOnlySpan<byte> octets, uint at)
    {
        var changed = octets.ToArray();
        var bit = (int)(at % (uint)(octets.Length * 8));
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }
}
