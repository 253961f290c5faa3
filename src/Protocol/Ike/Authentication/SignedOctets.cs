using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>What an AUTH payload authenticates, RFC 7296 §2.15.</summary>
public static class SignedOctets
{
    /// <summary>
    /// RealMessage | nonce | prf(SK_p, ID) [ | IntAuth ] of one side.
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="message">
    /// The side's message of IKE_SA_INIT from the first octet of the header, as it was sent (the
    /// last one, where a cookie or another group was asked for).
    /// </param>
    /// <param name="peerNonce">The nonce of the other side, without payload header.</param>
    /// <param name="skP">
    /// SK_pi or SK_pr of the side; with a post-quantum preshared key the mixed one, and for
    /// NO_PPK_AUTH the one before (RFC 8784 §3).
    /// </param>
    /// <param name="idBody">The side's ID payload without its payload header.</param>
    /// <param name="intAuth">
    /// <see cref="IntermediateAuth.Whole"/> after IKE_INTERMEDIATE exchanges, else empty.
    /// </param>
    public static byte[] Of(
        Prf prf, ReadOnlySpan<byte> message, ReadOnlySpan<byte> peerNonce, Secret skP,
        ReadOnlySpan<byte> idBody, ReadOnlySpan<byte> intAuth = default)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skP);
        using var maced = prf.Compute(skP, idBody);
        return [.. message, .. peerNonce, .. maced.Span, .. intAuth];
    }
}
