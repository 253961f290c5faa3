using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Who is who: by a key of both, RFC 2409 §5.4, or by signatures, §5.1.</content>
public sealed partial class IsakmpWork
{
    /// <summary>Who we are towards an initiator, and the key of both where nobody signs; null: we
    /// do not know it.</summary>
    private (PhaseOneParty Party, Secret? Shared)? Meet(
        PhaseOneHalf half, Octets? identity, Flow flow)
    {
        if (!half.Signs)
        {
            return find(identity, flow.Path.Remote) is { } found
                ? (found.Party, found.Shared)
                : null;
        }

        // RFC 2409 §5.1: in main mode it says who it is when there are keys.
        return identity is not { } said ? (new(default, null), null)
            : judge?.Invoke(PhaseOneMessages.KnownAs(said), []) is { Ours: not null } known
                ? (new(known.Peer.Ours, said), null)
            : null;
    }

    /// <summary>A message with our proof; null: we have no key that signs.</summary>
    private PhaseOneMessage? Proven(
        PhaseOneHalf half, IkeRole side, PhaseOneMessage message, Octets ours, Octets peer)
    {
        var handle = half.Keys.Value;
        if (!half.Signs)
        {
            return message with { Proof = keys.HashOf(handle, half.Exchange, side, ours) };
        }

        // Certificates go along whether the peer has asked for them or not, as in IKEv2.
        return judge?.Invoke(PhaseOneMessages.KnownAs(peer), []) is { Ours: { } key } known
            && keys.Sign(handle, half.Exchange, side, ours, key) is { } signature
            ? message with { Signature = signature, Certificates = known.Certificates }
            : null;
    }

    /// <summary>What the peer may have whose signature is right and whom we trust.</summary>
    /// <returns>The peer, or why there is none, and whether the signature is right all the same:
    /// then whoever has made the keys with us has signed, and nobody else.</returns>
    private (HandshakePeer? Peer, AuthError Why, bool IsSigned) Verify(
        PhaseOneHalf half, IkeRole side, PhaseOneMessage message)
    {
        // Whoever may be judged has to be: chains of strangers are not built without a bound.
        if (message.Certificates.Count > HandshakeWork.CertificatesMax)
        {
            return (null, new(AuthFault.TooMany, $"{message.Certificates.Count}"), false);
        }

        // The signature comes first: it costs little, and says whether this is anybody's word.
        var shown = default(PublicKey);
        if (message.Certificates.FirstOrDefault(
            one => one.Encoding == CertEncoding.X509Signature) is { } first)
        {
            if (!PublicKey.TryReadCertificate(first.Data.Span, out shown, out var bad))
            {
                return (null, new(AuthFault.BadCertificate, $"{bad}"), false);
            }

            if (!IsSigned(shown, out bad))
            {
                return (null, AuthError.Of(bad), false);
            }
        }

        var isSigned = shown is not null;
        if (judge?.Invoke(
            PhaseOneMessages.KnownAs(message.Identity), message.Certificates) is not { } known)
        {
            return (null, new(AuthFault.Unknown), isSigned);
        }

        if (known.Theirs is not { } theirs)
        {
            return (
                null,
                !known.MustSign && known.Shared is not null
                    ? new(AuthFault.OtherMethod, $"{half.Suite!.Authentication}")
                    : known.Distrust,
                isSigned);
        }

        if (!known.Policy.Allows(theirs.Standing))
        {
            return (
                null, AuthError.Of(new(CryptoFault.NotAllowed, $"{theirs}")), isSigned);
        }

        // Of a certificate that was not sent the key is known.
        return isSigned
            ? theirs.Equals(shown)
                ? (known.Peer, default, true)
                : (null, new(AuthFault.NotTrusted, "it has signed by another key"), true)
            : IsSigned(theirs, out var wrong)
                ? (known.Peer, default, true)
                : (null, AuthError.Of(wrong), false);

        bool IsSigned(PublicKey key, out CryptoError error) => keys.IsProved(
            half.Keys.Value, half.Exchange, side, message.Identity, message.Signature, key,
            out error);
    }
}
