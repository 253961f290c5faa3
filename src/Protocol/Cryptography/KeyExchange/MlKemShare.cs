using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A share of ML-KEM, FIPS 203: the initiator sends an encapsulation key, the responder answers
/// with a ciphertext. What is kept is the seed d ‖ z, from which the key grows again.
/// </summary>
internal sealed class MlKemShare : KeyShare
{
    private readonly KeyExchangeSpec _spec;
    private readonly KemArithmetic _arithmetic;
    private readonly Secret _seed;
    private readonly byte[] _publicValue;

    /// <summary>The share of that randomness, which is d ‖ z of FIPS 203 §7.1.</summary>
    public MlKemShare(
        KeyExchangeSpec spec, ReadOnlySpan<byte> randomness, KemArithmetic arithmetic)
        : base(spec.Method)
    {
        _spec = spec;
        _arithmetic = arithmetic;
        _seed = new(randomness);
        _publicValue = new byte[spec.PublicLength];
        arithmetic.PublicKey(spec, _seed.Span, _publicValue);
        GC.KeepAlive(_seed);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> PublicValue => _publicValue;

    /// <summary>The responder's half: a ciphertext for the peer's key, and the secret.</summary>
    public static bool TryEncapsulate(
        KemArithmetic arithmetic,
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

        var encapsulation = new byte[spec.AnswerLength];
        var agreed = new Secret(spec.SharedLength);
        if (!arithmetic.TryEncapsulate(
            spec,
            peerValue,
            randomness[..KemArithmetic.EncapsulationSeedLength],
            encapsulation,
            agreed.Span))
        {
            agreed.Dispose();
            error = new(CryptoFault.BadPublicValue, spec.ToString());
            return false;
        }

        shared = agreed;
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
        shared = new(_spec.SharedLength);
        _arithmetic.Decapsulate(_spec, _seed.Span, peerValue, shared.Span);
        GC.KeepAlive(_seed);
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
}
