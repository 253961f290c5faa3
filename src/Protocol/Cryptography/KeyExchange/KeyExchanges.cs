using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Key exchanges, RFC 7296 §1.2 and RFC 9370. The randomness is an argument and decides the whole
/// result, whoever computes it, so that one seed is one run.
/// </summary>
/// <remarks>
/// <see cref="LibcryptoProvider"/> computes MODP, Curve25519, Curve448 and (from OpenSSL 3.5 on)
/// ML-KEM in constant time and outside the managed heap; <see cref="PlatformProvider"/> computes on
/// Weierstrass curves, on Linux by libcrypto too. Where BouncyCastle computes, this is not
/// guaranteed: the time of a MODP power tells of its exponent, so an exponent is best used once,
/// and what it computes on the way (the windows of a MODP power, the polynomials of ML-KEM) stays
/// in the managed heap until the collector uses its memory again; the numbers and keys that it
/// begins with are wiped after each operation. Simulation and captures are content with that; a
/// gateway passes <see cref="CryptoProviders.Fastest"/>.
/// </remarks>
public static class KeyExchanges
{
    /// <summary>
    /// Octets of randomness that one side of the method takes; 0: it is not supported.
    /// </summary>
    public static int RandomnessLength(KeyExchangeMethod method) =>
        KeyExchangeSpec.Find(method)?.RandomnessLength ?? 0;

    /// <summary>The initiator's half; false: the method is not supported.</summary>
    /// <param name="provider">Who computes it.</param>
    /// <param name="method">The method.</param>
    /// <param name="randomness"><see cref="RandomnessLength"/> octets.</param>
    /// <param name="share">The private half with its public value; the caller disposes it.</param>
    /// <param name="error">What is wrong.</param>
    /// <exception cref="ArgumentException">The randomness has another length: a bug.</exception>
    public static bool TryStart(
        CryptoProvider provider,
        KeyExchangeMethod method,
        ReadOnlySpan<byte> randomness,
        [NotNullWhen(true)] out KeyShare? share,
        out CryptoError error)
    {
        share = null;
        if (!TryFind(provider, method, randomness, out var spec, out error))
        {
            return false;
        }

        share = provider.CreateShare(spec, randomness);
        return true;
    }

    /// <summary>
    /// The responder's half: the answer to the initiator's value and the secret. False: the method
    /// is not supported, or the value has the wrong length, lies outside the group, or gives the
    /// secret away (RFC 6989).
    /// </summary>
    /// <param name="provider">Who computes it.</param>
    /// <param name="method">The method.</param>
    /// <param name="peerValue">The initiator's Key Exchange Data.</param>
    /// <param name="randomness">
    /// <see cref="RandomnessLength"/> octets; an encapsulation takes the first 32 of them.
    /// </param>
    /// <param name="answer">Our public value, or the ciphertext of a KEM.</param>
    /// <param name="shared">The secret; the caller disposes it.</param>
    /// <param name="error">What is wrong.</param>
    /// <exception cref="ArgumentException">The randomness has another length: a bug.</exception>
    public static bool TryRespond(
        CryptoProvider provider,
        KeyExchangeMethod method,
        ReadOnlySpan<byte> peerValue,
        ReadOnlySpan<byte> randomness,
        out Octets answer,
        [NotNullWhen(true)] out Secret? shared,
        out CryptoError error)
    {
        answer = default;
        shared = null;
        if (!TryFind(provider, method, randomness, out var spec, out error))
        {
            return false;
        }

        if (spec.Kind == KeyExchangeKind.MlKem)
        {
            return MlKemShare.TryEncapsulate(
                provider.KemOf(spec), spec, peerValue, randomness,
                out answer, out shared, out error);
        }

        if (!TryStart(provider, method, randomness, out var share, out error))
        {
            return false;
        }

        using (share)
        {
            if (!share.TryAgree(peerValue, out shared, out error))
            {
                return false;
            }

            answer = new(share.PublicValue);
            return true;
        }
    }

    private static bool TryFind(
        CryptoProvider provider,
        KeyExchangeMethod method,
        ReadOnlySpan<byte> randomness,
        [NotNullWhen(true)] out KeyExchangeSpec? spec,
        out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(provider);
        error = default;
        spec = KeyExchangeSpec.Find(method);
        if (spec is null || !provider.Supports(method))
        {
            error = new(CryptoFault.Unsupported, method.ToString());
            return false;
        }

        if (randomness.Length != spec.RandomnessLength)
        {
            throw new ArgumentException(
                $"{method} takes {spec.RandomnessLength} octets of randomness", nameof(randomness));
        }

        return true;
    }
}
