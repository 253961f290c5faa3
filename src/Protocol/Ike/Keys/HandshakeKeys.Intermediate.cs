using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <content>Additional key exchanges in IKE_INTERMEDIATE, RFC 9242 and RFC 9370 §2.2.2.</content>
public sealed partial class HandshakeKeys
{
    /// <summary>The responder's half of an additional key exchange, and the keys behind it; those
    /// before it stay. False: the value is bad.</summary>
    /// <param name="before">The number of the keys before it.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="method">The method of this exchange.</param>
    /// <param name="spis">Both SPIs.</param>
    /// <param name="nonces">Both nonces of IKE_SA_INIT.</param>
    /// <param name="peerValue">The value of the initiator.</param>
    /// <param name="value">What our KE payload says.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryRespondMore(
        ulong before, IkeSuite suite, KeyExchangeMethod method, IkeSpiPair spis,
        ExchangeNonces nonces, Octets peerValue, out Octets value, out ulong keys,
        out CryptoError error)
    {
        keys = 0;
        if (!TryAgree(method, peerValue, out value, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            keys = AdoptMore(before, suite, spis, nonces, shared, IkeRole.Responder);
            return true;
        }
    }

    /// <summary>The keys behind an additional key exchange for the initiator, whose share is used
    /// up; those before it stay. False: the responder's value is bad.</summary>
    /// <param name="share">The number of our half.</param>
    /// <param name="before">The number of the keys before it.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs.</param>
    /// <param name="nonces">Both nonces of IKE_SA_INIT.</param>
    /// <param name="peerValue">The value of the responder.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryCompleteMore(
        ulong share, ulong before, IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces,
        Octets peerValue, out ulong keys, out CryptoError error)
    {
        keys = 0;
        if (!_shares[share].Half.TryAgree(peerValue.Span, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            Forget(share);
            keys = AdoptMore(before, suite, spis, nonces, shared, IkeRole.Initiator);
            return true;
        }
    }

    /// <summary>The keys behind an additional key exchange that was somebody else's.</summary>
    /// <param name="before">The number of the keys before it.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs.</param>
    /// <param name="nonces">Both nonces of IKE_SA_INIT.</param>
    /// <param name="shared">What the exchange gave; it stays the caller's.</param>
    /// <param name="role">Which side we are.</param>
    public ulong AdoptMore(
        ulong before, IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Secret shared,
        IkeRole role)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var sa = _sas[before];
        using var seed = SkeySeed.Intermediate(sa.Prf, sa.Keys.SkD, nonces, shared);
        return Add(suite, spis, nonces, seed, role);
    }

    /// <summary>Seals what we say in IKE_INTERMEDIATE, and tells what AUTH covers of it; false:
    /// IVs are used up.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The header.</param>
    /// <param name="inner">The payloads.</param>
    /// <param name="most">Octets of a datagram at most; null: it stays whole.</param>
    /// <param name="before">IntAuth of our message before; empty: it is the first.</param>
    /// <param name="datagrams">The messages in their order.</param>
    /// <param name="covered">IntAuth of this one, RFC 9242 §3.3.2.</param>
    /// <param name="error">Why there are none.</param>
    public bool TrySeal(
        ulong keys, IkeHeaderValue message, InnerPayloadsValue inner, int? most, Octets before,
        out Items<Octets> datagrams, out Octets covered, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(inner);
        covered = default;
        if (!TrySeal(keys, message, inner, most, out datagrams, out error))
        {
            return false;
        }

        var text = inner.ToArray();
        var sa = _sas[keys];
        covered = Covered(
            sa, sa.Role, before, message,
            new(inner.Payloads.Count == 0 ? PayloadType.None : inner.Payloads[0].Body.Tag,
                new(text)));
        CryptographicOperations.ZeroMemory(text);
        return true;
    }

    /// <summary>What the other side said in IKE_INTERMEDIATE, and what AUTH covers of it; false:
    /// as of any other message.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The message.</param>
    /// <param name="before">IntAuth of its message before; empty: it is the first.</param>
    /// <param name="inner">The payloads.</param>
    /// <param name="text">What was sealed.</param>
    /// <param name="covered">IntAuth of this one, RFC 9242 §3.3.2.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryOpen(
        ulong keys, ReadOnlySpan<byte> message, Octets before,
        [NotNullWhen(true)] out InnerPayloadsValue? inner, out InnerText text,
        out Octets covered, out OpenError error)
    {
        covered = default;
        if (!TryOpen(keys, message, out inner, out text, out var ofPieces, out error))
        {
            return false;
        }

        // Its payloads in the clear may be malformed, and then it is nothing that AUTH covers.
        var clear = IsPiece(message) ? ofPieces
            : IkeHeader.TryParse(message, out var header, out _)
                ? IntermediateAuth.ClearOf(header)
            : null;
        var sa = _sas[keys];
        covered = clear is null
            ? default
            : Covered(
                sa, sa.Role == IkeRole.Initiator ? IkeRole.Responder : IkeRole.Initiator, before,
                clear, text);
        return clear is not null;
    }

    private static Octets Covered(
        HandshakeSa sa, IkeRole sender, Octets before, IkeHeaderValue message, InnerText text) =>
        new(IntermediateAuth.Next(
            sa.Prf, sa.Keys.AuthenticationOf(sender), before.Span, message, text.First,
            text.Octets.Span));
}
