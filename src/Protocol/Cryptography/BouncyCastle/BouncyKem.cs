using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// ML-KEM of BouncyCastle. Its keys are made for one operation and wiped after it. Not wiped, since
/// they are locals: the polynomials of the private key and of the encapsulation's randomness, in
/// the managed heap until the collector uses their memory again.
/// </summary>
internal sealed class BouncyKem : KemArithmetic
{
    internal override void PublicKey(
        KeyExchangeSpec spec, ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        using var key = new PrivateHalf(spec, seed);
        key.Parameters.GetPublicKeyEncoded().CopyTo(publicKey);
    }

    internal override bool TryEncapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared)
    {
        if (!TryReadKey(spec, publicKey, out var key))
        {
            return false;
        }

        using var given = new Secret(seed);
        var encapsulator = new MLKemEncapsulator(Parameters(spec));
        encapsulator.Init(new ParametersWithRandom(key, GivenRandomness.Source(given)));
        encapsulator.Encapsulate(ciphertext, shared);
        return true;
    }

    internal override void Decapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> seed,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> shared)
    {
        using var key = new PrivateHalf(spec, seed);
        var decapsulator = new MLKemDecapsulator(Parameters(spec));
        decapsulator.Init(key.Parameters);
        decapsulator.Decapsulate(ciphertext, shared);
    }

    /// <summary>Whether every coefficient of an encapsulation key is reduced.</summary>
    internal static bool Admits(KeyExchangeSpec spec, ReadOnlySpan<byte> publicKey) =>
        TryReadKey(spec, publicKey, out _);

    private static MLKemParameters Parameters(KeyExchangeSpec spec) => spec.Method.Value switch
    {
        35 => MLKemParameters.ml_kem_512,
        36 => MLKemParameters.ml_kem_768,
        37 => MLKemParameters.ml_kem_1024,
        _ => throw new ArgumentException($"{spec} is no ML-KEM", nameof(spec)),
    };

    private static bool TryReadKey(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> encoding,
        [NotNullWhen(true)] out MLKemPublicKeyParameters? key)
    {
        try
        {
            // FIPS 203 §7.2: a key with a coefficient that is not reduced is refused.
            key = MLKemPublicKeyParameters.FromEncoding(Parameters(spec), encoding.ToArray());
            return true;
        }
        catch (ArgumentException)
        {
            key = null;
            return false;
        }
    }

    /// <summary>A decapsulation key for one operation.</summary>
    internal sealed class PrivateHalf : IDisposable
    {
        private readonly PinnedArrays _memory = new();

        internal PrivateHalf(KeyExchangeSpec spec, ReadOnlySpan<byte> seed)
        {
            using var given = new PinnedArrays();
            Parameters = MLKemPrivateKeyParameters.FromSeed(
                BouncyKem.Parameters(spec), given.Copy(seed));
            _memory.Move(ref BouncyFields.Seed(Parameters));
            _memory.Move(ref BouncyFields.Encoding(Parameters));
        }

        internal MLKemPrivateKeyParameters Parameters { get; }

        public void Dispose() => _memory.Dispose();
    }
}
