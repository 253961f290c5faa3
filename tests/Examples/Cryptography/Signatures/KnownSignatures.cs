using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography.Signatures;

/// <summary>Signatures printed in RFCs, and some that OpenSSL 3.0 made with our keys.</summary>
public sealed class KnownSignatures
{
    private static readonly byte[] Sample = Encoding.ASCII.GetBytes("sample");

    [Fact]
    public void Ecdsa_on_P256_is_that_of_RFC_6979_A_2_5() => Deterministic(
        SigningKeys.OfScalar(
            "1.2.840.10045.3.1.7",
            "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P256, SignatureHash.Sha256),
        Sample,
        """
        efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716
        f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8
        """);

    [Fact]
    public void Ecdsa_on_P384_is_that_of_RFC_6979_A_2_6() => Deterministic(
        SigningKeys.OfScalar(
            "1.3.132.0.34",
            "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
            + "96d5724e4c70a825f872c9ea60d2edf5"),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P384, SignatureHash.Sha384),
        Sample,
        """
        94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c
        81a648152e44acf96e36dd1e80fabe4699ef4aeb15f178cea1fe40db2603138f
        130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8
        """);

    [Fact]
    public void Ecdsa_on_P521_is_that_of_RFC_6979_A_2_7() => Deterministic(
        SigningKeys.OfScalar(
            "1.3.132.0.35",
            "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75"
            + "caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538"),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P521, SignatureHash.Sha512),
        Sample,
        """
        00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f
        174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e3
        77fa00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b
        68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e4
        4da4a67a
        """);

    [Fact]
    [Requirement("RFC8420-2-a")]
    public void Ed25519_is_that_of_RFC_8032_7_1() => Deterministic(
        SigningKeys.OfSeed(
            "1.3.101.112", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
        new SignatureScheme.Ed25519(),
        [],
        """
        e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
        5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
        """);

    [Fact]
    [Requirement("RFC8420-2-a")]
    public void Ed448_is_that_of_RFC_8032_7_4() => Deterministic(
        SigningKeys.OfSeed(
            "1.3.101.113",
            "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3"
            + "528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b"),
        new SignatureScheme.Ed448(),
        [],
        """
        533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f
        2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a
        9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db
        b61149f05a7363268c71d95808ff2e652600
        """);

    [Fact]
    public void Rsa_over_a_bare_hash_is_that_of_OpenSSL()
    {
        var hash = System.Security.Cryptography.SHA1.HashData(Sample);
        Deterministic(SigningKeys.Read("Rsa"), new SignatureScheme.RsaBare(), hash, """
        9c8f68f7fbb03530be7fbd8b7ead6ac158e9c6278891afad595f3a2f29b3c148
        2c6acd380e4d10b7f79f8e171035ad4a0e7c5a13b424e08473d0e08f09baa1d3
        862d76340a6d9209d9ad8a4653fd1be2a33aee58076e0a7a9624ffe70d1f9956
        c8ff5c2c6615093cc2bf072a6a7fbc08dc9dcb53ecfa74cc08ee7decc24fa55e
        c8e042679e3d3301034ecf5daac7bb4128f03f98d3e38e0d70f986a375bc0e0f
        11dfc22800f73777283cfcf847390a260e89667c397f813dfdc360ac2dafa545
        b26a9a369227247859a0654c966843dd74424ef10008cd6bc475bdc30dfc2212
        674f909f8863bcd2a46a44a64385db19d178b1d3b0544579745046bd34fdec2a
        """);
        Deterministic(SigningKeys.Read("Rsa1025"), new SignatureScheme.RsaBare(), hash, """
        0025c0cc569bf13810b3b28d5498f53cafe165d3dca8d158ebfda963e9a795bf
        eb803c4013ca39eb20314be570d01e2a603be1a9265d18939df960acc5967784
        6cce3465ff8e997968e13771b65cc04182a51d4fe4263294ce1b21cb9a5c9f97
        fb86f3c4f44c1e0f9ff323783ac1adf6dc7c7568f9f53662ea977e359f1cc1c8
        b5
        """);
    }

    [Theory]
    [InlineData("Rsa", 0, """
        7cbf80f395d273706fdf7082dc702e9a5ad48b85abdbe623ae8aa432aab68d3a
        229a3001263b2ad802ba9406e0cd506fbf0049743376d4913690f8f8ff682177
        dfd3616b48809a817997655fa0a2da81f84e4ee6e08a0f4f261ca70ae000c2ae
        9d3a1fbb3b83f85e0977be8c2b9383e5facdcf8f6936bfe5a286c3834e471d1b
        d608fda26fc4f37601fe063973473dc1a360ad60e1018369db26c2fd15238cfc
        1b158c837d44ddb605a6ef49b51bd87c0104ed81f5317b7283f6d879dfdc2e6b
        6d202761540b341fbac2c609e074685d06300edb822a8c89a276bdd09214cfc8
        1207eb6676a716b0b5b4be67d852de1078bd10853b08d40ef0b574844b4e23f2
        """)]
    [InlineData("Rsa", 10, """
        01af6c67144fc4b949850c576f4181e010506c6088896275310698e487e9ee4e
        9fd379a321dd0d774f5bda3dfda496fc0804855d75b310644e0a86e98650d198
        85a271b746a884be974f91760b40ae3e6f36cde9d26b6ee88fa10de1ba5775f3
        8706ded53baea71369f49fc68fa6ee7505aa9c1dddd6f8f777e00ccabbf554fe
        901100534ba096bbe9534940212e608efb17409f2b82c6dce89fb8eb39c2d97a
        7f82235b7e3efe00e83d5a722cd1fe37d6b9b9109eb35efcf93bc33c83084ba9
        c83eb70937cd272718475026953a639d0390cac57866efde1cc2e824621491d5
        d61160f6814c00033f7c00ce337ab0db9397530e0cb6d3a23e1396bfda961414
        """)]
    [InlineData("Rsa1025", 47, """
        00881c87a29084f8a72cff856ebbc0ab242365b5b8da1c02e1039b06dbae08cd
        17d927dd97725ee3c0a2279d35cb58691156b605709278056557a18faf4c67ff
        f49f7407acd3c95fcc48646636eeb941a0c935bdc089bcb87c9fcea40db3543f
        dc040f1b40da089d5519102915fc10025688b4d945f474b01a4448e8ce2b13c2
        08
        """)]
    public void Pss_of_OpenSSL_with_any_salt_is_verified(string name, int salt, string signature)
    {
        using var key = SigningKeys.Read(name);
        var octets = Octets.FromHex(signature);
        foreach (var length in (int[])[0, 9, 10, 11, 32, 47, 48, 64, 2048])
        {
            var scheme = new SignatureScheme.RsaPss(SignatureHash.Sha256, length);

            Assert.Equal(
                length == salt,
                key.PublicKey.TryVerify(scheme, Sample, octets.Span, out _));
        }
    }

    /// <summary>Hash and salt of SHA2-512 need 130 octets; the modulus has 128.</summary>
    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0xff)]
    public void A_modulus_without_room_for_hash_and_salt_verifies_nothing(byte first)
    {
        using var key = SigningKeys.Read("Rsa1025");
        var signature = new byte[129];
        signature.AsSpan().Fill(0x5a);
        signature[0] = first;

        Assert.False(key.PublicKey.TryVerify(
            new SignatureScheme.RsaPss(SignatureHash.Sha512), Sample, signature, out var error));
        Assert.Equal(CryptoFault.NotAuthentic, error.Fault);
    }

    private static void Deterministic(
        PrivateKey key, SignatureScheme scheme, byte[] message, string expected)
    {
        using (key)
        {
            Assert.True(key.TrySignDeterministic(scheme, message, [], out var signature, out _));
            Assert.Equal(Octets.FromHex(expected), signature);
            Assert.True(key.PublicKey.TryVerify(scheme, message, signature.Span, out _));
        }
    }
}
