using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption.Proofs;

/// <summary>SKEYID that a proof of phase 1 may be made with, and the function of the SA.</summary>
/// <param name="Prf">The function.</param>
/// <param name="Skeyid">SKEYID.</param>
internal readonly record struct PhaseOneSecret(Prf Prf, Secret Skeyid);

/// <summary>
/// Checks how the peers of IKEv1 show who they are in main and aggressive mode: HASH_I and HASH_R,
/// with signatures over them, RFC 2409 §5.
/// </summary>
internal static class IsakmpProofs
{
    /// <summary>Whether a message of phase 1 proves something.</summary>
    public static bool Has(IsakmpExchangeType exchange, Chain<IsakmpPayload> payloads)
    {
        if (exchange != IsakmpExchangeType.IdentityProtection
            && exchange != IsakmpExchangeType.Aggressive)
        {
            return false;
        }

        foreach (var payload in payloads)
        {
            if (IsProof(payload))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks the proofs of a message.</summary>
    /// <param name="phaseOne">
    /// What was said in phase 1, this message included; null: nothing was seen of it.
    /// </param>
    /// <param name="isInitiator">Whether the initiator sent it.</param>
    /// <param name="payloads">Its payloads in the clear.</param>
    /// <param name="secrets">What may have made the proofs.</param>
    public static Items<Proof> Check(
        PhaseOne? phaseOne, bool isInitiator, Chain<IsakmpPayload> payloads,
        IReadOnlyList<PhaseOneSecret> secrets)
    {
        List<Proof> proofs = [];
        var at = 0;
        foreach (var payload in payloads)
        {
            if (IsProof(payload))
            {
                // RFC 2409 §5: a side proves itself once.
                proofs.Add(new(at, proofs.Count > 0
                    ? Finding.Bad("a message has one of them")
                    : Judge(phaseOne, isInitiator, payload, secrets)));
            }

            at++;
        }

        return [.. proofs];
    }

    private static bool IsProof(IsakmpPayload payload) =>
        payload.Type == IsakmpPayloadType.Hash || payload.Type == IsakmpPayloadType.Signature;

    private static Finding Judge(
        PhaseOne? phaseOne, bool isInitiator, IsakmpPayload payload,
        IReadOnlyList<PhaseOneSecret> secrets)
    {
        if (phaseOne is not { Exchange: { SaBody.Length: > 0 } exchange })
        {
            return Finding.Unchecked("the capture lacks messages of phase 1");
        }

        if (phaseOne.Identity(isInitiator) is not { } identity)
        {
            return Finding.Unchecked("the capture lacks the identity of the sender");
        }

        if (secrets.Count == 0)
        {
            return Finding.Unchecked("SKEYID is not known");
        }

        var finding = Finding.Bad("it is by no SKEYID that is known");
        foreach (var (prf, skeyid) in secrets)
        {
            var hash = isInitiator
                ? IsakmpHashes.OfInitiator(prf, skeyid, exchange, identity.Span)
                : IsakmpHashes.OfResponder(prf, skeyid, exchange, identity.Span);
            var tried = payload.Type == IsakmpPayloadType.Signature
                ? BySignature(phaseOne.Certificate(isInitiator), hash, payload.Body)
                : IsakmpHashes.Agree(hash, payload.Body) ? Finding.Good : finding;
            if (tried.Check != IcvCheck.Bad)
            {
                return tried;
            }

            finding = tried;
        }

        return finding;
    }

    // RFC 2409 §5.1: signed is the hash itself, by RSA without the name of a hash.
    private static Finding BySignature(
        Octets? certificate, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (certificate is not { } sent)
        {
            return Finding.Unchecked("no certificate was sent");
        }

        if (!PublicKey.TryReadCertificate(sent.Span, out var key, out var error))
        {
            return Finding.Unchecked($"no key can be read from the certificate: {error}");
        }

        return key.TryVerify(new SignatureScheme.RsaBare(), hash, signature, out error)
                ? Finding.Good
            : error.Fault == CryptoFault.Unsupported ? Finding.Unchecked(error.ToString())
            : Finding.Bad($"the signature does not fit: {error}");
    }
}
