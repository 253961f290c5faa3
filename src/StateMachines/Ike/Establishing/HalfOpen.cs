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

    /// <summary>How many of the additional key exchanges are done, RFC 9370 §2.2.2.</summary>
    public int Done { get; init; }

    /// <summary>IntAuth_i of what the initiator has said in IKE_INTERMEDIATE, RFC 9242 §3.3.2;
    /// empty: nothing.</summary>
    public Octets OfInitiator { get; init; }

    /// <summary>IntAuth_r of what the responder has said.</summary>
    public Octets OfResponder { get; init; }

    /// <summary>Of a responder the keys before the last additional exchange, under which its
    /// request is repeated; none: nobody repeats it any more.</summary>
    public KeyHandle Before { get; init; }

    /// <summary>Of a responder the response of the last additional exchange.</summary>
    public Items<Octets> Answer { get; init; }

    /// <summary>The method of the next additional exchange; null: IKE_AUTH is next.</summary>
    public KeyExchangeMethod? Wanted => Done < Suite.Additional.Count
        ? Suite.Additional[Done]
        : null;

    /// <summary>The message ID of the exchange that is next, RFC 7296 §2.2: each has its own.
    /// </summary>
    public uint NextId => FirstAuthId + (uint)(Eap?.Rounds ?? 0);

    /// <summary>The conversation by EAP, §2.16; null: there is none.</summary>
    public EapTalk? Eap { get; init; }

    /// <summary>Whether what we say may be sent in fragments.</summary>
    public bool TakesFragments => Traits.HasFlag(GreetingTraits.Fragments);

    /// <summary>What holds of a peer that says so, where we have said it too: RFC 7383 §2.3 and
    /// RFC 9242 §3.1.</summary>
    internal static GreetingTraits Agreed(GreetingTraits theirs, GreetingTraits ours) =>
        theirs & (ours | ~(GreetingTraits.Fragments | GreetingTraits.Intermediate));

    /// <summary>What a side proves, RFC 7296 §2.15.</summary>
    public AuthClaim ClaimOf(IkeRole side, Octets identity) => side switch
    {
        IkeRole.Initiator => new(side, Request, Nonces.Responder, identity)
        {
            Intermediate = Intermediate,
        },
        IkeRole.Responder => new(side, Response, Nonces.Initiator, identity)
        {
            Intermediate = Intermediate,
        },
    };

    // RFC 9242 §3.3.1: the same is behind what either side proves, whenever it does.
    private IntermediateClaim? Intermediate =>
        Done == 0 ? null : new(OfInitiator, OfResponder, new(FirstAuthId));

    // RFC 7296 §2.16: EAP has several exchanges of IKE_AUTH.
    internal uint FirstAuthId => (uint)Done + 1;
}
