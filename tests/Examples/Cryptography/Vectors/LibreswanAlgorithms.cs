using System.Text.Json;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;

namespace Holdfast.Tests.Examples.Cryptography.Vectors;

/// <summary>libreswan's vectors of ciphers and PRFs.</summary>
public sealed class LibreswanAlgorithms
{
    [VectorFact]
    public void Every_vector_is_as_told()
    {
        var tally = new Tally("libreswan/ike_alg_vectors");
        var vectors = PublicVectors.Read("libreswan/ike_alg_vectors").GetProperty("vectors");
        foreach (var vector in vectors.EnumerateArray())
        {
            Run(vector, tally);
        }

        tally.Check();
    }

    private static void Run(JsonElement vector, Tally tally)
    {
        switch (vector.Text("type"))
        {
            case "cbc_test_vector":
                var cbc = vector.Text("array") == "aes_cbc_test_vectors"
                    ? EncryptionAlgorithm.AesCbc
                    : EncryptionAlgorithm.CamelliaCbc;
                Cipher(vector, cbc, vector.Hex("key"), vector.Hex("iv"), [], [], tally);
                break;
            case "ctr_test_vector":
                // The first counter block: nonce, IV, and the number one.
                var start = vector.Hex("cb");
                Assert.Equal<byte>([0, 0, 0, 1], start[12..]);
                Cipher(
                    vector, EncryptionAlgorithm.AesCtr, [.. vector.Hex("key"), .. start[..4]],
                    start[4..12], [], [], tally);
                break;
            case "gcm_test_vector":
                var nonce = vector.Hex("salted_iv");
                Cipher(
                    vector, EncryptionAlgorithm.AesGcm16, [.. vector.Hex("key"), .. nonce[..4]],
                    nonce[4..], vector.Hex("aad"), vector.Hex("tag"), tally);
                break;
            case "prf_test_vector":
                Keyed(vector, tally);
                break;
            default:
                tally.Skip("key derivation: see the tests of IKE");
                break;
        }
    }

    private static void Cipher(
        JsonElement vector, EncryptionAlgorithm algorithm, byte[] key, byte[] iv, byte[] header,
        byte[] tag, Tally tally) =>
        tally.Ran(AlgorithmVector.Valid(
            EncryptionSpecs.Find(algorithm, vector.Hex("key").Length * 8)!, key, iv, header,
            vector.Hex("plaintext"), vector.Hex("ciphertext"), tag));

    private static void Keyed(JsonElement vector, Tally tally)
    {
        var algorithm = vector.Text("array") == "aes_xcbc_prf_tests"
            ? MacAlgorithm.AesXcbc
            : MacAlgorithm.HmacMd5;
        var key = vector.Hex("key");
        if (!algorithm.TakesKey(key.Length))
        {
            tally.Skip("a key that the PRF shortens or pads first: see the tests of IKE");
            return;
        }

        // One message is told by its length alone: zeroes.
        var message = vector.TryGetProperty("message", out _)
            ? vector.Hex("message")
            : new byte[vector.GetProperty("message_size").GetInt32()];
        tally.Ran(AlgorithmVector.Keyed(
            algorithm, key, message, vector.Hex("prf_output"), valid: true));
    }
}
