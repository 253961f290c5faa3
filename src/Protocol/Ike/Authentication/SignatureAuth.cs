using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The AUTH payload with a signature: methods 1 and 9 to 11, whose scheme is fixed (RFC 7296 §3.8,
/// RFC 4754), and method 14, which tells it (RFC 7427).
/// </summary>
public static class SignatureAuth
{
    /// <summary>The payload with a signature.</summary>
    /// <param name="method">
    /// 14, or a method that fixes the scheme: see <see cref="SignatureScheme.OfMethod"/>.
    /// </param>
    /// <param name="scheme">How it was signed.</param>
    /// <param name="signature">The signature over <see cref="SignedOctets.Of"/>.</param>
    /// <exception cref="ArgumentException">The method fixes another scheme: a bug.</exception>
    public static AuthPayloadValue Compose(
        AuthMethod method, SignatureScheme scheme, Octets signature)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        if (method != AuthMethod.DigitalSignature)
        {
            return SignatureScheme.OfMethod(method) == scheme
                ? new AuthPayloadValue { Data = new AuthPayloadData.Unknown(method, signature) }
                : throw new ArgumentException($"{method} is not {scheme}", nameof(scheme));
        }

        // RFC 7427 §3: the identifier goes before the signature.
        return new AuthPayloadValue
        {
            Data = new AuthPayloadData.DigitalSignature(new DigitalSignatureValue
            {
                AlgorithmIdentifier = AlgorithmIdentifiers.Encode(scheme),
                Signature = signature,
            }),
        };
    }

    /// <summary>
    /// Whether the signature of a payload fits; false: the method has none, the scheme is not
    /// supported, not allowed or does not fit the key, or the signature is bad.
    /// </summary>
    /// <param name="key">The key of the side that signed.</param>
    /// <param name="auth">The payload.</param>
    /// <param name="octets">What was signed: <see cref="SignedOctets.Of"/>.</param>
    /// <param name="policy">Whether SHA-1 and short keys of RSA may prove a peer.</param>
    /// <param name="scheme">How it was signed.</param>
    /// <param name="error">What is wrong.</param>
    public static bool IsAuthentic(
        PublicKey key, AuthPayloadValue auth, ReadOnlySpan<byte> octets, AlgorithmPolicy policy,
        [NotNullWhen(true)] out SignatureScheme? scheme, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(auth);
        return TryDivide(auth.Data, out scheme, out var signature, out error)
            && Allows(policy, scheme.Standing, scheme.ToString(), out error)
            && Allows(policy, key.Standing, key.ToString(), out error)
            && key.TryVerify(scheme, octets, signature.Span, out error);
    }

    private static bool Allows(
        AlgorithmPolicy policy, Standing standing, string subject, out CryptoError error)
    {
        var allows = policy.Allows(standing);
        error = allows ? default : new CryptoError(CryptoFault.NotAllowed, subject);
        return allows;
    }

    private static bool TryDivide(
        AuthPayloadData data, [NotNullWhen(true)] out SignatureScheme? scheme,
        out Octets signature, out CryptoError error)
    {
        signature = data switch
        {
            AuthPayloadData.DigitalSignature told => told.Value.Signature,
            AuthPayloadData.Unknown told => told.Octets,
        };
        if (data is AuthPayloadData.DigitalSignature named)
        {
            return AlgorithmIdentifiers.TryParse(
                named.Value.AlgorithmIdentifier.Span, out scheme, out error);
        }

        scheme = SignatureScheme.OfMethod(data.Tag);
        error = scheme is null
            ? new CryptoError(CryptoFault.Unsupported, data.Tag.ToString())
            : default;
        return scheme is not null;
    }
}
