using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <content>Messages under an ISAKMP SA, and what quick mode makes.</content>
public sealed partial class IsakmpHandshakeKeys
{
    /// <summary>Encrypts a message of phase 1; false: it does not fit its length fields.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The header with its payloads.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="octets">The message.</param>
    /// <param name="next">The IV of the next message.</param>
    /// <param name="error">Why there is none.</param>
    public bool TrySeal(
        ulong keys, IsakmpHeaderValue message, IvChain chain, out Octets octets,
        out IvChain next, out CryptoError error)
    {
        var isSealed = _sas[keys].Cipher.TrySeal(
            message, chain, out var made, out next, out error);
        octets = new(made);
        return isSealed;
    }

    /// <summary>The payloads of a message of phase 1: nothing says yet that it is authentic.
    /// </summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The message.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="payloads">What it says.</param>
    /// <param name="next">The IV of the next message, where this one is authentic.</param>
    /// <param name="error">What is wrong, and where.</param>
    public bool TryOpen(
        ulong keys, ReadOnlySpan<byte> message, IvChain chain,
        out Items<IsakmpPayloadValue> payloads, out IvChain next, out OpenError error)
    {
        payloads = [];
        if (!_sas[keys].Cipher.TryOpen(
            message, chain, new byte[message.Length], out var text, out next, out error))
        {
            return false;
        }

        return TryValue(text, out payloads, out error);
    }

    /// <summary>Encrypts a message of phase 2 with its HASH in front, RFC 2409 §5.5; false: it
    /// does not fit its length fields.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The header with the payloads behind the HASH.</param>
    /// <param name="kind">Which HASH.</param>
    /// <param name="nonces">Those of quick mode, as far as it has gone.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="octets">The message.</param>
    /// <param name="next">The IV of the next message.</param>
    /// <param name="error">Why there is none.</param>
    public bool TrySeal(
        ulong keys, IsakmpHeaderValue message, PhaseTwoHash kind, ExchangeNonces nonces,
        IvChain chain, out Octets octets, out IvChain next, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(message);
        var sa = _sas[keys];
        var payloads = message.Payloads ?? [];
        var (id, rest) = (
            message.MessageId, new IsakmpPlaintextValue { Payloads = payloads }.ToArray());
        var hash = kind switch
        {
            PhaseTwoHash.One => IsakmpHashes.One(sa.Prf, sa.Keys.SkeyidA, id, rest),
            PhaseTwoHash.Two => IsakmpHashes.Two(
                sa.Prf, sa.Keys.SkeyidA, id, nonces.Initiator, rest),
            PhaseTwoHash.Three => IsakmpHashes.Three(sa.Prf, sa.Keys.SkeyidA, id, nonces),
        };
        var first = new IsakmpPayloadValue
        {
            Body = new IsakmpPayloadBody.Hash(new() { Data = new Octets(hash) }),
        };
        return TrySeal(
            keys, message with { Payloads = [first, .. payloads] }, chain, out octets, out next,
            out error);
    }

    /// <summary>The payloads behind the HASH of a message of phase 2; false: it is not authentic.
    /// </summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The message.</param>
    /// <param name="id">Its message ID.</param>
    /// <param name="kind">Which HASH.</param>
    /// <param name="nonces">Those of quick mode, as far as it has gone.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="payloads">What it says.</param>
    /// <param name="next">The IV of the next message.</param>
    /// <param name="error">What is wrong, and where.</param>
    public bool TryOpen(
        ulong keys, ReadOnlySpan<byte> message, MessageId id, PhaseTwoHash kind,
        ExchangeNonces nonces, IvChain chain, out Items<IsakmpPayloadValue> payloads,
        out IvChain next, out OpenError error)
    {
        payloads = [];
        var sa = _sas[keys];
        if (!sa.Cipher.TryOpen(
            message, chain, new byte[message.Length], out var text, out next, out error))
        {
            return false;
        }

        var isAuthentic = kind switch
        {
            PhaseTwoHash.One => MessageHash.IsOne(
                sa.Prf, sa.Keys.SkeyidA, id, text, out error),
            PhaseTwoHash.Two => MessageHash.IsTwo(
                sa.Prf, sa.Keys.SkeyidA, id, nonces.Initiator, text, out error),
            PhaseTwoHash.Three => MessageHash.IsThree(
                sa.Prf, sa.Keys.SkeyidA, id, nonces, text, out error),
        };
        if (!isAuthentic || !TryValue(text, out var all, out error))
        {
            return false;
        }

        payloads = [.. all.Skip(1)];
        return true;
    }

    /// <summary>The keys of both SAs that quick mode makes, RFC 2409 §5.5; our half stays until it
    /// is forgotten. False: the other side's value is bad.</summary>
    /// <param name="keys">The number of the ISAKMP SA's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Where both sides receive, the initiator of quick mode first.</param>
    /// <param name="nonces">The nonces of quick mode.</param>
    /// <param name="share">The number of our half; of no use without forward secrecy.</param>
    /// <param name="peerValue">The value of the other side.</param>
    /// <param name="child">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryDeriveChild(
        ulong keys, ChildSuite suite, (Octets Initiator, Octets Responder) spis,
        ExchangeNonces nonces, ulong share, Octets peerValue, out ulong child,
        out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        (child, error) = (0, default);
        if (suite.KeyExchange == KeyExchangeMethod.None)
        {
            child = AdoptChild(keys, suite, spis, nonces, null);
            return true;
        }

        if (!_shares[share].TryAgree(peerValue.Span, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            child = AdoptChild(keys, suite, spis, nonces, shared);
            return true;
        }
    }

    /// <summary>The keys of both SAs of a quick mode whose key exchange was somebody else's.
    /// </summary>
    /// <param name="keys">The number of the ISAKMP SA's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Where both sides receive, the initiator of quick mode first.</param>
    /// <param name="nonces">The nonces of quick mode.</param>
    /// <param name="shared">What the key exchange gave; null: without forward secrecy.</param>
    public ulong AdoptChild(
        ulong keys, ChildSuite suite, (Octets Initiator, Octets Responder) spis,
        ExchangeNonces nonces, Secret? shared)
    {
        var sa = _sas[keys];
        _children.Add(++_last, QuickModeKeys.Derive(
            sa.Prf, suite, sa.Keys.SkeyidD, spis.Initiator, spis.Responder, nonces, shared));
        return _last;
    }

    private static bool TryValue(
        IsakmpPlaintext text, out Items<IsakmpPayloadValue> payloads, out OpenError error)
    {
        var isRead = text.TryToValue(out var value, out var place);
        payloads = isRead ? value!.Payloads : [];
        error = isRead ? default : OpenError.Malformed(place);
        return isRead;
    }
}
