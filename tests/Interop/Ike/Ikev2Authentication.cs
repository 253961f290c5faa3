using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>The AUTH payloads of a replayed capture.</summary>
internal static class Ikev2Authentication
{
    /// <summary>Takes in identities and certificates, and verifies an AUTH payload.</summary>
    public static void Check(
        Ikev2Sa sa, IkeRole sender, Items<IkePayloadValue> payloads, LabSecrets secrets,
        Tally tally, int packet)
    {
        var side = (int)sender;
        foreach (var payload in payloads)
        {
            switch (payload.Body)
            {
                case IkePayloadBody.IdInitiator id when sender == IkeRole.Initiator:
                    sa.Identities[side] = new(id.Value.ToArray());
                    break;
                case IkePayloadBody.IdResponder id when sender == IkeRole.Responder:
                    sa.Identities[side] = new(id.Value.ToArray());
                    break;
                case IkePayloadBody.Cert cert when sa.Certificates[side].Length == 0:
                    sa.Certificates[side] = new(cert.Value.ToArray().AsSpan(1));
                    break;
                case IkePayloadBody.Auth auth:
                    Verify(sa, sender, auth.Value, secrets, tally, packet);
                    break;
            }
        }
    }

    private static void Verify(
        Ikev2Sa sa, IkeRole sender, AuthPayloadValue auth, LabSecrets secrets, Tally tally,
        int packet)
    {
        var side = (int)sender;
        var nonce = sender == IkeRole.Initiator ? sa.Nonces.Responder : sa.Nonces.Initiator;
        var skP = sa.Keys.AuthenticationOf(sender);
        var octets = SignedOctets.Of(
            sa.Function, sa.InitialMessages[side].Span, nonce.Span, skP,
            sa.Identities[side].Span);
        if (auth.Data is AuthPayloadData.Unknown mac && mac.Tag == AuthMethod.SharedKey)
        {
            // An EAP method without a key leaves SK_p in the place of the key.
            byte[][] keys =
            [
                .. secrets.PreSharedKeys, skP.Span.ToArray(), .. LabSecrets.EapKeys,
            ];
            if (keys.Any(key => IsAuthentic(sa.Function, key, octets, mac.Octets)))
            {
                tally.SharedKeyAuths++;
                return;
            }
        }
        else if (IsSigned(sa.Certificates[side], auth, octets))
        {
            tally.Signatures++;
            return;
        }

        tally.LeaveUnverified(packet, $"{auth.Data.Tag} of {sender}");
    }

    private static bool IsAuthentic(Prf prf, byte[] key, byte[] octets, Octets data)
    {
        using var secret = new Secret(key);
        Assert.False(SharedKeyAuth.IsAuthentic(prf, secret, Changed(octets), data.Span));
        return SharedKeyAuth.IsAuthentic(prf, secret, octets, data.Span);
    }

    private static bool IsSigned(Octets certificate, AuthPayloadValue auth, byte[] octets)
    {
        if (!PublicKey.TryReadCertificate(certificate.Span, out var key, out _))
        {
            return false;
        }

        const AlgorithmPolicy policy = AlgorithmPolicy.DecodeOnly;
        Assert.False(SignatureAuth.IsAuthentic(key, auth, Changed(octets), policy, out _, out _));
        return SignatureAuth.IsAuthentic(key, auth, octets, policy, out _, out _);
    }

    private static byte[] Changed(byte[] octets)
    {
        var changed = octets.ToArray();
        changed[^1] ^= 1;
        return changed;
    }
}
