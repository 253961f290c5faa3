using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The hashes that authenticate IKEv1 messages, RFC 2409 §5: as long as the output of the PRF.
/// </summary>
public static class IsakmpHashes
{
    /// <summary>
    /// HASH_I = prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b).
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyid">SKEYID.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="idBody">The initiator's ID payload without its payload header.</param>
    public static byte[] OfInitiator(
        Prf prf, Secret skeyid, PhaseOneExchange exchange, ReadOnlySpan<byte> idBody)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return OfPhaseOne(
            prf, skeyid, exchange.KeOfInitiator, exchange.KeOfResponder, exchange.Cookies,
            exchange.SaBody, idBody);
    }

    /// <summary>
    /// HASH_R = prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b).
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyid">SKEYID.</param>
    /// <param name="exchange">What was said.</param>
    /// <param name="idBody">The responder's ID payload without its payload header.</param>
    public static byte[] OfResponder(
        Prf prf, Secret skeyid, PhaseOneExchange exchange, ReadOnlySpan<byte> idBody)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        var turned = new IkeSpiPair(exchange.Cookies.Responder, exchange.Cookies.Initiator);
        return OfPhaseOne(
            prf, skeyid, exchange.KeOfResponder, exchange.KeOfInitiator, turned,
            exchange.SaBody, idBody);
    }

    /// <summary>
    /// HASH(1) = prf(SKEYID_a, M-ID | rest): the first message of quick mode, informational and
    /// transaction exchanges.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyidA">SKEYID_a.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="rest">The payloads behind the HASH payload, without padding.</param>
    public static byte[] One(Prf prf, Secret skeyidA, MessageId id, ReadOnlySpan<byte> rest) =>
        OfPhaseTwo(prf, skeyidA, [], id, [], rest);

    /// <summary>
    /// HASH(2) = prf(SKEYID_a, M-ID | Ni_b | rest): the responder's message of quick mode.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyidA">SKEYID_a.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="nonce">Ni_b, the initiator's nonce.</param>
    /// <param name="rest">The payloads behind the HASH payload, without padding.</param>
    public static byte[] Two(
        Prf prf, Secret skeyidA, MessageId id, Octets nonce, ReadOnlySpan<byte> rest) =>
        OfPhaseTwo(prf, skeyidA, [], id, nonce.Span, rest);

    /// <summary>
    /// HASH(3) = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b): the last message of quick mode.
    /// </summary>
    public static byte[] Three(
        Prf prf, Secret skeyidA, MessageId id, ExchangeNonces nonces) =>
        OfPhaseTwo(
            prf, skeyidA, [0], id, nonces.Initiator.Span, nonces.Responder.Span);

    /// <summary>Whether a received hash is the expected one, told in constant time.</summary>
    public static bool Agree(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> received) =>
        CryptographicOperations.FixedTimeEquals(expected, received);

    private static byte[] OfPhaseOne(
        Prf prf, Secret skeyid, Octets own, Octets other, IkeSpiPair cookies, Octets saBody,
        ReadOnlySpan<byte> idBody)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skeyid);
        Span<byte> pair = stackalloc byte[IkeSpiPair.Length];
        cookies.Write(pair);
        using var mac = prf.WithKey(skeyid);
        mac.Append(own.Span);
        mac.Append(other.Span);
        mac.Append(pair);
        mac.Append(saBody.Span);
        mac.Append(idBody);
        return Finish(mac);
    }

    private static byte[] OfPhaseTwo(
        Prf prf, Secret skeyidA, ReadOnlySpan<byte> before, MessageId id, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> rest)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skeyidA);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, id.Value);
        using var mac = prf.WithKey(skeyidA);
        mac.Append(before);
        mac.Append(number);
        mac.Append(nonce);
        mac.Append(rest);
        return Finish(mac);
    }

    private static byte[] Finish(Mac mac)
    {
        var hash = new byte[mac.Length];
        mac.Finish(hash);
        return hash;
    }
}
