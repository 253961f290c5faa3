using System.Formats.Asn1;
using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography.Signatures;

/// <summary>Keys made for these tests, as PKCS #8: nobody else has a use for them.</summary>
internal static class SigningKeys
{
    private const string Rsa2048 =
        """
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDki6ebN7ZaA4VA5jv+4M1lgjur
        erm8ilvgpwTX8RFMlvFFrh1kA3TG3PWEDfKuSOQeaT7X6oSPwDwVvMHI/K+akMW6SmWRLkcFCzlP
        ts45RR+3esWZPZsBUlxr39mh+YjEJfvbFYLjBoq0lAYOwYZmn4wkYqO3l9yGcxwp/xTrndgQpVCY
        WC81Ky/Hj5YPRHlsvxd5gJ+1fXi5yr3iVWJksdzhE3XZ3Hhkgz9DYUiujL7NSYgnRCvA7SvXfSmC
        rS3PUFdMwVWqtUzZt8eOtRQiZEg6MyAcYE+7rSk5GBjTEE+6IqHZW3wuYmQo1Yj8ALZ9sNziheMz
        k2g5bqjASQ7PAgMBAAECggEAZrNDDAMLFIQEe1d6mlxWsEjHm5U4pbre8qLbEFap2Wry3McTOgA7
        l6lvQnoqFZt3txrAPLKMAzT1SydZRYIXPzPTRpVr8sOC8odKp8GUBjRDvmWTKft/Dib+lRMwbxL9
        HHedJ6QQ/wfPiLoDxtm8FZ2YkjkpLLU3ScusWkrgEcgxCfDcH+rYWWDDz1CM96gV4l/FirlgYJBc
        3v6hGkc1E3SNllFdkR4KKYoIkpAwxEnMcXcdNFtZLzL/vzTlB4GSuJiOAZ+JpTWZRn3poBfNpEh5
        VHnqP0QvroyNJ1r0THLX4CdizZStlzMi2myoIiMkY39Vhtw73F7Nn6ckXaD3gQKBgQD0rXApkBMG
        OlBWwQ7dx1I3B519OBCarAO+L0N5lsX4HmXTN8bw5/3aJU9lUR24R3EOtgbHr1cCZMNZL/V3E/ID
        b2tdn8FjlNiAZuxOzDVQiJyf11c0ywZuyM1NLQ94nsMYVxdgF3B1TxRkzpROEAI26jrAOKxj9P8I
        mrsoahvvbwKBgQDvHxwiYja6Vlg0G1hC9mrC9MFJxjgiKHec0VN5jl6etAT9751T4QbNVIhg0SxB
        jko44rVipOFX7kTHhqYRNtllkgXYiaRQReM1qgAhjfcib/Mbc61jvHVxlr9IKujC6Sbp21KUseA4
        Z4NRaluiPIMggdFOjtFABqCqQGD0jSMmoQKBgQCx5dChR5Gte4SiLyhB9ARA4paNTtAzxVHLW83x
        f8Bc0K00T1+kFOkrTOlXPw0eyULYcVyon0HiCaVHGWmdtLDH8qDbp6YSY0yuvyadfDhfX5SRWx6a
        0erRbcpnjJWtG7G55simIySvBlpLmS+XOmiByPgCfrJI0v8DII1nqw64nQKBgQDm1s6PNucEXcSK
        kPdUtZP9HtDVyoB4IT7PaZi/GTyo0rqa9k2YIv0xDXEWnfeuVZG7dsiKMQfFniRRxd/dcGjQT/ZK
        wx2XzM/6B2JXAjjYyuAS2UpCpTVvcYq5PYs0VmYVjoAbQdhmOy+fUiCh7u7bW9dWkjLZL0y87qdq
        jjGn4QKBgG5FuAot/U7TomNoADAnJMm/N0TBCFv8aRROuhAB5373chu64XTcdW6bSfIEqHQBoDC1
        pd6n/Um8j6cFgbcR2cK01Vz/KpHcjaZ0u4WB6nRfM2+kddpMr7qNfI4Yt7tWd6+Pioz6/xMy48YX
        XvBib89HciqIIy7GHcaFb9E7O7Of
        """;

    /// <summary>A modulus a bit longer than whole octets, where PSS is an octet shorter.</summary>
    private const string Rsa1025 =
        """
        MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAUlHfigfelOd/vy+tvRg81s2AkUi
        NtLZat/2/pdJ0QhxVxPbLehRgRga8xVmAVB1c5h5BF5zeqFGgQX85jGbUD5PeBXLxX7OJifZED45
        NKU99HJF26fIBE5wB2CybeHNwnsMIc4Mcwf2WbKC0t/2dGEe1ov5vX1hBUrEWrbzHFEXAgMBAAEC
        gYEAzJXl9WnxaCifeEvKgrYGHeLFsEycwY6ij7r33enYPaWmE8k3kcOqMN71r5LsOCBxjQeLxl97
        jt6uZZkHMUUtqbGUP3qqxcPNDeXG8U4caIBJbQ6YVXoUknQdPMkqJPfgZcKyi8J1h/u5LLpu3yHp
        yTAPbYVvbvy7aL6s42HkrMkCQQG2JSOgI9XMNDOCdArC62I6BFnR55laYqhi+yU4S6e7DsYPrXqE
        //bcj5lqdfZdwstAQ/LLuG7KmUkhg2gTnz0DAkEAwGRI/ou/T2u93NNrTYKzwXDZ1zW8cXqQujsv
        KIkH6LV4OMayEQnYTW4HSvnJyR92aQiR8b2IlE6WKNGzIg4NXQJABuEcZxZI9BTZvjGePaM+fpS0
        6FPPl5i29h7lXbXqY0h/GZ3qr43pTVs/2GkTvjMhx9eJR2OU8b9oY4tRpgU5CwJBAKTKgXd+rexS
        RftLICLxLBUqG31qKrIsoKDTpu4aiaq7HXHMR6Ougha4gwimcj+ScnM/AvtENCOMOLRYAg7OaIUC
        QQEFuN5MYZUgHdxRTPQt0PTu+YQw3iERJQZ44HB2uYEIHrcVwKKk7/dSaV2RccmjOlJ9lPl6w5Pv
        8ltSq9joTJdH
        """;

