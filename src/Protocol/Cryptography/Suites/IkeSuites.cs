using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>From a chosen proposal to the suite of an IKE SA, RFC 7296 §3.3.</summary>
public static class IkeSuites
{
    /// <summary>
    /// The suite; false: a transform is missing, doubled, not supported or not allowed.
    /// </summary>
    /// <param name="proposal">A proposal for IKE with one transform of each type.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="error">Which transform is refused, and why.</param>
    public static bool TryResolve(
        ProposalValue proposal, AlgorithmPolicy policy,
        [NotNullWhen(true)] out IkeSuite? suite, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        suite = null;
        if (proposal.ProtocolId != ProtocolId.Ike)
        {
            return AlgorithmChoice.Refuse(
                CryptoFault.Malformed, $"{proposal.ProtocolId} for an IKE SA", out error);
        }

        if (!ChosenTransforms.TryRead(proposal, Takes, out var chosen, out error)
            || !chosen.TryEncryption(policy, out var encryption, out error)
            || !chosen.TryIntegrity(policy, out var integrity, out error)
            || !chosen.TryPrf(policy, out var prf, out error)
            || !chosen.TryKeyExchanges(policy, out var first, out var additional, out error)
            || !Protects(encryption, integrity, out error))
        {
            return false;
        }

        // RFC 7296 §3.3.3: an IKE SA cannot be without a key exchange.
        if (first == KeyExchangeMethod.None)
        {
            return AlgorithmChoice.Refuse(
                CryptoFault.Malformed, $"no {TransformType.KeyExchange}", out error);
        }

        suite = new IkeSuite(encryption, integrity, prf, first, additional);
        return true;
    }

    private static bool Takes(TransformType type) =>
        type == TransformType.Encryption || type == TransformType.PseudorandomFunction
        || type == TransformType.Integrity || type == TransformType.KeyExchange
        || ChosenTransforms.IsAdditional(type);

    /// <summary>
    /// Whether cipher and integrity may protect an IKE SA: it is encrypted, its IVs are sent, and
    /// every message has an ICV.
    /// </summary>
    public static bool Protects(
        EncryptionSpec encryption, IntegritySpec integrity, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        ArgumentNullException.ThrowIfNull(integrity);

        // RFC 7296 §5 and RFC 4543 §7: IKE is never without encryption. RFC 8750 §3: its IVs are
        // never implicit.
        if (encryption.Mode is CipherMode.Null or CipherMode.Gmac || encryption.IsImplicitIv)
        {
            return AlgorithmChoice.Refuse(
                CryptoFault.NotAllowed, $"{encryption} for an IKE SA", out error);
        }

        // RFC 7296 §3.14: every message is integrity protected, by the cipher or beside it.
        return encryption.IsCombined || integrity.Mac != MacAlgorithm.None
            ? AlgorithmChoice.FitEachOther(
                encryption, integrity, AlgorithmPolicy.Current, out error)
            : AlgorithmChoice.Refuse(
                CryptoFault.Malformed, $"no {TransformType.Integrity}", out error);
    }
}
