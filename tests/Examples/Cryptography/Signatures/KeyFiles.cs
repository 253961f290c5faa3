using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;
using HashAlgorithm = Holdfast.Protocol.Ike.HashAlgorithm;
using PublicKey = Holdfast.Protocol.Cryptography.PublicKey;

namespace Holdfast.Tests.Examples.Cryptography.Signatures;

/// <summary>Keys from certificates, SubjectPublicKeyInfo and PKCS #8, good and bad.</summary>
public sealed class KeyFiles
{
    public static TheoryData<string> Kinds => [.. SigningKeys.All.Keys];

    /// <summary>Certificates that broke other people's parsers, and what each is to us.</summary>
    [VectorFact]
    public void Certificates_of_a_fuzzer_are_keys_or_errors_and_never_exceptions()
    {
        var folder = Path.Combine(PublicVectors.Messages, "strongswan-fuzz-certs-crash");
        var outcomes = Directory.EnumerateFiles(folder)
            .Select(file => PublicKey.TryReadCertificate(
                File.ReadAllBytes(file), out var key, out var error)
                ? key.ToString()
                : error.ToString())
            .CountBy(outcome => outcome)
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{one.Value} × {one.Key}");

        Assert.Equal(
            [
                "3 × BadPublicValue: RSAPublicKey",
                "1 × Malformed: certificate: issuer",
                "4 × Malformed: certificate: outer sequence",
                "5 × Malformed: certificate: signatureValue",
                "2 × Rsa (1024)",
                "1 × Rsa (2048)",
            ],
            outcomes);
    }

