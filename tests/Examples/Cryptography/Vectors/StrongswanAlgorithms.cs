using System.Text.Json;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;

namespace Holdfast.Tests.Examples.Cryptography.Vectors;

/// <summary>strongSwan's vectors of ciphers, integrity algorithms and PRFs.</summary>
public sealed class StrongswanAlgorithms
{
    [VectorTheory]
    [InlineData("3des_cbc")]
    [InlineData("aes_cbc")]
    [InlineData("aes_ccm")]
    [InlineData("aes_cmac")]
    [InlineData("aes_ctr")]
    [InlineData("aes_gcm")]
    [InlineData("aes_xcbc")]
    [InlineData("camellia_cbc")]
    [InlineData("camellia_ctr")]
    [InlineData("camellia_xcbc")]
    [InlineData("chacha20poly1305")]
    [InlineData("des")]
    [InlineData("md5")]
    [InlineData("md5_hmac")]
    [InlineData("null")]
    [InlineData("sha1")]
    [InlineData("sha1_hmac")]
    [InlineData("sha2")]
    [InlineData("sha2_hmac")]
    [InlineData("sha3")]
    [Requirement("RFC4309-4-a")]
    public void Every_vector_is_as_told(string file)
    {
        var tally = new Tally("strongswan/" + file);
        var vectors = PublicVectors.Read("strongswan/" + file).GetProperty("vectors");
        foreach (var vector in vectors.EnumerateArray())
        {
            Run(vector, tally);
        }

        tally.Check();
    }

    private static void Run(JsonElement vector, Tally tally)
    {
        var algorithm = vector.Text("alg");
        switch (vector.Text("type"))
        {
            case "aead":
                Combined(vector, Encryption(algorithm, vector)!, tally);
                break;
            case "crypter" when algorithm == "ENCR_NULL":
                tally.Ran(Nothing(vector.Hex("plain")));
                break;
            case "crypter" when Encryption(algorithm, vector) is { } spec:
                tally.Ran(AlgorithmVector.Valid(
                    spec, vector.Hex("key"), vector.Hex("iv"), [], vector.Hex("plain"),
                    vector.Hex("cipher"), []));
                break;
            case "signer" when Keyed(algorithm) is { } mac:
                Keyed(mac, vector, "data", "mac", tally);
                break;
            case "prf" when Keyed(algorithm) is { } mac:
                Keyed(mac, vector, "seed", "out", tally);
                break;
            case "hasher":
                tally.Skip("a hash without a key is no algorithm of ours");
                break;
            default:
                tally.Skip($"{algorithm} is not among our algorithms");
                break;
        }
    }

    private static void Combined(JsonElement vector, EncryptionSpec spec, Tally tally)
    {
        var protectedText = vector.Hex("cipher");
        var header = vector.TryGetProperty("adata", out _) ? vector.Hex("adata") : [];
        var clear = vector.TryGetProperty("plain", out _) ? vector.Hex("plain") : [];
        tally.Ran(AlgorithmVector.Valid(
            spec, vector.Hex("key"), vector.Hex("iv"), header, clear,
            protectedText[..^spec.IcvLength], protectedText[^spec.IcvLength..]));
    }

    private static void Keyed(
        MacAlgorithm mac, JsonElement vector, string message, string result, Tally tally)
    {
        var key = vector.Hex("key");
        if (!mac.TakesKey(key.Length))
        {
            tally.Skip("a key that the PRF shortens or pads first: see the tests of IKE");
            return;
        }

        tally.Ran(AlgorithmVector.Keyed(
            mac, key, vector.Hex(message), vector.Hex(result), valid: true));
    }

    /// <summary>ENCR_NULL never stands alone: what it leaves as it is, a MAC protects.</summary>
    private static List<CryptoProvider> Nothing(byte[] text)
    {
        var integrity = IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!;
        var providers = Engines.With(EncryptionSpecs.Null, integrity).ToList();
        foreach (var provider in providers)
        {
            using var cipher = provider.CreateCipher(
                EncryptionSpecs.Null, integrity, [], new byte[32]);
            var result = text.ToArray();
            cipher.Seal([], [], result, [], new byte[16]);
            Assert.Equal(text, result);
        }

        return providers;
    }

    private static EncryptionSpec? Encryption(string name, JsonElement vector)
    {
        EncryptionAlgorithm? algorithm = name switch
        {
            "ENCR_DES" => EncryptionAlgorithm.Des,
            "ENCR_3DES" => EncryptionAlgorithm.TripleDes,
            "ENCR_AES_CBC" => EncryptionAlgorithm.AesCbc,
            "ENCR_AES_CTR" => EncryptionAlgorithm.AesCtr,
            "ENCR_CAMELLIA_CBC" => EncryptionAlgorithm.CamelliaCbc,
            "ENCR_AES_GCM_ICV8" => EncryptionAlgorithm.AesGcm8,
            "ENCR_AES_GCM_ICV12" => EncryptionAlgorithm.AesGcm12,
            "ENCR_AES_GCM_ICV16" => EncryptionAlgorithm.AesGcm16,
            "ENCR_AES_CCM_ICV8" => EncryptionAlgorithm.AesCcm8,
            "ENCR_AES_CCM_ICV12" => EncryptionAlgorithm.AesCcm12,
            "ENCR_AES_CCM_ICV16" => EncryptionAlgorithm.AesCcm16,
            "ENCR_CHACHA20_POLY1305" => EncryptionAlgorithm.ChaCha20Poly1305,
            _ => null,
        };
        return algorithm is null ? null : EncryptionSpecs.All.Single(
            spec => spec.Algorithm == algorithm
                && spec.KeyLength == vector.GetProperty("key_size").GetInt32());
    }

    private static MacAlgorithm? Keyed(string name) => name switch
    {
        "AUTH_HMAC_MD5_96" or "AUTH_HMAC_MD5_128" or "PRF_HMAC_MD5" => MacAlgorithm.HmacMd5,
        "AUTH_HMAC_SHA1_96" or "AUTH_HMAC_SHA1_128" or "AUTH_HMAC_SHA1_160" or "PRF_HMAC_SHA1" =>
            MacAlgorithm.HmacSha1,
        "AUTH_HMAC_SHA2_256_128" or "PRF_HMAC_SHA2_256" => MacAlgorithm.HmacSha256,
        "AUTH_HMAC_SHA2_384_192" or "PRF_HMAC_SHA2_384" => MacAlgorithm.HmacSha384,
        "AUTH_HMAC_SHA2_512_256" or "PRF_HMAC_SHA2_512" => MacAlgorithm.HmacSha512,
        "AUTH_AES_XCBC_96" or "PRF_AES128_XCBC" => MacAlgorithm.AesXcbc,
        "AUTH_AES_CMAC_96" or "PRF_AES128_CMAC" => MacAlgorithm.AesCmac,
        _ => null,
    };
}
