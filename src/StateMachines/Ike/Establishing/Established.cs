using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Ike;

/// <summary>A CHILD SA as it was agreed on, RFC 7296 §1.2 and §1.3.</summary>
/// <param name="Inbound">The SPI on which we receive.</param>
/// <param name="Outbound">The SPI to which we send.</param>
/// <param name="Suite">Its algorithms.</param>
/// <param name="Selectors">Its traffic.</param>
/// <param name="IsTransport">Whether the mode is transport.</param>
/// <param name="Keys">Its keys; none before they are derived.</param>
public sealed record EstablishedChild(
    Spi Inbound, Spi Outbound, ChildSuite Suite, TrafficPair Selectors, bool IsTransport,
    KeyHandle Keys)
{
    /// <summary>Which side we were in the exchange that made it: its keys are divided so, §2.17.
    /// </summary>
    public IkeRole Role { get; init; }

    /// <summary>In whose place it is; null: of none.</summary>
    public SaOrigin? Origin { get; init; }

    /// <summary>What every member is to know of it.</summary>
    /// <param name="ike">The IKE SA under which it is.</param>
    /// <param name="description">The CHILD SA as the caller encodes it.</param>
    /// <param name="leases">The first leases: numbers sent and received, octets, and their end.
    /// </param>
    public ChildSa ToRow(
        IkeSaId ike, Octets description,
        (ulong SentThrough, ulong Floor, ulong Octets, ulong OctetsLast) leases) => new(
            Inbound, Outbound, ike, Keys, description,
            (Suite.Esn ? ChildTraits.ExtendedNumbers : ChildTraits.None)
                | (Suite.Encryption.IsImplicitIv ? ChildTraits.ImplicitIv : ChildTraits.None),
            leases.SentThrough, leases.Floor, leases.Octets, leases.OctetsLast, default);
}

/// <summary>An IKE SA whose peer is authenticated, and its first CHILD SA: what is to be a fact
/// before anybody else hears of it.</summary>
/// <param name="Id">Its SPIs.</param>
/// <param name="Role">Which side we are.</param>
/// <param name="Suite">Its algorithms.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Nat">Who is behind a NAT.</param>
/// <param name="Ours">The body of our ID payload.</param>
/// <param name="Peer">The body of the peer's: it has proved it.</param>
public sealed record Established(
    IkeSaId Id, IkeRole Role, IkeSuite Suite, KeyHandle Keys, NatSides Nat, Octets Ours,
    Octets Peer)
{
    /// <summary>The CHILD SA; null: there is none.</summary>
    public EstablishedChild? Child { get; init; }

    /// <summary>Why the peer granted no CHILD SA; null: it did, or nobody asked.</summary>
    public NotifyPayloadValue? Refusal { get; init; }

    /// <summary>The configuration that the peer gave us, §2.19; null: none.</summary>
    public ConfigurationPayloadValue? Configuration { get; init; }

    /// <summary>The address that we gave the peer, §2.19; null: none.</summary>
    public HostAddress? Given { get; init; }

    /// <summary>The address that the peer gave us, §2.19; null: none.</summary>
    public HostAddress? Got { get; init; }

    /// <summary>Whether the peer says that its other IKE SAs are gone, §2.4.</summary>
    public bool IsInitialContact { get; init; }

    /// <summary>What the peer says to other machines.</summary>
    public Items<NotifyPayloadValue> Says { get; init; }

    /// <summary>Whether the peer takes fragments, RFC 7383.</summary>
    public bool TakesFragments { get; init; }

    /// <summary>The message ID behind IKE_AUTH: that of the next request of whoever began.
    /// </summary>
    public uint NextId { get; init; } = 2;

    /// <summary>Our response to IKE_AUTH, to be repeated; null: we began.</summary>
    public SealedMessage? Response { get; init; }

    /// <summary>
    /// The changes that make it a fact on every member; it is sent no word before they are
    /// acknowledged. With them the response takes effect, so whoever carries them out sends it
    /// then, and not once more.
    /// </summary>
    /// <param name="traits">What both sides agreed on.</param>
    /// <param name="windows">How many requests are open at once: ours, the peer's.</param>
    /// <param name="description">The IKE SA as the caller encodes it.</param>
    /// <param name="child">The CHILD SA as the caller encodes it.</param>
    /// <param name="leases">The first leases: numbers sent and received, octets, and their end.
    /// </param>
    public Items<Change> ToChanges(
        IkeTraits traits, (byte Send, byte Receive) windows, Octets description, Octets child,
        (ulong SentThrough, ulong Floor, ulong Octets, ulong OctetsLast) leases)
    {
        // RFC 7296 §2.2: IKE_SA_INIT, IKE_INTERMEDIATE and IKE_AUTH have used the IDs before. A
        // response is a change of its own, by which the request is answered and whoever takes over
        // repeats it.
        var began = Role == IkeRole.Initiator;
        Items<Change> up =
        [
            new Change.IkeUp(new IkeSa(
                Id, Keys, Peer, description, traits, windows.Send, windows.Receive,
                began ? NextId : 0u, began ? 0u : Response?.Id ?? NextId, [], [], 0, 0, [], default,
                default)),
        ];
        if (Child is { } sa)
        {
            up = up.Add(new Change.ChildUp(sa.ToRow(Id, child, leases)));
        }

        return Response is { } answer ? up.Add(new Change.ResponseSent(Id, answer)) : up;
    }
}
