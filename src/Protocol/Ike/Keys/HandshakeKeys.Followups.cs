using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <content>Secrets of key exchanges that wait for the last one, RFC 9370 §2.2.4.</content>
public sealed partial class HandshakeKeys
{
    private readonly Dictionary<ulong, Secret[]> _kept = [];

    /// <summary>Keeps what a key exchange of ours gave behind those before it, whose number is used
    /// up, as our half is. False: the responder's value is bad; those before are zeroed.
    /// </summary>
    /// <param name="share">The number of our half.</param>
    /// <param name="before">The number of the secrets before it; 0: it is the first.</param>
    /// <param name="peerValue">The value of the responder.</param>
    /// <param name="kept">The number of all of them.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryKeep(
        ulong share, ulong before, Octets peerValue, out ulong kept, out CryptoError error)
    {
        kept = 0;
        if (!_shares[share].Half.TryAgree(peerValue.Span, out var shared, out error))
        {
            Forget(before);
            return false;
        }

        Forget(share);
        kept = Keep(before, shared);
        return true;
    }

    /// <summary>The responder's half, and what the exchange gave behind those before it, whose
    /// number is used up. False: the value is bad; those before are zeroed.</summary>
    /// <param name="method">The method of this exchange.</param>
    /// <param name="before">The number of the secrets before it; 0: it is the first.</param>
    /// <param name="peerValue">The value of whoever began.</param>
    /// <param name="value">What our KE payload says.</param>
    /// <param name="kept">The number of all of them.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryKeep(
        KeyExchangeMethod method, ulong before, Octets peerValue, out Octets value,
        out ulong kept, out CryptoError error)
    {
        kept = 0;
        if (!TryAgree(method, peerValue, out value, out var shared, out error))
        {
            Forget(before);
            return false;
        }

        kept = Keep(before, shared);
        return true;
    }

    /// <summary>Keeps what was somebody else's key exchange.</summary>
    /// <param name="before">The number of the secrets before it, which is used up; 0: it is the
    /// first.</param>
    /// <param name="shared">What the exchange gave; it is zeroed with the others.</param>
    public ulong Keep(ulong before, Secret shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        _kept.Remove(before, out var all);
        _kept.Add(++_last, [.. all ?? [], shared]);
        return _last;
    }

    /// <summary>The secrets that wait, in the order of their exchanges, for whoever takes over;
    /// they stay here. None: there is no such number.</summary>
    /// <param name="kept">The number of them.</param>
    public ReadOnlySpan<Secret> KeptAs(ulong kept) => _kept.GetValueOrDefault(kept);

    /// <summary>The keys of a CHILD SA of all secrets, which are zeroed: prf+ (SK_d, SK(0) | Ni |
    /// Nr | SK(1) | ... SK(n)).</summary>
    /// <param name="ike">The number of the IKE SA's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="nonces">Both nonces of CREATE_CHILD_SA.</param>
    /// <param name="kept">The number of the secrets.</param>
    public ulong DeriveChild(ulong ike, ChildSuite suite, ExchangeNonces nonces, ulong kept)
    {
        var sa = _sas[ike];
        _children.Add(
            ++_last, ChildKeys.Derive(sa.Prf, suite, sa.Keys.SkD, nonces, _kept[kept]));
        var derived = _last;
        Forget(kept);
        return derived;
    }

    /// <summary>The keys of an IKE SA that replaces another, of all secrets, which are zeroed:
    /// SKEYSEED = prf(SK_d, SK(0) | Ni | Nr | SK(1) | ... SK(n)).</summary>
    /// <param name="old">The number of the old one's keys.</param>
    /// <param name="suite">The suite that was chosen.</param>
    /// <param name="spis">Both SPIs of the new one.</param>
    /// <param name="nonces">Both nonces of CREATE_CHILD_SA.</param>
    /// <param name="kept">The number of the secrets.</param>
    /// <param name="role">Which side we are.</param>
    public ulong DeriveRekeyed(
        ulong old, IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, ulong kept,
        IkeRole role)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var before = _sas[old];
        using var seed = SkeySeed.Rekeyed(before.Prf, before.Keys.SkD, nonces, _kept[kept]);
        var derived = Add(suite, spis, nonces, seed, role);
        Forget(kept);
        return derived;
    }
}
