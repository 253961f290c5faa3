using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// From a chosen transform of IKEv1's phase 2 to the suite of an SA, RFC 2407 §4.4 and §4.5.
/// </summary>
public static class IsakmpChildSuites
{
    /// <summary>
    /// The suite; false: an attribute is missing, doubled, not supported or not allowed.
    /// </summary>
    /// <param name="protocol">The protocol of the proposal, ESP or AH.</param>
    /// <param name="transform">Its transform.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="error">What is refused, and why.</param>
    public static bool TryResolve(
        IsakmpProtocolId protocol, IsakmpTransformValue transform, AlgorithmPolicy policy,
        [NotNullWhen(true)] out ChildSuite? suite, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(transform);
        suite = null;
        var esp = protocol == IsakmpProtocolId.Esp;
        if (!esp && protocol != IsakmpProtocolId.Ah)
        {
            return AlgorithmChoice.Refuse(
                CryptoFault.Unsupported, $"{protocol} for an SA with keys", out error);
        }

        if (!IsakmpAttributes.TryRead(
                transform.Attributes, UseOf, type => new PhaseTwoAttributeType(type).ToString(),
                out var attributes, out error)
            || !(esp
                ? TryEsp(transform.TransformId, attributes, policy, out var encryption,
                    out var integrity, out error)
                : TryAh(transform.TransformId, attributes, policy, out encryption,
                    out integrity, out error))
            || !TryGroup(attributes, policy, out var group, out error))
        {
            return false;
        }

        // RFC 4304 §2: the attribute with the value 1 asks for 64 bits.
        suite = new ChildSuite(
            esp ? ProtocolId.Esp : ProtocolId.Ah, encryption!, integrity!,
            attributes[PhaseTwoAttributeType.ExtendedSequenceNumber.Value] == 1, group);
        return true;
    }

    private static IsakmpAttributes.Use UseOf(ushort type) => type switch
    {
        3 or 5 or 6 or 11 => IsakmpAttributes.Use.Chooses,

        // Lifetimes, mode, ECN, and the label that Linux peers send.
        1 or 2 or 4 or 10 or 32001 => IsakmpAttributes.Use.PassedOver,
        _ => IsakmpAttributes.Use.Refused,
    };

    private static bool TryGroup(
        IsakmpAttributes attributes, AlgorithmPolicy policy, out KeyExchangeMethod group,
        out CryptoError error)
    {
        group = new(attributes[PhaseTwoAttributeType.GroupDescription.Value] ?? 0);
        return group == KeyExchangeMethod.None
            ? AlgorithmChoice.Allowed(out error)
            : AlgorithmChoice.TryKeyExchange(group, policy, out error);
    }

    private static bool TryEsp(
        IsakmpTransformId transform, IsakmpAttributes attributes, AlgorithmPolicy policy,
        [NotNullWhen(true)] out EncryptionSpec? encryption,
        [NotNullWhen(true)] out IntegritySpec? integrity, out CryptoError error)
    {
        (encryption, integrity) = (null, null);
        var told = new EspTransform(transform.Value);
        if (EncryptionOf(told) is not { } algorithm)
        {
            return AlgorithmChoice.Refuse(CryptoFault.Unsupported, told.ToString(), out error);
        }

        var keyBits = attributes[PhaseTwoAttributeType.KeyLength.Value];
        var mac = new AuthenticationAlgorithm(
            attributes[PhaseTwoAttributeType.AuthenticationAlgorithm.Value] ?? 0);
        return AlgorithmChoice.TryEncryption(algorithm, keyBits, policy, out encryption, out error)
            && TryIntegrity(mac, policy, out integrity, out error)
            && AlgorithmChoice.FitEachOther(encryption, integrity, policy, out error);
    }

    private static bool TryAh(
        IsakmpTransformId transform, IsakmpAttributes attributes, AlgorithmPolicy policy,
        [NotNullWhen(true)] out EncryptionSpec? encryption,
        [NotNullWhen(true)] out IntegritySpec? integrity, out CryptoError error)
    {
        (encryption, integrity) = (null, null);
        var told = new AhTransform(transform.Value);
        var mac = attributes[PhaseTwoAttributeType.AuthenticationAlgorithm.Value];

        // RFC 2407 §4.4.3: the transform of AH and its authentication algorithm say the same.
        if (mac is null || AuthenticationOf(told) is not { } same || same.Value != mac)
        {
            var with = mac is { } value
                ? $"with {new AuthenticationAlgorithm(value)}"
                : "without authentication algorithm";
            return AlgorithmChoice.Refuse(
                AuthenticationOf(told) is null ? CryptoFault.Unsupported : CryptoFault.Malformed,
                $"{told} {with}", out error);
        }

        return ChildSuites.TryAh(
            IntegrityOf(same) ?? IntegrityAlgorithm.None, policy, out encryption, out integrity,
            out error);
    }

    private static bool TryIntegrity(
        AuthenticationAlgorithm mac, AlgorithmPolicy policy,
        [NotNullWhen(true)] out IntegritySpec? integrity, out CryptoError error)
    {
        integrity = IntegritySpec.None;
        return mac.Value == 0 ? AlgorithmChoice.Allowed(out error)
            : IntegrityOf(mac) is { } algorithm
            ? AlgorithmChoice.TryIntegrity(algorithm, policy, out integrity, out error)
            : AlgorithmChoice.Refuse(CryptoFault.Unsupported, mac.ToString(), out error);
    }

    // The numbers of IKEv1 are those of IKEv2, but for Camellia and GMAC.
    private static EncryptionAlgorithm? EncryptionOf(EspTransform transform) =>
        transform.Value switch
        {
            2 or 3 or (>= 11 and <= 20) => new EncryptionAlgorithm(transform.Value),
            22 => EncryptionAlgorithm.CamelliaCbc,
            23 => EncryptionAlgorithm.NullAuthAesGmac,
            _ => null,
        };

    /// <summary>The algorithm under the number that IKEv2 has for it; null: it has none.</summary>
    public static IntegrityAlgorithm? IntegrityOf(AuthenticationAlgorithm algorithm) =>
        algorithm.Value switch
        {
            1 => IntegrityAlgorithm.HmacMd5Truncated96,
            2 => IntegrityAlgorithm.HmacSha1Truncated96,
            5 => IntegrityAlgorithm.HmacSha256Truncated128,
            6 => IntegrityAlgorithm.HmacSha384Truncated192,
            7 => IntegrityAlgorithm.HmacSha512Truncated256,
            9 => IntegrityAlgorithm.AesXcbc96,
            11 => IntegrityAlgorithm.Aes128Gmac,
            12 => IntegrityAlgorithm.Aes192Gmac,
            13 => IntegrityAlgorithm.Aes256Gmac,
            _ => null,
        };

    private static AuthenticationAlgorithm? AuthenticationOf(AhTransform transform) =>
        transform.Value switch
        {
            2 => AuthenticationAlgorithm.HmacMd5,
            3 => AuthenticationAlgorithm.HmacSha,
            5 => AuthenticationAlgorithm.HmacSha256,
            6 => AuthenticationAlgorithm.HmacSha384,
            7 => AuthenticationAlgorithm.HmacSha512,
            9 => AuthenticationAlgorithm.AesXcbcMac,
            11 => AuthenticationAlgorithm.Aes128Gmac,
            12 => AuthenticationAlgorithm.Aes192Gmac,
            13 => AuthenticationAlgorithm.Aes256Gmac,
            _ => null,
        };
}
