using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>An ISAKMP SA under which exchanges are.</summary>
/// <param name="Cookies">Its cookies.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Last">The chain behind the last message of phase 1: IVs of phase 2 come of it.
/// </param>
public sealed record StandingIsakmp(IkeSpiPair Cookies, KeyHandle Keys, IvChain Last)
{
    /// <summary>Which side of phase 1 has to log in by XAUTH before there is a quick mode; null:
    /// nobody, or it has.</summary>
    public IkeRole? Awaits { get; init; }
}

/// <summary>An ISAKMP SA whose peer is authenticated: what is to be a fact before anybody hears of
/// it.</summary>
/// <param name="Id">Its cookies.</param>
/// <param name="Role">Which side we are.</param>
/// <param name="Mode">How it was made.</param>
/// <param name="Suite">Its algorithms.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Last">The chain behind the last message of phase 1.</param>
/// <param name="Ours">The body of our ID payload.</param>
/// <param name="Peer">The body of the peer's: it has proved it.</param>
public sealed record PhaseOneSa(
    IkeSaId Id, IkeRole Role, PhaseOneMode Mode, IsakmpSuite Suite, KeyHandle Keys, IvChain Last,
    Octets Ours, Octets Peer)
{
    /// <summary>How long it may live.</summary>
    public SaLife Life { get; init; }

    /// <summary>Who is behind a NAT.</summary>
    public NatSides Nat { get; init; }

    /// <summary>What both sides are capable of.</summary>
    public PhaseOneTraits Traits { get; init; }

    /// <summary>Whether the peer says that it has no other SA with us.</summary>
    public bool IsInitialContact { get; init; }

    /// <summary>Our last message, to be sent once it is a fact; null: the peer had the last word.
    /// </summary>
    public IsakmpAnswer? Answer { get; init; }

    /// <summary>What exchanges of phase 2 need; where its suite is one of XAUTH, somebody has to
    /// log in first.</summary>
    public StandingIsakmp Standing => new(new(Id.Initiator, Id.Responder), Keys, Last)
    {
        Awaits = Suite.Authentication.LogsIn,
    };

    /// <summary>Whether it goes on at port 4500, RFC 3947 §4.</summary>
    public bool Floats => Nat != NatSides.None;
}
