using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The HASH payload that authenticates a message of phase 2, RFC 2409 §5.5 to §5.7: it is the
/// first one, and covers all payloads behind it.
/// </summary>
public static class MessageHash
{
    /// <summary>
    /// Whether HASH(1) of a message fits: of the first of quick mode, and of informational and
    /// transaction exchanges.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyidA">SKEYID_a.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="plaintext">The message after decryption.</param>
    /// <param name="error">What is wrong, and where.</param>
    public static bool IsOne(
        Prf prf, Secret skeyidA, MessageId id, IsakmpPlaintext plaintext, out OpenError error) =>
        TrySplit(plaintext, out var hash, out var rest, out error)
        && Agree(IsakmpHashes.One(prf, skeyidA, id, rest), hash, out error);

    /// <summary>Whether HASH(2) of the responder's message of quick mode fits.</summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyidA">SKEYID_a.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="nonce">Ni_b.</param>
    /// <param name="plaintext">The message after decryption.</param>
    /// <param name="error">What is wrong, and where.</param>
    public static bool IsTwo(
        Prf prf, Secret skeyidA, MessageId id, Octets nonce, IsakmpPlaintext plaintext,
        out OpenError error) =>
        TrySplit(plaintext, out var hash, out var rest, out error)
        && Agree(IsakmpHashes.Two(prf, skeyidA, id, nonce, rest), hash, out error);

    /// <summary>Whether HASH(3) of the last message of quick mode fits.</summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyidA">SKEYID_a.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="nonces">Ni_b and Nr_b.</param>
    /// <param name="plaintext">The message after decryption.</param>
    /// <param name="error">What is wrong, and where.</param>
    public static bool IsThree(
        Prf prf, Secret skeyidA, MessageId id, ExchangeNonces nonces, IsakmpPlaintext plaintext,
        out OpenError error) =>
        TrySplit(plaintext, out var hash, out _, out error)
        && Agree(IsakmpHashes.Three(prf, skeyidA, id, nonces), hash, out error);

    private const int HeaderLength = 28;

    private static bool TrySplit(
        IsakmpPlaintext plaintext, out ReadOnlySpan<byte> hash, out ReadOnlySpan<byte> rest,
        out OpenError error)
    {
        hash = default;
        rest = default;
        foreach (var payload in plaintext.Payloads)
        {
            if (payload.Type != IsakmpPayloadType.Hash)
            {
                break;
            }

            // RFC 2409 §5.5: the hash covers what follows, payload headers included, and no
            // padding.
            hash = payload.Body;
            rest = plaintext.Payloads.Octets[payload.Octets.Length..];
            error = default;
            return true;
        }

        error = OpenError.Malformed(new(DecodeFault.UnknownTag, HeaderLength, "HASH"));
        return false;
    }

    private static bool Agree(
        ReadOnlySpan<byte> expected, ReadOnlySpan<byte> received, out OpenError error)
    {
        if (IsakmpHashes.Agree(expected, received))
        {
            error = default;
            return true;
        }

        error = new(
            CryptoFault.NotAuthentic,
            new(DecodeFault.ChecksumMismatch, HeaderLength + 4, "Hash Data"));
        return false;
    }
}
