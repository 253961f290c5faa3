using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// What one side proves in IKE_AUTH, RFC 7296 §2.15: values alone, for whoever holds the keys.
/// </summary>
/// <param name="Side">The side that proves it.</param>
/// <param name="Message">Its message of IKE_SA_INIT as it was sent.</param>
/// <param name="PeerNonce">The nonce of the other side.</param>
/// <param name="Identity">The body of its ID payload.</param>
public sealed record AuthClaim(
    IkeRole Side, Octets Message, Octets PeerNonce, Octets Identity)
{
    /// <summary>What IKE_INTERMEDIATE adds, RFC 9242 §3.3.2; null: there was none.</summary>
    public IntermediateClaim? Intermediate { get; init; }
}