    private static readonly LayeredProvider Managed = CryptoProviders.Managed();

    /// <summary>Every kind of key, and a second size of RSA.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["Rsa"] = Convert.FromBase64String(Rsa2048),
        ["Rsa1025"] = Convert.FromBase64String(Rsa1025),
        ["P256"] = OfCurve("1.2.840.10045.3.1.7"),
        ["P384"] = OfCurve("1.3.132.0.34"),
        ["P521"] = OfCurve("1.3.132.0.35"),
        ["Brainpool256"] = OfCurve("1.3.36.3.3.2.8.1.1.7"),
        ["Brainpool384"] = OfCurve("1.3.36.3.3.2.8.1.1.11"),
        ["Brainpool512"] = OfCurve("1.3.36.3.3.2.8.1.1.13"),
        ["Ed25519"] = OfSeed("1.3.101.112", 32),
        ["Ed448"] = OfSeed("1.3.101.113", 57),
    };

    /// <summary>A key of that name; the caller disposes it.</summary>
    public static PrivateKey Read(string name)
    {
        Assert.True(
            PrivateKey.TryRead(Managed, All[name], out var key, out var error),
            error.ToString());
        return key;
    }

    /// <summary>A key of a curve from its scalar, most significant octet first.</summary>
    public static PrivateKey OfScalar(string curve, string scalar)
    {
        Assert.True(PrivateKey.TryRead(
            Managed, Scalar(curve, Convert.FromHexString(scalar)), out var key, out var error),
            error.ToString());
        return key;
    }

    /// <summary>A key of Ed25519 or Ed448 from its seed.</summary>
    public static PrivateKey OfSeed(string oid, string seed)
    {
        Assert.True(PrivateKey.TryRead(
            Managed, Seed(oid, Convert.FromHexString(seed)), out var key, out var error),
            error.ToString());
        return key;
    }

    /// <summary>PKCS #8 of an ECPrivateKey without its public half, RFC 5915 §3.</summary>
    public static byte[] Scalar(string curve, byte[] scalar)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        using (inner.PushSequence())
        {
            inner.WriteInteger(1);
            inner.WriteOctetString(scalar);
        }

        return Wrap("1.2.840.10045.2.1", curve, inner.Encode());
    }

    /// <summary>A key of that kind, as PKCS #8, whose secret is that octet all over.</summary>
    /// <param name="kind">The kind; of RSA it is one of two keys.</param>
    /// <param name="octet">The octet.</param>
    public static byte[] OfOctet(SigningKeyKind kind, byte octet) => kind switch
    {
        SigningKeyKind.Rsa => All[octet < 0x40 ? "Rsa" : "Rsa1025"],
        SigningKeyKind.Ed25519 => Seed("1.3.101.112", Fill(octet, 32)),
        SigningKeyKind.Ed448 => Seed("1.3.101.113", Fill(octet, 57)),
        SigningKeyKind.P256 => Scalar("1.2.840.10045.3.1.7", Fill(octet, 32)),
        SigningKeyKind.P384 => Scalar("1.3.132.0.34", Fill(octet, 48)),
        SigningKeyKind.P521 => Scalar("1.3.132.0.35", Fill(octet, 65)),
        SigningKeyKind.Brainpool256 => Scalar("1.3.36.3.3.2.8.1.1.7", Fill(octet, 32)),
        SigningKeyKind.Brainpool384 => Scalar("1.3.36.3.3.2.8.1.1.11", Fill(octet, 48)),
        SigningKeyKind.Brainpool512 => Scalar("1.3.36.3.3.2.8.1.1.13", Fill(octet, 64)),
    };

    private static byte[] Fill(byte octet, int length) =>
        [.. Enumerable.Repeat(octet, length)];

    private static byte[] OfCurve(string curve)
    {
        var size = ECCurve.CreateFromValue(curve);
        using var sample = ECDsa.Create(size);
        var scalar = SHA512.HashData(System.Text.Encoding.ASCII.GetBytes(curve));
        var octets = (sample.KeySize + 7) / 8;
        return Scalar(curve, [0, .. scalar.AsSpan(0, Math.Min(octets - 1, scalar.Length))]);
    }

    private static byte[] OfSeed(string oid, int length) =>
        Seed(oid, SHA512.HashData(System.Text.Encoding.ASCII.GetBytes(oid))[..length]);

    private static byte[] Seed(string oid, byte[] seed)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(seed);
        return Wrap(oid, null, inner.Encode());
    }

    private static byte[] Wrap(string oid, string? curve, byte[] inner)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                if (curve is not null)
                {
                    writer.WriteObjectIdentifier(curve);
                }
            }

            writer.WriteOctetString(inner);
        }

        return writer.Encode();
    }
}
