using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Cryptography.Signatures;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Math;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>
/// Samples of everything that holds a key, made from octets that are all the same; some have been
/// at work.
/// </summary>
internal static partial class Holders
{
    /// <summary>Two keys of every length.</summary>
    internal const byte One = 0x5a;

    /// <summary>Another key.</summary>
    internal const byte Other = 0x3c;

    /// <summary>How each is made from the octet that fills its key.</summary>
    internal static IEnumerable<(string Name, Func<byte, IDisposable> Make)> All() =>
    [
        .. Engines.All.SelectMany(Ciphers), .. Engines.All.SelectMany(Macs),
        .. Engines.All.SelectMany(Shares), .. Engines.All.SelectMany(PrivateKeys),
        .. Keys(), .. Inside(), .. Libcrypto(), .. Protocols(),
    ];

    internal static byte[] Key(byte octet, int length) => [.. Enumerable.Repeat(octet, length)];

    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> Ciphers(
        CryptoProvider provider) =>
        from suite in CryptoProviders.Suites()
        where provider.Supports(suite.Encryption, suite.Integrity)
        select ($"{provider}: {suite}", (Func<byte, IDisposable>)(octet =>
        {
            var cipher = provider.CreateCipher(
                suite.Encryption, suite.Integrity,
                Key(octet, suite.Encryption.KeyMaterialLength),
                Key(octet, suite.Integrity.KeyLength));
            var text = new byte[48];
            var icv = new byte[cipher.IcvLength];
            var iv = new byte[suite.Encryption.IvLength];
            cipher.Seal([1], iv, text, [], icv);
            _ = cipher.TryOpen([1], iv, text, [], icv, text);
            return cipher;
        }));

    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> Macs(
        CryptoProvider provider) =>
        from algorithm in Enum.GetValues<MacAlgorithm>()
        where provider.Supports(algorithm)
        select ($"{provider}: {algorithm}", (Func<byte, IDisposable>)(octet =>
        {
            var mac = provider.CreateMac(algorithm, Key(octet, 16));
            mac.Append([1, 2, 3]);
            mac.Finish(new byte[mac.Length]);
            mac.Append(new byte[100]);
            return mac;
        }));

    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> Shares(
        CryptoProvider provider) =>
        from value in (ushort[])[1, 19, 31, 32, 35]
        let method = new KeyExchangeMethod(value)
        where provider.Supports(method)
        select ($"{provider}: {method}", (Func<byte, IDisposable>)(octet =>
        {
            var randomness = Key(octet, KeyExchanges.RandomnessLength(method));
            Assert.True(KeyExchanges.TryStart(provider, method, randomness, out var share, out _));
            Assert.True(KeyExchanges.TryRespond(
                provider, method, share.PublicValue, randomness,
                out var answer, out var shared, out _));
            shared.Dispose();
            Assert.True(share.TryAgree(answer.Span, out shared, out _));
            shared.Dispose();
            return share;
        }));

    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> PrivateKeys(
        CryptoProvider provider) =>
        from kind in Enum.GetValues<SigningKeyKind>()
        where provider.Supports(kind)
        select ($"{provider}: {kind}", (Func<byte, IDisposable>)(octet =>
        {
            Assert.True(PrivateKey.TryRead(
                provider, SigningKeys.OfOctet(kind, octet), out var key, out _));
            SignatureScheme scheme = kind switch
            {
                SigningKeyKind.Rsa => new SignatureScheme.RsaBare(),
                SigningKeyKind.Ed25519 => new SignatureScheme.Ed25519(),
                SigningKeyKind.Ed448 => new SignatureScheme.Ed448(),
                _ => new SignatureScheme.Ecdsa(SignatureHash.Sha256),
            };
            Assert.True(key.TrySign(scheme, [1], out _, out _));
            Assert.True(key.TrySignDeterministic(scheme, [1], [], out _, out _));
            return key;
        }));

    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> Keys()
    {
        yield return ("secret", octet => new Secret(Key(octet, 32)));
        yield return ("share of a key exchange", octet =>
        {
            using var drawn = new Secret(Key(octet, 32));
            return ShareMaterial.Of(new KeyExchangeMethod(31), drawn);
        }
        );
        yield return ("share behind other exchanges", octet =>
        {
            using var drawn = new Secret(Key(octet, 32));
            var text = new InnerText(PayloadType.Nonce, new(Key(1, 16)));
            return SeriesMaterial.Of(
                new KeyExchangeMethod(31), drawn, [drawn], new(Key(1, 8)), text, text)!;
        }
        );
        yield return ("pinned arrays", octet =>
        {
            var arrays = new PinnedArrays();
            arrays.Copy(Key(octet, 32));
            return arrays;
        }
        );
        yield return ("exported key", octet => new ExportedKey(
            new(1, 1, 1), new KeyDescription.Seed(32), new Secret(Key(octet, 32))));
        yield return ("store", octet =>
        {
            var store = new KeyStore(new BouncyCastleProvider(), NoncePartition.Alone);
            store.Add(new Secret(Key(octet, 32)));
            var gcm = EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;
            var sha = IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!;
            Assert.True(store.TryAdd(
                new KeyDescription.Cipher(gcm, IntegritySpec.None, KeyUse.Seal),
                Key(octet, gcm.KeyMaterialLength), out _, out _));
            Assert.True(store.TryAdd(
                new KeyDescription.Check(sha, KeyUse.Open), Key(octet, sha.KeyLength),
                out _, out _));
            return store;
        }
        );
    }

    /// <summary>What lives for one operation only.</summary>
    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> Inside()
    {
        yield return ("key of BouncyCastle", octet => new BouncyKey(Key(octet, 32)));
        yield return ("RSA of BouncyCastle", octet =>
        {
            Assert.True(KeyStructure.TryOpenPrivate(
                SigningKeys.OfOctet(SigningKeyKind.Rsa, octet), out _, out var inner, out _));
            Assert.True(RsaNumbers.TryRead(inner, out var numbers));
            var rsa = new BouncyRsa(numbers);
            rsa.Power(Key(1, numbers.Modulus.Length));
            return rsa;
        }
        );
        yield return ("nonces of BouncyCastle", octet =>
        {
            var nonces = new BouncyNonces(new Sha256Digest());
            nonces.Init(
                BigInteger.One.ShiftLeft(256), new BigInteger(1, Key(octet, 32)), Key(1, 32));
            nonces.NextK();
            return nonces;
        }
        );
        yield return ("ML-KEM of BouncyCastle", octet => new BouncyKem.PrivateHalf(
            KeyExchangeSpec.Find(KeyExchangeMethod.MlKem512)!, Key(octet, 64)));
    }

    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> Libcrypto()
    {
        yield return ("parameters", octet =>
            new LibcryptoParameters().Octets("seed"u8, Key(octet, 32)));
    }
}
