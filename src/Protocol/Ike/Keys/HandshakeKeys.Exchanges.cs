using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <content>Keys that CREATE_CHILD_SA makes, RFC 7296 §1.3.</content>
public sealed partial class HandshakeKeys
{
    /// <summary>The responder's half, and the keys of a CHILD SA; false: the value is bad.
    /// </summary>
    /// <param name="ike">The number of the IKE SA's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="nonces">Both nonces of the exchange.</param>
    /// <param name="peerValue">The value of whoever began; of no use without forward secrecy.
    /// </param>
    /// <param name="value">What our KE payload says; empty: there is none.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryRespond(
        ulong ike, ChildSuite suite, ExchangeNonces nonces, Octets peerValue, out Octets value,
        out ulong keys, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        (value, keys, error) = (Octets.Empty, 0, default);
        if (suite.KeyExchange == KeyExchangeMethod.None)
        {
            keys = DeriveChild(ike, suite, nonces);
            return true;
        }

        if (!TryAgree(suite.KeyExchange, peerValue, out value, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            keys = AdoptChild(ike, suite, nonces, shared);
            return true;
        }
    }

    /// <summary>The keys of a CHILD SA for whoever began, whose share is used up; false: the
    /// responder's value is bad.</summary>
    /// <param name="share">The number of our half; of no use without forward secrecy.</param>
    /// <param name="ike">The number of the IKE SA's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="nonces">Both nonces of the exchange.</param>
    /// <param name="peerValue">The value of the responder.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryComplete(
        ulong share, ulong ike, ChildSuite suite, ExchangeNonces nonces, Octets peerValue,
        out ulong keys, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        (keys, error) = (0, default);
        if (suite.KeyExchange == KeyExchangeMethod.None)
        {
            // What was guessed is not wanted.
            Forget(share);
            keys = DeriveChild(ike, suite, nonces);
            return true;
        }

        if (!_shares[share].Half.TryAgree(peerValue.Span, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            Forget(share);
            keys = AdoptChild(ike, suite, nonces, shared);
            return true;
        }
    }

    /// <summary>The responder's half, and the keys of the IKE SA that replaces another, RFC 7296
    /// §2.18; false: the value is bad.</summary>
    /// <param name="old">The number of the old one's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs of the new one.</param>
    /// <param name="nonces">Both nonces of the exchange.</param>
    /// <param name="peerValue">The value of whoever began.</param>
    /// <param name="value">What our KE payload says.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryRespond(
        ulong old, IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Octets peerValue,
        out Octets value, out ulong keys, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        keys = 0;
        if (!TryAgree(suite.KeyExchange, peerValue, out value, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            keys = AdoptRekeyed(old, suite, spis, nonces, shared, IkeRole.Responder);
            return true;
        }
    }

    /// <summary>The keys of the IKE SA that replaces another, for whoever began; its share is used
    /// up; false: the responder's value is bad.</summary>
    /// <param name="share">The number of our half.</param>
    /// <param name="old">The number of the old one's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs of the new one.</param>
    /// <param name="nonces">Both nonces of the exchange.</param>
    /// <param name="peerValue">The value of the responder.</param>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryComplete(
        ulong share, ulong old, IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces,
        Octets peerValue, out ulong keys, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        keys = 0;
        if (!_shares[share].Half.TryAgree(peerValue.Span, out var shared, out error))
        {
            return false;
        }

        using (shared)
        {
            Forget(share);
            keys = AdoptRekeyed(old, suite, spis, nonces, shared, IkeRole.Initiator);
            return true;
        }
    }

    /// <summary>The keys of a CHILD SA whose key exchange was somebody else's, §2.17.</summary>
    /// <param name="ike">The number of the IKE SA's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="nonces">Both nonces of the exchange.</param>
    /// <param name="shared">What the exchange gave; it stays the caller's.</param>
    public ulong AdoptChild(ulong ike, ChildSuite suite, ExchangeNonces nonces, Secret shared)
    {
        var sa = _sas[ike];
        _children.Add(++_last, ChildKeys.Derive(sa.Prf, suite, sa.Keys.SkD, nonces, shared));
        return _last;
    }

    /// <summary>The keys of an IKE SA that replaces another, whose key exchange was somebody
    /// else's, §2.18.</summary>
    /// <param name="old">The number of the old one's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs of the new one.</param>
    /// <param name="nonces">Both nonces of the exchange.</param>
    /// <param name="shared">What the exchange gave; it stays the caller's.</param>
    /// <param name="role">Which side we are.</param>
    public ulong AdoptRekeyed(
        ulong old, IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Secret shared,
        IkeRole role)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var before = _sas[old];
        using var seed = SkeySeed.Rekeyed(before.Prf, before.Keys.SkD, nonces, shared);
        return Add(suite, spis, nonces, seed, role);
    }

    private bool TryAgree(
        KeyExchangeMethod method, Octets peerValue, out Octets value,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Secret? shared,
        out CryptoError error)
    {
        using var drawn = Drawn(method);
        return KeyExchanges.TryRespond(
            provider, method, peerValue.Span, drawn.Span, out value, out shared, out error);
    }
}
