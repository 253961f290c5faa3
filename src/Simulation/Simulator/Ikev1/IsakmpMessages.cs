using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Messages of IKEv1 as octets: what they are, and those of one message.</summary>
internal static class IsakmpMessages
{
    private const int VersionAt = 17;

    /// <summary>A message of IKEv1; false: it is of another version, or none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out IsakmpHeaderValue message)
    {
        message = null!;
        return octets.Length > VersionAt && octets[VersionAt] >> 4 == 1
            && IsakmpHeaderValue.TryParse(octets, out message!, out _);
    }

    /// <summary>What a message is for those who break messages; null: it is none of IKEv1.
    /// </summary>
    public static MessageKind? KindOf(ReadOnlySpan<byte> octets) =>
        octets.Length <= VersionAt || octets[VersionAt] >> 4 != 1
        || !IsakmpHeader.TryParse(octets, out var header, out _) ? null
        : header.ExchangeType == IsakmpExchangeType.QuickMode ? MessageKind.IkeChild
        : header.ExchangeType == IsakmpExchangeType.Informational ? MessageKind.IkeLiveness
        : header.Encrypted ? MessageKind.IkeAuth
        : MessageKind.IkeInit;

    /// <summary>A header.</summary>
    public static IsakmpHeaderValue Header(
        IkeSpiPair cookies, IsakmpExchangeType exchange, MessageId id,
        Items<IsakmpPayloadValue> payloads) => new()
        {
            InitiatorSpi = cookies.Initiator,
            ResponderSpi = cookies.Responder,
            ExchangeType = exchange,
            MessageId = id,
            Payloads = payloads,
        };

    /// <summary>An Informational exchange, RFC 2409 §5.7: one message with HASH(1) in front.
    /// </summary>
    public static byte[] Informational(
        IsakmpSecrets secrets, IkeSpiPair cookies, MessageId id, Items<IsakmpPayloadValue> payloads)
    {
        var hash = IsakmpHashes.One(secrets.Prf, secrets.Authentic, id, OctetsOf(payloads));
        return Seal(
            secrets, Header(
                cookies, IsakmpExchangeType.Informational, id, [Hash(hash), .. payloads]),
            secrets.ChainOf(id), out _);
    }

    /// <summary>What an Informational exchange says behind its HASH(1); null: it is not authentic.
    /// </summary>
    public static Items<IsakmpPayloadValue>? OpenInformational(
        IsakmpSecrets secrets, ReadOnlySpan<byte> octets, MessageId id)
    {
        var room = new byte[octets.Length];
        if (!secrets.Cipher.TryOpen(
                octets, secrets.ChainOf(id), room, out var text, out _, out _)
            || !MessageHash.IsOne(secrets.Prf, secrets.Authentic, id, text, out _)
            || !text.TryToValue(out var value, out _))
        {
            return null;
        }

        secrets.Use(id);
        return [.. value.Payloads.Skip(1)];
    }

    /// <summary>A message under the cipher of an SA.</summary>
    public static byte[] Seal(
        IsakmpSecrets secrets, IsakmpHeaderValue message, IvChain chain, out IvChain next) =>
        Seal(secrets.Cipher, message, chain, out next);

    /// <summary>A message under a cipher.</summary>
    public static byte[] Seal(
        IsakmpCipher cipher, IsakmpHeaderValue message, IvChain chain, out IvChain next) =>
        cipher.TrySeal(message, chain, out var octets, out next, out var error)
            ? octets
            : throw new InvalidOperationException(error.ToString());

    /// <summary>Payloads as a hash covers them, without padding.</summary>
    public static byte[] OctetsOf(Items<IsakmpPayloadValue> payloads) =>
        new IsakmpPlaintextValue { Payloads = payloads }.ToArray();

    /// <summary>A HASH payload.</summary>
    public static IsakmpPayloadValue Hash(byte[] hash) => IsakmpPayloads.Of(
        new IsakmpPayloadBody.Hash(new() { Data = new Octets(hash) }));

    /// <summary>A Nonce payload.</summary>
    public static IsakmpPayloadValue Nonce(Octets nonce) => IsakmpPayloads.Of(
        new IsakmpPayloadBody.Nonce(new() { Data = nonce }));

    /// <summary>A KE payload.</summary>
    public static IsakmpPayloadValue Ke(Octets share) => IsakmpPayloads.Of(
        new IsakmpPayloadBody.Ke(new() { Data = share }));
}
