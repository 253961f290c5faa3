using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// SKEYID, which depends on how the peers authenticate, RFC 2409 §5. The caller disposes what is
/// returned.
/// </summary>
public static class Skeyid
{
    /// <summary>With a pre-shared key: prf(key, Ni_b | Nr_b).</summary>
    public static Secret FromPreSharedKey(Prf prf, Secret key, ExchangeNonces nonces)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(key);
        return prf.Compute(key, Joined(nonces));
    }

    /// <summary>With signatures: prf(Ni_b | Nr_b, g^xy).</summary>
    public static Secret FromSignatures(Prf prf, ExchangeNonces nonces, Secret shared)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(shared);
        var skeyid = prf.Compute(Joined(nonces), shared.Span);
        GC.KeepAlive(shared);
        return skeyid;
    }

    /// <summary>
    /// With public key encryption, in both forms: prf(hash(Ni_b | Nr_b), CKY-I | CKY-R).
    /// </summary>
    public static Secret FromEncryption(
        Prf prf, PhaseOneHash hash, ExchangeNonces nonces, IkeSpiPair cookies)
    {
        ArgumentNullException.ThrowIfNull(prf);
        Span<byte> data = stackalloc byte[IkeSpiPair.Length];
        cookies.Write(data);
        return prf.Compute(PhaseOneHashing.Compute(hash, Joined(nonces)), data);
    }

    private static byte[] Joined(ExchangeNonces nonces) =>
        [.. nonces.Initiator.Span, .. nonces.Responder.Span];
}
