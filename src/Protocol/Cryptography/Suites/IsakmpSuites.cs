using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Protocol.Cryptography;

/// <summary>From a chosen transform of IKEv1's phase 1 to its suite, RFC 2409 §4.</summary>
public static class IsakmpSuites
{
    /// <summary>
    /// The suite; false: an attribute is missing, doubled, not supported or not allowed.
    /// </summary>
    /// <param name="transform">A transform KEY_IKE.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="error">Which attribute is refused, and why.</param>
    public static bool TryResolve(
        IsakmpTransformValue transform, AlgorithmPolicy policy,
        [NotNullWhen(true)] out IsakmpSuite? suite, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(transform);
        suite = null;
        if (transform.TransformId.Value != KeyTransform.Ike.Value)
        {
            return AlgorithmChoice.Refuse(
                CryptoFault.Unsupported, new KeyTransform(transform.TransformId.Value).ToString(),
                out error);
        }

        if (!IsakmpAttributes.TryRead(
                transform.Attributes, UseOf, type => new PhaseOneAttributeType(type).ToString(),
                out var attributes, out error)
            || !TryValue(attributes, PhaseOneAttributeType.EncryptionAlgorithm, out var cipher,
                out error)
            || !TryValue(attributes, PhaseOneAttributeType.HashAlgorithm, out var hash, out error)
            || !TryValue(attributes, PhaseOneAttributeType.AuthenticationMethod, out var method,
                out error)
            || !TryValue(attributes, PhaseOneAttributeType.GroupDescription, out var group,
                out error)
            || !TryEncryption(
                new PhaseOneEncryption(cipher),
                attributes[PhaseOneAttributeType.KeyLength.Value], policy, out var encryption,
                out error)
            || !TryPrf(new PhaseOneHash(hash), policy, out var prf, out error)
            || !AlgorithmChoice.TryKeyExchange(new KeyExchangeMethod(group), policy, out error))
        {
            return false;
        }

        suite = new IsakmpSuite(
            encryption, new PhaseOneHash(hash), prf, new PhaseOneAuthMethod(method),
            new KeyExchangeMethod(group));
        return true;
    }

    private static IsakmpAttributes.Use UseOf(ushort type) => type switch
    {
        1 or 2 or 3 or 4 or 14 => IsakmpAttributes.Use.Chooses,
        11 or 12 => IsakmpAttributes.Use.PassedOver,

        // Groups of the peer's own making (RFC 2409 §5.6), a PRF (there is none), and the rest.
        _ => IsakmpAttributes.Use.Refused,
    };

    private static bool TryValue(
        IsakmpAttributes attributes, PhaseOneAttributeType type, out ushort value,
        out CryptoError error)
    {
        value = attributes[type.Value] ?? 0;
        return attributes[type.Value] is not null
            ? AlgorithmChoice.Allowed(out error)
            : AlgorithmChoice.Refuse(CryptoFault.Malformed, $"no {type}", out error);
    }

    private static bool TryEncryption(
        PhaseOneEncryption cipher, int? keyBits, AlgorithmPolicy policy,
        [NotNullWhen(true)] out EncryptionSpec? spec, out CryptoError error)
    {
        spec = null;
        EncryptionAlgorithm? algorithm = cipher.Value switch
        {
            1 => EncryptionAlgorithm.Des,
            5 => EncryptionAlgorithm.TripleDes,
            7 => EncryptionAlgorithm.AesCbc,
            8 => EncryptionAlgorithm.CamelliaCbc,
            _ => null,
        };
        return algorithm is { } known
            ? AlgorithmChoice.TryEncryption(known, keyBits, policy, out spec, out error)
            : AlgorithmChoice.Refuse(CryptoFault.Unsupported, cipher.ToString(), out error);
    }

    // RFC 2409 §4: without a negotiated PRF it is the HMAC of the negotiated hash.
    private static bool TryPrf(
        PhaseOneHash hash, AlgorithmPolicy policy, [NotNullWhen(true)] out PrfSpec? spec,
        out CryptoError error)
    {
        spec = null;
        PseudorandomFunction? function = hash.Value switch
        {
            1 => PseudorandomFunction.HmacMd5,
            2 => PseudorandomFunction.HmacSha1,
            4 => PseudorandomFunction.HmacSha256,
            5 => PseudorandomFunction.HmacSha384,
            6 => PseudorandomFunction.HmacSha512,
            _ => null,
        };
        return function is { } known
            ? AlgorithmChoice.TryPrf(known, policy, out spec, out error)
            : AlgorithmChoice.Refuse(CryptoFault.Unsupported, hash.ToString(), out error);
    }
}
