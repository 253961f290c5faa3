using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A share of ML-KEM, FIPS 203: the initiator sends an encapsulation key, the responder answers
/// with a ciphertext. What is kept is the seed d ‖ z, from which the key grows again.
/// </summary>
internal sealed class MlKemShare : KeyShare
{
    /// <summary>Octets of the seed m of an encapsulation, FIPS 203 §7.2.</summary>
    private const int EncapsulationSeedLength = 32;

    private readonly KeyExchangeSpec _spec;
    private readonly Secret _seed;
    private readonly byte[] _publicValue;

    /// <summary>The share of that randomness, which is d ‖ z of FIPS 203 §7.1.</summary>
    public MlKemShare(KeyExchangeSpec spec, ReadOnlySpan<byte> randomness)
        : base(spec.Method)
    {
        _spec = spec;
        _seed = new(randomness);
        _publicValue = DecapsulationKey().GetPublicKeyEncoded();
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> PublicValue => _publicValue;

    /// <summary>The responder's half: a ciphertext for the peer's key, and the secret.</summary>
    public static bool TryEncapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> peerValue,
        ReadOnlySpan<byte> randomness,
        out Octets ciphertext,
        [NotNullWhen(true)] out Secret? shared,
        out CryptoError error)
    {
        ciphertext = default;
        shared = null;
        error = default;
        if (peerValue.Length != spec.PublicLength)
        {
            error = new(CryptoFault.WrongLength, spec.ToString());
            return false;
        }

        if (!TryReadKey(spec.Method, peerValue, out var key))
        {
            error = new(CryptoFault.BadPublicValue, spec.ToString());
            return false;
        }

        using var seed = new Secret(randomness[..EncapsulationSeedLength]);
        var encapsulator = new MLKemEncapsulator(Parameters(spec.Method));
        encapsulator.Init(new ParametersWithRandom(key, GivenRandomness.Source(seed)));
        var encapsulation = new byte[spec.AnswerLength];
        shared = new(spec.SharedLength);
        encapsulator.Encapsulate(encapsulation, shared.Span);
        ciphertext = new(encapsulation);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryAgree(
        ReadOnlySpan<byte> peerValue,
        [NotNullWhen(true)] out Secret? shared,
        out CryptoError error)
    {
        shared = null;
        error = default;
        if (peerValue.Length != _spec.AnswerLength)
        {
            error = new(CryptoFault.WrongLength, Method.ToString());
            return false;
        }

        // FIPS 203 §6.3: a ciphertext that was changed gives another secret, never an error.
        var decapsulator = new MLKemDecapsulator(Parameters(Method));
        decapsulator.Init(DecapsulationKey());
        shared = new(_spec.SharedLength);
        decapsulator.Decapsulate(peerValue, shared.Span);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _seed.Dispose();
        }
    }

    private static MLKemParameters Parameters(KeyExchangeMethod method) => method.Value switch
    {
        35 => MLKemParameters.ml_kem_512,
        36 => MLKemParameters.ml_kem_768,
        37 => MLKemParameters.ml_kem_1024,
        _ => throw new ArgumentException($"{method} is no ML-KEM", nameof(method)),
    };

    private static bool TryReadKey(
        KeyExchangeMethod method,
        ReadOnlySpan<byte> encoding,
        [NotNullWhen(true)] out MLKemPublicKeyParameters? key)
    {
        try
        {
            // FIPS 203 §7.2: a key with a coefficient that is not reduced is refused.
            key = MLKemPublicKeyParameters.FromEncoding(Parameters(method), encoding.ToArray());
            return true;
        }
        catch (ArgumentException)
        {
            key = null;
            return false;
        }
    }

    private MLKemPrivateKeyParameters DecapsulationKey()
    {
        var seed = GC.AllocateUninitializedArray<byte>(_seed.Length, pinned: true);
        _seed.Span.CopyTo(seed);
        try
        {
            return MLKemPrivateKeyParameters.FromSeed(Parameters(Method), seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
