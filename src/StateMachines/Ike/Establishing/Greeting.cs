using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>What a side says of itself in IKE_SA_INIT.</summary>
[Flags]
public enum GreetingTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It takes fragments, RFC 7383 §2.3.</summary>
    Fragments = 1,

    /// <summary>It follows redirects, RFC 5685 §3.</summary>
    FollowsRedirects = 2,

    /// <summary>It takes an IKE SA without a CHILD SA, RFC 6023 §3.</summary>
    Childless = 4,

    /// <summary>It says where it believes to be, so NATs can be found, RFC 7296 §2.23.</summary>
    NatDetection = 8,

    /// <summary>It takes IKE_INTERMEDIATE, RFC 9242 §3.1.</summary>
    Intermediate = 16,

    /// <summary>It takes more than one proof of the initiator, RFC 4739 §2.1.</summary>
    MultipleAuth = 32,
}

/// <summary>Who is behind a NAT, as seen from one side.</summary>
[Flags]
public enum NatSides
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>We are.</summary>
    Local = 1,

    /// <summary>The peer is.</summary>
    Remote = 2,
}

/// <summary>What IKE_SA_INIT says, RFC 7296 §1.2, of either side.</summary>
/// <param name="Proposals">What is offered; of the responder what is chosen.</param>
/// <param name="Method">The method of the KE payload.</param>
/// <param name="Share">The public value.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="Traits">What the side says of itself.</param>
/// <param name="Hashes">The hash algorithms that it takes in signatures, RFC 7427 §4.</param>
/// <param name="Cookie">The cookie that is given back, §2.6; empty: none.</param>
public sealed record Greeting(
    SaPayloadValue Proposals, KeyExchangeMethod Method, Octets Share, Octets Nonce,
    GreetingTraits Traits, Items<HashAlgorithm> Hashes, Octets Cookie = default)
{
    /// <summary>The authorities that CERTREQ of a responder names, RFC 7296 §3.7; none: no
    /// certificate is asked for.</summary>
    public Items<Octets> Authorities { get; init; }

    /// <summary>REDIRECTED_FROM, RFC 5685 §3: who follows redirects, and by which gateway it was
    /// sent; null: by none.</summary>
    public NotifyPayloadValue? RedirectedFrom { get; init; }
}
