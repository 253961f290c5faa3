using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.KeyExchange;

/// <summary>The vectors that strongSwan tests its own exchanges with, and those of RFC 5903.</summary>
public sealed class StrongswanExchanges
{
    [VectorTheory]
    [InlineData("curve25519", 1)]
    [InlineData("curve448", 1)]
    [InlineData("ecp", 3)]
    [InlineData("ecpbp", 2)]
    [InlineData("modp", 5)]
    [InlineData("modpsub", 2)]
    public void Every_exchange_of_a_file_agrees(string file, int count)
    {
        var vectors = PublicVectors.Read("strongswan/" + file).GetProperty("vectors");
        foreach (var vector in vectors.EnumerateArray())
        {
            // The seed is the private number of the initiator, then that of the responder.
            var seed = vector.Hex("seed");
            Check(
                Method(vector.Text("method")),
                seed[..(seed.Length / 2)],
                seed[(seed.Length / 2)..],
                vector.Hex("pub_i"),
                vector.Hex("pub_r"),
                vector.Hex("shared"));
        }

        Assert.Equal(count, vectors.GetArrayLength());
    }

    [VectorFact]
    public void Every_exchange_of_RFC_5903_8_agrees()
    {
        var vectors = PublicVectors.Read("ike-kdf/rfc5903").GetProperty("vectors");
        foreach (var vector in vectors.EnumerateArray())
        {
            Check(
                new(vector.GetProperty("ike_group").GetUInt16()),
                vector.Hex("priv_i"),
                vector.Hex("priv_r"),
                vector.Hex("ke_i"),
                vector.Hex("ke_r"),
                vector.Hex("shared_x"));
        }

        Assert.Equal(2, vectors.GetArrayLength());
    }

    [VectorFact]
    public void Every_encapsulation_agrees()
    {
        var vectors = PublicVectors.Read("strongswan/ml_kem").GetProperty("vectors");
        foreach (var vector in vectors.EnumerateArray())
        {
            // The seed feeds a generator of which both sides take in turn: d ‖ z, then m.
            var generator = new CounterGenerator(vector.Hex("seed"));
            var method = Method(vector.Text("method"));
            var start = generator.Next(64);
            byte[] answer = [.. generator.Next(32), .. new byte[32]];

            Assert.True(KeyExchanges.TryStart(
                Engines.Managed, method, start, out var share, out _));
            using (share)
            {
                Assert.Equal(vector.Hex("pub_i"), share.PublicValue.ToArray());
                Assert.True(KeyExchanges.TryRespond(
                    Engines.Managed, method, share.PublicValue, answer,
                    out var ciphertext, out var theirs, out _));
                Assert.Equal(vector.Hex("pub_r"), ciphertext.Span.ToArray());
                Assert.Equal(vector.Hex("shared"), theirs.Span.ToArray());
                theirs.Dispose();
                Assert.True(share.TryAgree(ciphertext.Span, out var ours, out _));
                Assert.Equal(vector.Hex("shared"), ours.Span.ToArray());
                ours.Dispose();
            }
        }

        Assert.Equal(6, vectors.GetArrayLength());
    }

    private static void Check(
        KeyExchangeMethod method,
        byte[] privateI,
        byte[] privateR,
        byte[] publicI,
        byte[] publicR,
        byte[] shared)
    {
        using var i = Exchange.Share(method, privateI);
        using var r = Exchange.Share(method, privateR);
        Assert.Equal(publicI, i.PublicValue.ToArray());
        Assert.Equal(publicR, r.PublicValue.ToArray());
        Assert.Equal(new Octets(shared), Exchange.Agree(method, privateI, publicR, out _));
        Assert.Equal(new Octets(shared), Exchange.Agree(method, privateR, publicI, out _));
    }

    private static KeyExchangeMethod Method(string name) => name switch
    {
        "CURVE_25519" => KeyExchangeMethod.Curve25519,
        "CURVE_448" => KeyExchangeMethod.Curve448,
        "ECP_192_BIT" => KeyExchangeMethod.Ecp192,
        "ECP_224_BIT" => KeyExchangeMethod.Ecp224,
        "ECP_256_BIT" => KeyExchangeMethod.Ecp256,
        "ECP_384_BP" => KeyExchangeMethod.Brainpool384,
        "ECP_512_BP" => KeyExchangeMethod.Brainpool512,
        "MODP_1536_BIT" => KeyExchangeMethod.Modp1536,
        "MODP_2048_BIT" => KeyExchangeMethod.Modp2048,
        "MODP_4096_BIT" => KeyExchangeMethod.Modp4096,
        "MODP_6144_BIT" => KeyExchangeMethod.Modp6144,
        "MODP_8192_BIT" => KeyExchangeMethod.Modp8192,
        "MODP_1024_160" => KeyExchangeMethod.Modp1024Subgroup160,
        "MODP_2048_224" => KeyExchangeMethod.Modp2048Subgroup224,
        "ML_KEM_512" => KeyExchangeMethod.MlKem512,
        "ML_KEM_768" => KeyExchangeMethod.MlKem768,
        "ML_KEM_1024" => KeyExchangeMethod.MlKem1024,
        _ => throw new InvalidDataException(name),
    };

    /// <summary>CTR_DRBG with AES-256 and without derivation function, SP 800-90A §10.2.1.</summary>
    private sealed class CounterGenerator
    {
        private readonly byte[] _counter = new byte[16];
        private byte[] _key = new byte[32];

        public CounterGenerator(byte[] seed) => Update(seed);

        public byte[] Next(int length)
        {
            var octets = Blocks((length + 15) / 16)[..length];
            Update(new byte[48]);
            return octets;
        }

        private void Update(byte[] provided)
        {
            var fresh = Blocks(3);
            for (var i = 0; i < fresh.Length; i++)
            {
                fresh[i] ^= provided[i];
            }

            _key = fresh[..32];
            fresh[32..].CopyTo(_counter, 0);
        }

        private byte[] Blocks(int count)
        {
            using var aes = Aes.Create();
            aes.Key = _key;
            var octets = new List<byte>();
            for (var i = 0; i < count; i++)
            {
                for (var at = 15; at >= 0 && ++_counter[at] == 0; at--)
                {
                }

                octets.AddRange(aes.EncryptEcb(_counter, PaddingMode.None));
            }

            return [.. octets];
        }
    }
}
