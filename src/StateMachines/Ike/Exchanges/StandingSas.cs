using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ike;

/// <summary>An IKE SA under which exchanges go on.</summary>
/// <param name="Id">Its SPIs.</param>
/// <param name="Role">Which side we are: who rekeys an IKE SA is the new one's initiator, RFC 7296
/// §2.18.</param>
/// <param name="Suite">Its algorithms.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Peer">What the peer may have.</param>
public sealed record StandingIke(
    IkeSaId Id, IkeRole Role, IkeSuite Suite, KeyHandle Keys, HandshakePeer Peer)
{
    /// <summary>Whether another one may take its place yet, since both sides rekeyed at once,
    /// §2.8.2: nothing of ours is begun before that is known.</summary>
    public bool IsContested { get; init; }

    /// <summary>In whose place it is; null: of none.</summary>
    public SaOrigin? Origin { get; init; }

    /// <summary>What a handshake has made.</summary>
    /// <param name="made">What it made.</param>
    /// <param name="peer">What the peer may have.</param>
    public static StandingIke Of(Established made, HandshakePeer peer)
    {
        ArgumentNullException.ThrowIfNull(made);
        return new(made.Id, made.Role, made.Suite, made.Keys, peer);
    }

    /// <summary>The row of a new IKE SA: both sides count from 0, §2.2.</summary>
    /// <param name="peer">The body of the peer's ID payload.</param>
    /// <param name="traits">What both sides agreed on.</param>
    /// <param name="windows">How many requests are open at once: ours, the peer's.</param>
    /// <param name="description">The IKE SA as the caller encodes it.</param>
    public IkeSa ToRow(
        Octets peer, IkeTraits traits, (byte Send, byte Receive) windows, Octets description) =>
        new(
            Id, Keys, peer, description, traits, windows.Send, windows.Receive, 0, 0, [], [], 0,
            0, [], default, default);
}

/// <summary>How far a CHILD SA is.</summary>
public enum ChildStage
{
    /// <summary>It stands.</summary>
    Open,

    /// <summary>The peer has another one in its place, and deletes it.</summary>
    Replaced,

    /// <summary>We delete it.</summary>
    Ending,
}

/// <summary>A CHILD SA of an IKE SA.</summary>
/// <param name="Sa">What it is.</param>
/// <param name="Stage">How far it is.</param>
public sealed record StandingChild(EstablishedChild Sa, ChildStage Stage = ChildStage.Open)
{
    /// <summary>As we name it.</summary>
    public ChildName Ours => new(Sa.Suite.Protocol, Sa.Inbound);

    /// <summary>As the peer names it.</summary>
    public ChildName Theirs => new(Sa.Suite.Protocol, Sa.Outbound);
}

/// <summary>What we want of the peer.</summary>
public abstract record ExchangeWish
{
    private ExchangeWish()
    {
    }

    /// <summary>Another CHILD SA, RFC 7296 §1.3.1.</summary>
    /// <param name="Traffic">Its traffic.</param>
    /// <param name="IsTransport">Whether the mode is to be transport.</param>
    public sealed record Child(TrafficPair Traffic, bool IsTransport = false) : ExchangeWish;

    /// <summary>A CHILD SA is replaced, §1.3.3.</summary>
    public sealed record RekeyChild(Spi Inbound) : ExchangeWish;

    /// <summary>The IKE SA is replaced, §1.3.2.</summary>
    public sealed record RekeyIke : ExchangeWish;

    /// <summary>A CHILD SA ends, §1.4.1.</summary>
    public sealed record DeleteChild(Spi Inbound) : ExchangeWish;

    /// <summary>A CHILD SA ends that the peer has made, and that is no fact here.</summary>
    public sealed record Retract(ChildName Name) : ExchangeWish;

    /// <summary>The IKE SA ends with its CHILD SAs.</summary>
    public sealed record DeleteIke : ExchangeWish;

    /// <summary>INFORMATIONAL: what other machines say; nothing is a check of liveness, §2.4.
    /// </summary>
    public sealed record Inform(Items<NotifyPayloadValue> Says) : ExchangeWish;
}

/// <summary>What was drawn for an exchange; it is used once.</summary>
/// <param name="Nonce">Our nonce.</param>
/// <param name="Child">The SPI on which we would receive.</param>
/// <param name="Ike">Our SPI of a new IKE SA.</param>
/// <param name="Link">What the next IKE_FOLLOWUP_KE would name, RFC 9370 §2.2.4: nobody is able to
/// guess it.</param>
public readonly record struct ExchangeDraw(Octets Nonce, Spi Child, IkeSpi Ike, Octets Link);

