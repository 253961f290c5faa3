using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>Who is who, RFC 7296 §2.15.</content>
public sealed partial class HandshakeWork
{
    /// <summary>CERT payloads of a message at most: one of its sender, and the authorities between
    /// it and one that is trusted.</summary>
    public const int CertificatesMax = 8;

    /// <summary>What the peer may have, if it has proved who it is; null: it has not.</summary>
    private HandshakePeer? Verify(
        KeyHandle handle, AuthClaim claim, AuthMessage message, out AuthError error)
    {
        error = Check(handle, claim, message, out var peer);
        return error.Fault == AuthFault.None ? peer : null;
    }

    /// <summary>The same of whoever was met by EAP: what it may have goes by whom the server has
    /// authenticated, and that one, too, may be believed behind another proof only.</summary>
    private IkeResponder.Input Verify(IkeResponder.Output.VerifyByEap verify, Spi inbound) =>
        !keys.IsProvedByEap(
            verify.Keys.Value, verify.Claim, verify.Auth, verify.Msk.Value)
            ? new IkeResponder.Input.Denied(new(AuthFault.NotProved, "EAP"))
        : find(verify.Identity, []) is { ByEap: true } known
            && (verify.IsSecond || !known.IsSecond)
            ? new IkeResponder.Input.Verified(known.Peer, inbound)
        : new IkeResponder.Input.Denied(new(AuthFault.Unknown));

    private AuthError Check(
        KeyHandle handle, AuthClaim claim, AuthMessage message, out HandshakePeer? peer)
    {
        peer = null;

        // Whoever may be judged has to be: chains of strangers are not built without a bound.
        if (message.Certificates.Count > CertificatesMax)
        {
            return new(AuthFault.TooMany, $"{message.Certificates.Count}");
        }

        if (message.Auth is not { } auth
            || find(message.Identity, message.Certificates) is not { } known)
        {
            return new(AuthFault.Unknown);
        }

        // RFC 7296 §2.16: whoever is to be asked by EAP is not believed for a shared key, which may
        // be ours.
        if (known.ByEap && claim.Side == IkeRole.Initiator)
        {
            return new(AuthFault.OtherMethod, $"{auth.Data.Tag}");
        }

        peer = known.Peer;
        if (auth.Data.Tag == AuthMethod.SharedKey)
        {
            return known.MustSign || known.Shared is not { } shared
                ? new(AuthFault.OtherMethod, $"{auth.Data.Tag}")
                : keys.IsProved(handle.Value, claim, auth, shared) ? default
                : new(AuthFault.NotProved, $"{auth.Data.Tag}");
        }

        return known.Theirs is not { } theirs
            ? !known.MustSign && known.Shared is not null
                ? new(AuthFault.OtherMethod, $"{auth.Data.Tag}")
                : known.Distrust
            : keys.IsProved(handle.Value, claim, auth, theirs, known.Policy, out var bad)
                ? default
            : AuthError.Of(bad);
    }

    private (AuthPayloadValue Auth, Items<CertPayloadValue> Certificates)? Prove(
        KeyHandle handle, AuthClaim claim, Octets peer, Items<HashAlgorithm> hashes)
    {
        if (find(peer, []) is not { } known)
        {
            return null;
        }

        if (known.Ours is not { } ours)
        {
            return known.Shared is { } shared
                ? (keys.Prove(handle.Value, claim, shared), [])
                : null;
        }

        // RFC 7296 §3.6: certificates go along whether the peer has asked for them or not.
        return SignatureChoice.Choose(ours.Kind, hashes, known.Form) is var (method, scheme)
            && keys.Prove(handle.Value, claim, ours, method, scheme) is { } signed
                ? (signed, known.Certificates)
                : null;
    }
}
