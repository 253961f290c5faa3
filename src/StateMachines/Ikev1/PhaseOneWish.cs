using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What is wanted of phase 1.</summary>
/// <param name="Mode">How it is done.</param>
/// <param name="Ours">The body of our ID payload.</param>
/// <param name="Wanted">The body of the peer's; null: whoever has the key.</param>
/// <param name="IsInitialContact">Whether we have no other SA with the peer: main mode says it; of
/// aggressive mode it is to be said behind it, RFC 2407 §4.6.3.</param>
public sealed record PhaseOneWish(
    PhaseOneMode Mode, Octets Ours, Octets? Wanted, bool IsInitialContact = false)
{
    /// <summary>The authorities whose certificates are asked for where both sides sign, each as
    /// its name in DER, RFC 2408 §3.10; none: any.</summary>
    public Items<Octets> Authorities { get; init; }
}

/// <summary>Who we are towards a peer, and who it has to be.</summary>
/// <param name="Ours">The body of our ID payload.</param>
/// <param name="Wanted">The body of the peer's; null: whoever has the key.</param>
public sealed record PhaseOneParty(Octets Ours, Octets? Wanted)
{
    /// <summary>Whether the peer has to log in by XAUTH besides: a suite without is refused.
    /// </summary>
    public bool MustLogIn { get; init; }
}

/// <summary>What is known of a peer with a pre-shared key before phase 1 is done, RFC 2409 §5.4: in
/// main mode the address finds the key. It stays the caller's to dispose.</summary>
/// <param name="Party">Who we are, and who the peer has to be.</param>
/// <param name="Shared">The key that both have.</param>
public sealed record PhaseOneCredentials(PhaseOneParty Party, Secret Shared)
{
    /// <summary>Whose they are, no key.</summary>
    public override string ToString() => $"credentials of {Party.Ours}";
}
