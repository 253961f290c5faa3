using System.Text.Json;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;

namespace Holdfast.Tests.Examples.Cryptography.Vectors;

/// <summary>The vectors of Wycheproof for ciphers and keyed functions, in every provider.</summary>
public sealed class WycheproofAlgorithms
{
    private const string NonceReason = "a nonce of a length that IPsec does not have";

    [VectorTheory]
    [InlineData("aes_gcm_test", 12)]
    [InlineData("aes_ccm_test", 11)]
    [InlineData("chacha20_poly1305_test", 12)]
    public void Combined_modes_seal_and_open_as_told(string file, int nonceLength)
    {
        var tally = new Tally("wycheproof/" + file);
        foreach (var (group, test) in PublicVectors.Wycheproof(file))
        {
            var (key, nonce) = (test.Hex("key"), test.Hex("iv"));
            var (clear, encrypted, tag) = (test.Hex("msg"), test.Hex("ct"), test.Hex("tag"));
            var tagLength = group.GetProperty("tagSize").GetInt32() / 8;
            if (nonce.Length != nonceLength)
            {
                tally.Skip(NonceReason);
            }
            else if (Combined(file, key.Length, tagLength) is not { } spec)
            {
                tally.Skip("the tag has another length than RFC 4309 gives it");
            }
            else if (Is(test, "valid"))
            {
                tally.Ran(AlgorithmVector.Valid(
                    spec, [.. key, .. nonce[..spec.SaltLength]], nonce[spec.SaltLength..],
                    test.Hex("aad"), clear, encrypted, tag));
            }
            else
            {
                tally.Ran(AlgorithmVector.Invalid(
                    spec, [.. key, .. nonce[..spec.SaltLength]], nonce[spec.SaltLength..],
                    test.Hex("aad"), encrypted, tag));
            }
        }

        tally.Check();
    }

    /// <summary>GMAC is GCM without a text: the message is the associated data.</summary>
    [VectorFact]
    public void Gmac_is_as_told()
    {
        var tally = new Tally("wycheproof/aes_gmac_test");
        foreach (var (_, test) in PublicVectors.Wycheproof("aes_gmac_test"))
        {
            var (key, nonce, tag) = (test.Hex("key"), test.Hex("iv"), test.Hex("tag"));
            if (nonce.Length != 12)
            {
                tally.Skip(NonceReason);
                continue;
            }

            var spec = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, key.Length * 8)!;
            tally.Ran(Is(test, "valid")
                ? AlgorithmVector.Valid(
                    spec, [.. key, .. nonce[..4]], nonce[4..], test.Hex("msg"), [], [], tag)
                : AlgorithmVector.Invalid(
                    spec, [.. key, .. nonce[..4]], nonce[4..], test.Hex("msg"), [], tag));
        }

        tally.Check();
    }

    /// <summary>Padding is ESP's and IKE's own; the test adds and takes off PKCS #5's.</summary>
    [VectorTheory]
    [InlineData("aes_cbc_pkcs5_test")]
    [InlineData("camellia_cbc_pkcs5_test")]
    public void Cipher_block_chaining_is_as_told(string file)
    {
        var tally = new Tally("wycheproof/" + file);
        foreach (var (_, test) in PublicVectors.Wycheproof(file))
        {
            var (key, iv, encrypted) = (test.Hex("key"), test.Hex("iv"), test.Hex("ct"));
            var spec = EncryptionSpecs.Find(
                file.StartsWith("aes", StringComparison.Ordinal)
                    ? EncryptionAlgorithm.AesCbc
                    : EncryptionAlgorithm.CamelliaCbc,
                key.Length * 8)!;
            tally.Ran(Is(test, "valid")
                ? AlgorithmVector.Valid(
                    spec, key, iv, [], Padded(test.Hex("msg")), encrypted, [])
                : Unpaddable(spec, key, iv, encrypted));
        }

        tally.Check();
    }

    [VectorTheory]
    [InlineData("hmac_sha1_test", MacAlgorithm.HmacSha1)]
    [InlineData("hmac_sha256_test", MacAlgorithm.HmacSha256)]
    [InlineData("hmac_sha384_test", MacAlgorithm.HmacSha384)]
    [InlineData("hmac_sha512_test", MacAlgorithm.HmacSha512)]
    [InlineData("aes_cmac_test", MacAlgorithm.AesCmac)]
    public void Keyed_functions_are_as_told(string file, MacAlgorithm algorithm)
    {
        var tally = new Tally("wycheproof/" + file);
        foreach (var (_, test) in PublicVectors.Wycheproof(file))
        {
            var key = test.Hex("key");
            if (!algorithm.TakesKey(key.Length))
            {
                tally.Skip("the key has another length than RFC 4494 gives it");
                continue;
            }

            tally.Ran(AlgorithmVector.Keyed(
                algorithm, key, test.Hex("msg"), test.Hex("tag"), Is(test, "valid")));
        }

        tally.Check();
    }

    /// <summary>IKE has code points for Camellia-CCM (RFC 5529), and nobody uses them.</summary>
    [VectorFact]
    public void What_nobody_speaks_does_not_run()
    {
        var tally = new Tally("wycheproof/camellia_ccm_test");
        foreach (var _ in PublicVectors.Wycheproof("camellia_ccm_test"))
        {
            tally.Skip("Camellia in CCM (RFC 5529) is not among our algorithms");
        }

        tally.Check();
    }

    private static EncryptionSpec? Combined(string file, int keyLength, int tagLength) =>
        file switch
        {
            "aes_gcm_test" => EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, keyLength * 8),
            "aes_ccm_test" => EncryptionSpecs.All.FirstOrDefault(
                spec => spec.Mode == CipherMode.Ccm && spec.KeyLength == keyLength
                    && spec.IcvLength == tagLength),
            _ => EncryptionSpecs.Find(EncryptionAlgorithm.ChaCha20Poly1305, null),
        };

    /// <summary>The cipher refuses the text, or what it gives has no padding of PKCS #5.</summary>
    private static List<CryptoProvider> Unpaddable(
        EncryptionSpec spec, byte[] key, byte[] iv, byte[] encrypted)
    {
        var providers = Engines.With(spec, IntegritySpec.None).ToList();
        foreach (var provider in providers)
        {
            using var cipher = provider.CreateCipher(spec, IntegritySpec.None, key, []);
            var text = new byte[encrypted.Length];
            Assert.False(
                cipher.TryOpen([], iv, encrypted, [], [], text) && HasPadding(text));
        }

        return providers;
    }

    private static byte[] Padded(byte[] text)
    {
        var pad = 16 - (text.Length % 16);
        return [.. text, .. Enumerable.Repeat((byte)pad, pad)];
    }

    private static bool HasPadding(ReadOnlySpan<byte> text)
    {
        var pad = text.Length == 0 ? 0 : text[^1];
        return pad is >= 1 and <= 16 && !text[^pad..].ContainsAnyExcept((byte)pad);
    }

    private static bool Is(JsonElement test, string result) => test.Text("result") == result;
}
