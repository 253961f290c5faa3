using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>An IKE SA whose peer is not authenticated; nothing of it leaves this member.</summary>
/// <param name="Spis">Both SPIs.</param>
/// <param name="Nonces">Both nonces.</param>
/// <param name="Suite">The suite that was chosen.</param>
/// <param name="Traits">What the peer says of itself.</param>
/// <param name="Hashes">The hash algorithms that it takes in signatures.</param>
/// <param name="Nat">Who is behind a NAT.</param>
/// <param name="Request">The request of IKE_SA_INIT.</param>
/// <param name="Until">When a responder gives it up; an initiator has its open request.</param>
public sealed record HalfOpen(
    IkeSpiPair Spis, ExchangeNonces Nonces, IkeSuite Suite, GreetingTraits Traits,
    Items<HashAlgorithm> Hashes, NatSides Nat, Octets Request, Instant Until)
{
    /// <summary>The response of IKE_SA_INIT; empty: there is none yet.</summary>
    public Octets Response { get; init; }

    /// <summary>Its keys; none before the key exchange.</summary>
    public KeyHandle Keys { get; init; }

    /// <summary>Whether what we say may be sent in fragments.</summary>
    public bool TakesFragments => Traits.HasFlag(GreetingTraits.Fragments);

    /// <summary>What holds of a peer that says so, where we have said it too: RFC 7383 §2.3.
    /// </summary>
    internal static GreetingTraits Agreed(GreetingTraits theirs, GreetingTraits ours) =>
        ours.HasFlag(GreetingTraits.Fragments) ? theirs : theirs & ~GreetingTraits.Fragments;

    /// <summary>What a side proves, RFC 7296 §2.15.</summary>
    public AuthClaim ClaimOf(IkeRole side, Octets identity) => side switch
    {
        IkeRole.Initiator => new(side, Request, Nonces.Responder, identity),
        IkeRole.Responder => new(side, Response, Nonces.Initiator, identity),
    };
}
