using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decoding;

/// <summary>What is good of an IKEv1 message that may be broken.</summary>
internal static class IsakmpParts
{
    private const byte EncryptedFlag = 1;

    /// <summary>Goes through the payloads and their bodies up to the first that is wrong.</summary>
    /// <param name="message">The message, from its header on.</param>
    /// <param name="good">How many are good; none of an encrypted message.</param>
    /// <param name="error">What is wrong, told from the start of the message.</param>
    public static bool TryPayloads(
        ReadOnlySpan<byte> message, out int good, out DecodeError error)
    {
        var isEncrypted = (message[19] & EncryptedFlag) != 0;
        var first = isEncrypted ? (byte)0 : message[16];
        return TryChain(message, IkeParts.HeaderOctets, first, out good, out error);
    }

    /// <summary>The same of any chain of payloads.</summary>
    /// <param name="octets">What holds the chain.</param>
    /// <param name="at">Where its first payload stands.</param>
    /// <param name="first">The type of that payload.</param>
    /// <param name="good">How many are good.</param>
    /// <param name="error">What is wrong, told from the start of the octets.</param>
    public static bool TryChain(
        ReadOnlySpan<byte> octets, int at, byte first, out int good, out DecodeError error)
    {
        good = 0;
        error = default;
        var type = (IsakmpPayloadType)first;
        while (type.Value != 0)
        {
            if (!IsakmpPayload.TryParse(octets[at..], type, out var payload, out error)
                || !TryBody(payload, out error))
            {
                error = error.Shift(at);
                return false;
            }

            good++;
            at += payload.Octets.Length;
            type = payload.NextPayload;
        }

        return true;
    }

    /// <summary>The fragment that a message carries, if that is what it carries.</summary>
    public static bool TryFragment(IsakmpHeader header, out IsakmpFragmentPayload fragment)
    {
        if (!header.Encrypted)
        {
            foreach (var payload in header.Payloads)
            {
                if (payload.TryBody(out fragment, out _))
                {
                    return true;
                }
            }
        }

        fragment = default;
        return false;
    }

    private static bool TryBody(IsakmpPayload payload, out DecodeError error)
    {
        error = default;
        return payload.Type.Value switch
        {
            1 => TryProposals(payload, out error),
            4 => payload.TryBody(out IsakmpKePayload _, out error),
            5 => payload.TryBody(out IsakmpIdPayload _, out error),
            6 => payload.TryBody(out IsakmpCertPayload _, out error),
            7 => payload.TryBody(out IsakmpCertRequestPayload _, out error),
            8 => payload.TryBody(out IsakmpHashPayload _, out error),
            9 => payload.TryBody(out IsakmpSignaturePayload _, out error),
            10 => payload.TryBody(out IsakmpNoncePayload _, out error),
            11 => payload.TryBody(out IsakmpNotifyPayload _, out error),
            12 => payload.TryBody(out IsakmpDeletePayload _, out error),
            13 => payload.TryBody(out IsakmpVendorIdPayload _, out error),
            14 => payload.TryBody(out IsakmpConfigPayload _, out error),
            20 or 130 => payload.TryBody(out IsakmpNatDiscoveryPayload _, out error),
            21 or 131 => payload.TryBody(out IsakmpNatOriginalAddressPayload _, out error),
            132 => payload.TryBody(out IsakmpFragmentPayload _, out error),
            _ => true,
        };
    }

    // What the DOI and the situation do not open is told as octets.
    private static bool TryProposals(IsakmpPayload payload, out DecodeError error)
    {
        if (!payload.TryBody(out IsakmpSaPayload sa, out error))
        {
            return false;
        }

        if (!sa.TryBody(out IpsecSituation situation, out error))
        {
            return IsOther(payload, sa.Octets, ref error);
        }

        return situation.TryBody(out IsakmpProposals _, out error)
            || IsOther(payload, situation.Octets, ref error);
    }

    private static bool IsOther(
        IsakmpPayload payload, ReadOnlySpan<byte> inner, ref DecodeError error)
    {
        if (error.Fault == DecodeFault.UnknownTag)
        {
            error = default;
            return true;
        }

        _ = payload.Octets.Overlaps(inner, out var at);
        error = error.Shift(at);
        return false;
    }
}