/// <summary>A wish on its way.</summary>
/// <param name="Wish">What is wanted.</param>
/// <param name="Draw">What was drawn for it.</param>
/// <param name="Tries">How often the peer had no time for it, §2.25, or wanted another method than
/// the one that it had named.</param>
public sealed record ExchangeTask(ExchangeWish Wish, ExchangeDraw Draw, int Tries = 0)
{
    /// <summary>The method of the KE payload that the peer wants; None: it was not asked.
    /// </summary>
    public KeyExchangeMethod Wanted { get; init; }

    /// <summary>Our half of the key exchange; none: there is none.</summary>
    public KeyHandle Share { get; init; }

    /// <summary>What the peer has made of the same SA meanwhile, §2.8; null: nothing.</summary>
    public Rival? Rival { get; init; }

    /// <summary>Whether the peer may have done it once already: its message ID was passed over,
    /// RFC 6311 §5.1.</summary>
    public bool IsPassedOver { get; init; }

    /// <summary>The key exchanges behind CREATE_CHILD_SA, RFC 9370 §2.2.4; null: there are none, or
    /// it is not granted yet.</summary>
    public ExchangeSeries? Series { get; init; }
}

/// <summary>An exchange of the peer that replaces the same SA as ours.</summary>
/// <param name="Lowest">The lowest of its nonces.</param>
/// <param name="Child">The SPI on which we receive the CHILD SA that it makes.</param>
/// <param name="Ike">The IKE SA that it makes.</param>
public sealed record Rival(Octets Lowest, Spi Child, IkeSaId Ike)
{
    /// <summary>Whether it waits for IKE_FOLLOWUP_KE: there is no SA yet, RFC 9370 §2.2.4.
    /// </summary>
    public bool IsPending { get; init; }
}

/// <summary>What an exchange changes: it is a fact before anybody else hears of it.</summary>
public abstract record SaFact
{
    private SaFact()
    {
    }

    /// <summary>A CHILD SA.</summary>
    /// <param name="Child">What it is.</param>
    /// <param name="Replaces">The inbound SPI of the one in whose place it is; null: of none.
    /// </param>
    public sealed record ChildMade(EstablishedChild Child, Spi? Replaces) : SaFact;

    /// <summary>CHILD SAs are gone.</summary>
    public sealed record ChildrenEnded(Items<Spi> Inbound) : SaFact;

    /// <summary>An IKE SA.</summary>
    /// <param name="New">What it is.</param>
    /// <param name="From">Whose CHILD SAs it has, RFC 7296 §2.18; null: it has none.</param>
    public sealed record IkeMade(StandingIke New, IkeSaId? From) : SaFact;

    /// <summary>The IKE SA is gone, with its CHILD SAs.</summary>
    public sealed record IkeEnded(IkeSaId Id) : SaFact;

    /// <summary>
    /// What is a fact with an answer of ours, and what is one behind it: an IKE SA that was rekeyed
    /// stays until it is answered that it ends, so that whoever takes over between can say that
    /// again, RFC 7296 §2.1. The CHILD SAs are another one's by then.
    /// </summary>
    /// <param name="facts">What the answer makes and ends.</param>
    /// <param name="isReplaced">Whether another IKE SA has the CHILD SAs.</param>
    public static (Items<SaFact> With, Items<SaFact> Behind) Parted(
        Items<SaFact> facts, bool isReplaced) =>
        isReplaced && facts.Any(fact => fact is IkeEnded) ? ([], facts) : (facts, []);

    /// <summary>The changes that make facts known to every member.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="child">The row of a CHILD SA.</param>
    /// <param name="ike">The row of an IKE SA.</param>
    public static Items<Change> ToChanges(
        Items<SaFact> facts, Func<EstablishedChild, ChildSa> child, Func<StandingIke, IkeSa> ike)
    {
        ArgumentNullException.ThrowIfNull(child);
        ArgumentNullException.ThrowIfNull(ike);
        return
        [
            .. facts.SelectMany(fact => fact switch
            {
                ChildMade made => (Change[])[new Change.ChildUp(child(made.Child))],
                ChildrenEnded ended => [.. ended.Inbound.Select(spi => new Change.ChildDown(spi))],
                IkeMade { From: { } old } made => [new Change.IkeRekeyed(old, ike(made.New))],
                IkeMade made => [new Change.IkeUp(ike(made.New))],
                IkeEnded ended => [new Change.IkeDown(ended.Id)],
            }),
        ];
    }
}

/// <summary>Which keys are to be derived.</summary>
public abstract record NewKeys
{
    private NewKeys()
    {
    }

    /// <summary>Those of a CHILD SA, RFC 7296 §2.17.</summary>
    public sealed record OfChild(ChildSuite Suite) : NewKeys;

    /// <summary>Those of an IKE SA that replaces another, §2.18.</summary>
    public sealed record OfIke(IkeSuite Suite, IkeSpiPair Spis) : NewKeys;

    /// <summary>None yet: what this key exchange gives is kept until the last one is there, RFC
    /// 9370 §2.2.4.</summary>
    public sealed record OfLater(KeyExchangeMethod Method) : NewKeys;
}
