using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>From a chosen proposal to the suite of a CHILD SA, RFC 7296 §3.3.</summary>
public static class ChildSuites
{
    /// <summary>
    /// The suite; false: a transform is missing, doubled, not supported or not allowed.
    /// </summary>
    /// <param name="proposal">
    /// A proposal for ESP or AH with one transform of each type. Without a key exchange
    /// transform it is one without forward secrecy.
    /// </param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="error">Which transform is refused, and why.</param>
    public static bool TryResolve(
        ProposalValue proposal, AlgorithmPolicy policy,
        [NotNullWhen(true)] out ChildSuite? suite, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        suite = null;
        var esp = proposal.ProtocolId == ProtocolId.Esp;
        if (!esp && proposal.ProtocolId != ProtocolId.Ah)
        {
            return AlgorithmChoice.Refuse(
                CryptoFault.Unsupported, $"{proposal.ProtocolId} for a CHILD SA", out error);
        }

        if (!ChosenTransforms.TryRead(
                proposal, type => Takes(type, esp), out var chosen, out error)
            || !(esp
                ? TryEsp(chosen, policy, out var encryption, out var integrity, out error)
                : TryAh(chosen, policy, out encryption, out integrity, out error))
            || !chosen.TryEsn(out var esn, out error)
            || !chosen.TryKeyExchanges(policy, out var first, out var additional, out error))
        {
            return false;
        }

        suite = new ChildSuite(
            proposal.ProtocolId, encryption!, integrity!, esn, first, additional);
        return true;
    }

    /// <summary>The suite of AH with an integrity algorithm; GMAC is a cipher.</summary>
    internal static bool TryAh(
        IntegrityAlgorithm algorithm, AlgorithmPolicy policy,
        [NotNullWhen(true)] out EncryptionSpec? encryption,
        [NotNullWhen(true)] out IntegritySpec? integrity, out CryptoError error)
    {
        // RFC 4543 §4: AH with GMAC uses the cipher as its integrity algorithm.
        if (AlgorithmChoice.Gmac(algorithm) is { } gmac)
        {
            (encryption, integrity) = (gmac, IntegritySpec.None);
            return AlgorithmChoice.Allowed(out error);
        }

        encryption = EncryptionSpecs.Null;
        return AlgorithmChoice.TryIntegrity(algorithm, policy, out integrity, out error)
            && (integrity.Mac != MacAlgorithm.None
                || AlgorithmChoice.Refuse(
                    CryptoFault.Malformed, "AH without integrity", out error));
    }

    private static bool Takes(TransformType type, bool esp) =>
        (esp && type == TransformType.Encryption) || type == TransformType.Integrity
        || type == TransformType.KeyExchange || type == TransformType.SequenceNumbers
        || ChosenTransforms.IsAdditional(type);

    private static bool TryEsp(
        ChosenTransforms chosen, AlgorithmPolicy policy,
        [NotNullWhen(true)] out EncryptionSpec? encryption,
        [NotNullWhen(true)] out IntegritySpec? integrity, out CryptoError error)
    {
        integrity = null;
        return chosen.TryEncryption(policy, out encryption, out error)
            && chosen.TryIntegrity(policy, out integrity, out error)
            && AlgorithmChoice.FitEachOther(encryption, integrity, policy, out error);
    }

    private static bool TryAh(
        ChosenTransforms chosen, AlgorithmPolicy policy,
        [NotNullWhen(true)] out EncryptionSpec? encryption,
        [NotNullWhen(true)] out IntegritySpec? integrity, out CryptoError error)
    {
        (encryption, integrity) = (null, null);
        return chosen[TransformType.Integrity] is { } number
            ? TryAh(
                new IntegrityAlgorithm(number), policy, out encryption, out integrity, out error)
            : AlgorithmChoice.Refuse(
                CryptoFault.Malformed, $"no {TransformType.Integrity}", out error);
    }
}