    [Fact]
    public void A_certificate_has_the_key_that_signed_it_and_no_cut_or_change_of_it_throws()
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(SigningKeys.All["Rsa"], out _);
        var request = new CertificateRequest(
            "CN=carol", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var certificate = made.RawData;
        using var expected = SigningKeys.Read("Rsa");

        Assert.True(PublicKey.TryReadCertificate(certificate, out var key, out _));
        Assert.Equal(expected.PublicKey, key);
        for (var length = 0; length < certificate.Length; length++)
        {
            Assert.False(PublicKey.TryReadCertificate(
                certificate.AsSpan(0, length), out _, out var error));
            Assert.Equal(CryptoFault.Malformed, error.Fault);
        }

        var random = new Random(7427);
        for (var run = 0; run < 2000; run++)
        {
            var changed = certificate.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            if (PublicKey.TryReadCertificate(changed, out var other, out var error))
            {
                Assert.Equal(default, error);
                Assert.NotNull(other);
            }
            else
            {
                Assert.NotEqual(CryptoFault.None, error.Fault);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_private_key_knows_its_public_half_and_prints_neither(string name)
    {
        using var key = SigningKeys.Read(name);

        Assert.True(PublicKey.TryRead(key.PublicKey.Info.Span, out var again, out _));
        Assert.Equal(key.PublicKey, again);
        Assert.Equal(key.PublicKey.GetHashCode(), again.GetHashCode());
        Assert.Equal($"private key: {again.Kind} ({again.Bits})", key.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_disposed_key_signs_no_more(string name)
    {
        var key = SigningKeys.Read(name);
        key.Dispose();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.TrySignDeterministic(
            SchemeOf(key.Kind), [1], [], out _, out _));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_cut_private_key_is_an_error_with_its_place(string name)
    {
        var info = SigningKeys.All[name];
        for (var length = 0; length < info.Length; length++)
        {
            Assert.False(PrivateKey.TryRead(
                Engines.Managed, info.AsSpan(0, length), out var key, out var error));
            Assert.Null(key);
            Assert.Equal("Malformed: PrivateKeyInfo: outer sequence", error.ToString());
        }
    }

    [Fact]
    public void Numbers_of_RSA_that_do_not_belong_together_are_refused()
    {
        var info = SigningKeys.All["Rsa"];
        for (var at = 40; at < info.Length; at += 37)
        {
            var changed = info.ToArray();
            changed[at] ^= 4;
            if (PrivateKey.TryRead(Engines.Managed, changed, out var key, out var error))
            {
                Assert.Fail($"octet {at}");
                key.Dispose();
            }

            Assert.NotEqual(CryptoFault.None, error.Fault);
        }
    }

    [Theory]
    [InlineData("1.2.840.10045.3.1.7", 32)]
    [InlineData("1.3.132.0.35", 66)]
    [InlineData("1.3.36.3.3.2.8.1.1.13", 64)]
    public void Scalars_outside_the_group_are_refused(string curve, int length)
    {
        var beyond = new byte[length];
        beyond.AsSpan().Fill(0xff);

        Assert.False(PrivateKey.TryRead(
            Engines.Managed, SigningKeys.Scalar(curve, new byte[length]), out _, out var error));
        Assert.Equal("Malformed: ECPrivateKey", error.ToString());
        Assert.False(PrivateKey.TryRead(
            Engines.Managed, SigningKeys.Scalar(curve, beyond), out _, out error));
        Assert.Equal("Malformed: ECPrivateKey", error.ToString());
        Assert.False(PrivateKey.TryRead(
            Engines.Managed, SigningKeys.Scalar(curve, []), out _, out error));
        Assert.Equal("Malformed: ECPrivateKey", error.ToString());
    }

    [Theory]
    [InlineData(512, 65537, "NotAllowed: RSA modulus of 512 bits")]
    [InlineData(1023, 65537, "NotAllowed: RSA modulus of 1023 bits")]
    [InlineData(16385, 65537, "NotAllowed: RSA modulus of 16385 bits")]
    [InlineData(65536, 65537, "NotAllowed: RSA modulus of 65536 bits")]
    [InlineData(2048, 1, "BadPublicValue: RSAPublicKey")]
    [InlineData(2048, 65536, "BadPublicValue: RSAPublicKey")]
    public void Keys_of_RSA_out_of_bounds_are_refused(int bits, int exponent, string refusal)
    {
        var modulus = new byte[(bits + 7) / 8];
        modulus.AsSpan().Fill(0xff);
        modulus[0] = (byte)(0xff >> ((modulus.Length * 8) - bits));

        Assert.False(PublicKey.TryRead(RsaInfo(modulus, exponent), out var key, out var error));
        Assert.Null(key);
        Assert.Equal(refusal, error.ToString());
    }

    [Fact]
    public void The_biggest_modulus_costs_no_more_than_the_power()
    {
        // A peer may send any number as modulus; looking for its factors would take seconds.
        var modulus = new byte[2048];
        new Random(3).NextBytes(modulus);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        Assert.True(PublicKey.TryRead(RsaInfo(modulus, 65537), out var key, out _));
        Assert.Equal(16384, key.Bits);

        SignatureScheme[] schemes =
        [
            new SignatureScheme.RsaBare(),
            new SignatureScheme.RsaPkcs1(SignatureHash.Sha256),
            new SignatureScheme.RsaPss(SignatureHash.Sha256),
            new SignatureScheme.RsaPss(SignatureHash.Sha256, 20),
        ];
        foreach (var scheme in schemes)
        {
            Assert.False(key.TryVerify(scheme, new byte[20], new byte[2048], out var error));
            Assert.Equal(CryptoFault.NotAuthentic, error.Fault);
        }
    }

    [Theory]
    [InlineData("Unsupported: SubjectPublicKeyInfo: algorithm", "1.2.840.10040.4.1", null, 9)]
    [InlineData("Unsupported: SubjectPublicKeyInfo: algorithm", "1.3.101.110", null, 32)]
    [InlineData(
        "Unsupported: SubjectPublicKeyInfo: curve", "1.2.840.10045.2.1", "1.3.132.0.10", 65)]
    [InlineData(
        "Unsupported: SubjectPublicKeyInfo: curve without a name", "1.2.840.10045.2.1", null, 65)]
    [InlineData(
        "WrongLength: point of P384", "1.2.840.10045.2.1", "1.3.132.0.34", 49)]
    [InlineData(
        "BadPublicValue: point of P384", "1.2.840.10045.2.1", "1.3.132.0.34", 97)]
    [InlineData("Malformed: SubjectPublicKeyInfo: parameters", "1.3.101.112", "1.3.132.0.34", 32)]
    [InlineData("WrongLength: Ed25519", "1.3.101.112", null, 31)]
    [InlineData("BadPublicValue: Ed25519", "1.3.101.112", null, 32)]
    [InlineData("Malformed: SubjectPublicKeyInfo: parameters", "1.2.840.113549.1.1.1", null, 99)]
    public void What_is_no_key_for_us_says_why(string refusal, string oid, string? curve, int ones)
    {
        var key = new byte[ones];
        key.AsSpan().Fill(0xff);
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(oid);
                if (curve is not null)
                {
                    info.WriteObjectIdentifier(curve);
                }
            }

            info.WriteBitString(key);
        }

        Assert.False(PublicKey.TryRead(info.Encode(), out var read, out var error));
        Assert.Null(read);
        Assert.Equal(refusal, error.ToString());
    }

    [Fact]
    public void Methods_of_IKE_name_their_schemes()
    {
        Assert.Equal(
            new SignatureScheme.RsaPkcs1(SignatureHash.Sha1),
            SignatureScheme.OfMethod(AuthMethod.RsaSignature));
        Assert.Equal(
            new SignatureScheme.EcdsaFixed(SigningKeyKind.P521, SignatureHash.Sha512),
            SignatureScheme.OfMethod(AuthMethod.EcdsaSha512P521));
        Assert.Null(SignatureScheme.OfMethod(AuthMethod.DigitalSignature));
        Assert.Equal(HashAlgorithm.Identity, new SignatureScheme.Ed448().NegotiatedHash);
        Assert.Equal(
            HashAlgorithm.Sha384, new SignatureScheme.Ecdsa(SignatureHash.Sha384).NegotiatedHash);
        Assert.Equal(default, new SignatureScheme.RsaBare().NegotiatedHash);
    }

    private static byte[] RsaInfo(byte[] modulus, int exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteInteger(exponent);
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                info.WriteNull();
            }

            info.WriteBitString(key.Encode());
        }

        return info.Encode();
    }

    private static SignatureScheme SchemeOf(SigningKeyKind kind) => kind switch
    {
        SigningKeyKind.Rsa => new SignatureScheme.RsaBare(),
        SigningKeyKind.Ed25519 => new SignatureScheme.Ed25519(),
        SigningKeyKind.Ed448 => new SignatureScheme.Ed448(),
        _ => new SignatureScheme.Ecdsa(SignatureHash.Sha256),
    };
}
