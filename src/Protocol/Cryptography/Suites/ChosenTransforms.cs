using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The transforms of a chosen proposal, one of each type at most, RFC 7296 §2.7 and §3.3.6.
/// </summary>
internal sealed class ChosenTransforms
{
    private readonly SortedDictionary<byte, TransformValue> _byType = [];

    private ChosenTransforms()
    {
    }

    /// <summary>The transforms; false: a type is doubled or unknown, or an attribute is.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="takes">Whether its protocol has transforms of that type.</param>
    /// <param name="chosen">The transforms.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryRead(
        ProposalValue proposal, Func<TransformType, bool> takes,
        [NotNullWhen(true)] out ChosenTransforms? chosen, out CryptoError error)
    {
        chosen = null;
        var read = new ChosenTransforms();
        foreach (var transform in proposal.Transforms)
        {
            var type = transform.TransformType;

            // RFC 7296 §3.3.6: a proposal with a type that is not understood is refused.
            if (!takes(type))
            {
                return AlgorithmChoice.Refuse(
                    CryptoFault.Unsupported, $"{type} in a proposal for {proposal.ProtocolId}",
                    out error);
            }

            // RFC 7296 §2.7: the answer has one transform of each type.
            if (!read._byType.TryAdd(type.Value, transform))
            {
                return AlgorithmChoice.Refuse(
                    CryptoFault.Malformed, $"{type} twice", out error);
            }

            // RFC 7296 §3.3.6: a transform with an attribute that is not understood is refused.
            foreach (var attribute in transform.Attributes)
            {
                if (type != TransformType.Encryption
                    || attribute.AttributeType != TransformAttributeType.KeyLength)
                {
                    return AlgorithmChoice.Refuse(
                        CryptoFault.Unsupported, $"{attribute.AttributeType} of {type}", out error);
                }
            }
        }

        chosen = read;
        return AlgorithmChoice.Allowed(out error);
    }

    /// <summary>The number of the transform of a type; null: there is none.</summary>
    public ushort? this[TransformType type] =>
        _byType.TryGetValue(type.Value, out var transform) ? transform.TransformId.Value : null;

    public bool TryEncryption(
        AlgorithmPolicy policy, [NotNullWhen(true)] out EncryptionSpec? spec,
        out CryptoError error)
    {
        spec = null;
        if (!TryNumber(TransformType.Encryption, out var number, out error))
        {
            return false;
        }

        var attributes = _byType[TransformType.Encryption.Value].Attributes;

        // RFC 7296 §3.3.5: the key length is there once and in the short form.
        if (attributes.Count > 1 || (attributes.Count == 1 && attributes[0].AttributeValue is null))
        {
            return AlgorithmChoice.Refuse(
                CryptoFault.Malformed, $"{TransformAttributeType.KeyLength} of {number}",
                out error);
        }

        return AlgorithmChoice.TryEncryption(
            new EncryptionAlgorithm(number),
            attributes.Count == 0 ? null : attributes[0].AttributeValue,
            policy, out spec, out error);
    }

    /// <summary>The integrity algorithm; none where there is no transform.</summary>
    public bool TryIntegrity(
        AlgorithmPolicy policy, [NotNullWhen(true)] out IntegritySpec? spec,
        out CryptoError error) =>
        AlgorithmChoice.TryIntegrity(
            new IntegrityAlgorithm(this[TransformType.Integrity] ?? 0), policy, out spec,
            out error);

    public bool TryPrf(
        AlgorithmPolicy policy, [NotNullWhen(true)] out PrfSpec? spec, out CryptoError error)
    {
        spec = null;
        return TryNumber(TransformType.PseudorandomFunction, out var number, out error)
            && AlgorithmChoice.TryPrf(
                new PseudorandomFunction(number), policy, out spec, out error);
    }

    public bool TryEsn(out bool esn, out CryptoError error)
    {
        esn = false;
        if (!TryNumber(TransformType.SequenceNumbers, out var number, out error))
        {
            return false;
        }

        var kind = new SequenceNumberType(number);
        esn = kind == SequenceNumberType.PartiallyTransmitted64;
        return esn || kind == SequenceNumberType.Sequential32
            || AlgorithmChoice.Refuse(CryptoFault.Unsupported, kind.ToString(), out error);
    }

    /// <summary>The key exchange, and the additional ones in their order.</summary>
    public bool TryKeyExchanges(
        AlgorithmPolicy policy, out KeyExchangeMethod first,
        out Items<KeyExchangeMethod> additional, out CryptoError error)
    {
        first = new KeyExchangeMethod(this[TransformType.KeyExchange] ?? 0);
        additional = [];
        error = default;
        if (first != KeyExchangeMethod.None
            && !AlgorithmChoice.TryKeyExchange(first, policy, out error))
        {
            return false;
        }

        foreach (var (type, transform) in _byType)
        {
            var method = new KeyExchangeMethod(transform.TransformId.Value);
            if (!IsAdditional(new TransformType(type)) || method == KeyExchangeMethod.None)
            {
                continue;
            }

            // RFC 9370 §2.2.1: they follow a first exchange, and no method comes twice.
            if (first == KeyExchangeMethod.None || method == first || additional.Contains(method))
            {
                var told = first == KeyExchangeMethod.None ? "without a first exchange" : "twice";
                return AlgorithmChoice.Refuse(
                    CryptoFault.Malformed, $"{method} {told}", out error);
            }

            if (!AlgorithmChoice.TryKeyExchange(method, policy, out error))
            {
                return false;
            }

            additional = additional.Add(method);
        }

        return true;
    }

    /// <summary>Whether it is one of the additional key exchanges, RFC 9370 §2.2.1.</summary>
    public static bool IsAdditional(TransformType type) => type.Value is >= 6 and <= 12;

    private bool TryNumber(TransformType type, out ushort number, out CryptoError error)
    {
        number = this[type] ?? 0;
        return _byType.ContainsKey(type.Value)
            ? AlgorithmChoice.Allowed(out error)
            : AlgorithmChoice.Refuse(CryptoFault.Malformed, $"no {type}", out error);
    }
}
