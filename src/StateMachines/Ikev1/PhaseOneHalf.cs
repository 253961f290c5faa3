using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>An ISAKMP SA whose peer is not authenticated; nothing of it leaves this member.
/// </summary>
/// <param name="Mode">How it is made.</param>
/// <param name="Cookies">Both cookies; the responder's is 0 before it is known.</param>
public sealed record PhaseOneHalf(PhaseOneMode Mode, IkeSpiPair Cookies)
{
    /// <summary>The algorithms; null: not chosen yet.</summary>
    public IsakmpSuite? Suite { get; init; }

    /// <summary>How long it may live.</summary>
    public SaLife Life { get; init; }

    /// <summary>Whether that is shorter than what was offered: the initiator is told.</summary>
    public bool IsShorter { get; init; }

    /// <summary>The body of the initiator's SA payload.</summary>
    public Octets SaBody { get; init; }

    /// <summary>Both public values, as far as they are known.</summary>
    public ExchangeNonces Shares { get; init; }

    /// <summary>Both nonces, as far as they are known.</summary>
    public ExchangeNonces Nonces { get; init; }

    /// <summary>What both sides are capable of.</summary>
    public PhaseOneTraits Traits { get; init; }

    /// <summary>Who is behind a NAT.</summary>
    public NatSides Nat { get; init; }

    /// <summary>Our half of the key exchange; none before it is computed.</summary>
    public KeyHandle Share { get; init; }

    /// <summary>Its keys; none before the key exchange.</summary>
    public KeyHandle Keys { get; init; }

    /// <summary>The IV of the next message.</summary>
    public IvChain Chain { get; init; }

    /// <summary>The message that was taken last.</summary>
    public Octets Taken { get; init; }

    /// <summary>What refused it last, in the clear: anybody may have said it.</summary>
    public IsakmpNotifyPayloadValue? Refusal { get; init; }

    /// <summary>How often a signature was bad: it is bounded how many are verified.</summary>
    public int Doubts { get; init; }

    /// <summary>Whether both sides sign, RFC 2409 §5.1; else both have a key.</summary>
    public bool Signs =>
        Suite?.Authentication.InPhaseOne == PhaseOneAuthMethod.RsaSignatures;

    /// <summary>Whether it goes on at port 4500, RFC 3947 §4.</summary>
    public bool Floats => Nat != NatSides.None;

    /// <summary>What HASH_I and HASH_R cover.</summary>
    public PhaseOneExchange Exchange => new(Cookies, Shares.Initiator, Shares.Responder, SaBody);

    /// <summary>Whether NATs are looked for.</summary>
    public bool FindsNats => Traits.HasFlag(PhaseOneTraits.NatTraversal);
}
