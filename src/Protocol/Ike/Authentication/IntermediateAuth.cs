using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// What IKE_INTERMEDIATE exchanges add to the octets that AUTH covers, RFC 9242 §3.3.2.
/// </summary>
public static class IntermediateAuth
{
    /// <summary>
    /// IntAuth_n of one side: prf(SK_p, IntAuth_(n-1) | A | P), where A is the message up to the
    /// header of its SK payload, its lengths told as if P stood there in the clear, and P is what
    /// is inside, without padding. Fragments count as the message that they are of.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skP">SK_p of the side, of the keys that protect this message.</param>
    /// <param name="previous">IntAuth_(n-1); empty for the first.</param>
    /// <param name="message">The header, with the payloads that stood in the clear if any.</param>
    /// <param name="first">The type of the first payload inside.</param>
    /// <param name="inner">The payloads inside.</param>
    public static byte[] Next(
        Prf prf, Secret skP, ReadOnlySpan<byte> previous, IkeHeaderValue message,
        PayloadType first, ReadOnlySpan<byte> inner)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skP);
        ArgumentNullException.ThrowIfNull(message);
        var clear = message with
        {
            NextPayload = null,
            Length = null,
            Payloads = message.Payloads.Add(new IkePayloadValue
            {
                NextPayload = first,
                Body = new IkePayloadBody.Sk(
                    new SkPayloadValue { EncryptedData = new Octets(inner) }),
            }),
        };
        using var mac = prf.WithKey(skP);
        mac.Append(previous);
        mac.Append(clear.ToArray());
        var result = new byte[mac.Length];
        mac.Finish(result);
        return result;
    }

    /// <summary>
    /// What <see cref="Next"/> takes of a received message: the header with the payloads in the
    /// clear, without the SK or SKF payload, which is the last. Null: those are malformed.
    /// </summary>
    /// <param name="message">The message.</param>
    public static IkeHeaderValue? ClearOf(IkeHeader message)
    {
        // Lengths and types without that payload are those of no message that was sent, so
        // whoever writes it computes them.
        return message.TryToValue(out var value, out _) && value.Payloads.Count > 0
            ? value with
            {
                NextPayload = null,
                Length = null,
                Payloads = [.. value.Payloads.Span[..^1]],
            }
            : null;
    }

    /// <summary>IntAuth: IntAuth_iN | IntAuth_rN | IKE_AUTH_MID.</summary>
    /// <param name="initiator">The last one of the initiator.</param>
    /// <param name="responder">The last one of the responder.</param>
    /// <param name="authId">The message ID of the first IKE_AUTH exchange.</param>
    public static byte[] Whole(
        ReadOnlySpan<byte> initiator, ReadOnlySpan<byte> responder, MessageId authId)
    {
        Span<byte> id = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(id, authId.Value);
        return [.. initiator, .. responder, .. id];
    }
}
