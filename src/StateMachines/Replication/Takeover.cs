using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <summary>How an IKE SA goes on after a takeover.</summary>
public enum IkeTakeover : byte
{
    /// <summary>As if nothing had been: open requests are sent again as they were.</summary>
    Resume,

    /// <summary>By a synchronisation of message IDs first, RFC 6311 §5.1.</summary>
    Synchronise,

    /// <summary>
    /// Not at all: it is established anew. Without RFC 6311 a member that may have missed a request
    /// can use none of its message IDs, not even for a rekey.
    /// </summary>
    Reestablish,
}

/// <summary>How a CHILD SA goes on after a takeover.</summary>
[Flags]
public enum ChildTakeover : byte
{
    /// <summary>In both directions, from the numbers given.</summary>
    Resume = 0,

    /// <summary>It is to be rekeyed at once.</summary>
    Rekey = 1,

    /// <summary>Nothing is sent on it before it is rekeyed.</summary>
    SendNothing = 2,

    /// <summary>Nothing is received on it before it is rekeyed.</summary>
    ReceiveNothing = 4,

    /// <summary>Nothing is received before the peer has moved its counters on, RFC 6311 §5.
    /// </summary>
    AwaitPeerSync = 8,

    /// <summary>It was made in this reign, and no number was granted yet.</summary>
    AwaitGrant = 16,
}

/// <summary>An IKE SA at a takeover.</summary>
/// <param name="Ike">The SA.</param>
/// <param name="Action">How it goes on.</param>
/// <param name="SyncMessageId">With Synchronise: the message ID to propose, RFC 6311 §5.1.</param>
/// <param name="ReplayDelta">With Synchronise: how far the peer is to move its counters on.</param>
/// <param name="NonceReign">
/// The reign in its nonces, counted from that in which it was made; beyond 16 bits its keys protect
/// nothing any more, and it is established anew.
/// </param>
/// <param name="MustRekey">Whether it is to be rekeyed, for its reigns come to an end.</param>
public sealed record IkePlan(
    IkeSaId Ike, IkeTakeover Action, uint SyncMessageId, ulong ReplayDelta, uint NonceReign = 0,
    bool MustRekey = false)
{
    /// <summary>From which reign on a rekey is asked for: three quarters of 16 bits.</summary>
    public const uint RekeyFromReign = 0xC000;
}

/// <summary>A CHILD SA at a takeover.</summary>
/// <param name="Inbound">The SA.</param>
/// <param name="Action">How it goes on.</param>
/// <param name="Outbound">The lease of outbound numbers: nothing is granted yet.</param>
/// <param name="Octets">The lease of octets: nothing is granted yet.</param>
/// <param name="Floor">What may be accepted.</param>
/// <param name="NonceReign">The reign in its nonces, counted from that in which it was made.
/// </param>
public sealed record ChildPlan(
    Spi Inbound, ChildTakeover Action, SequenceLease Outbound, OctetLease Octets,
    InboundFloor Floor, uint NonceReign);

/// <summary>How a CHILD SA is used in a reign, as far as not like any other one.</summary>
/// <param name="Inbound">The SA.</param>
/// <param name="Action">What its takeover said, until it is rekeyed.</param>
/// <param name="ReplayDelta">
/// How far the peer is to move its counters on, where nothing is received before.
/// </param>
public sealed record ChildUse(Spi Inbound, ChildTakeover Action, ulong ReplayDelta = 0) : IRow
{
    /// <inheritdoc/>
    public UInt128 Key => Inbound.Value;

    /// <inheritdoc/>
    public StateDigest Digest => StateDigest.Of('U')
        .With(((ulong)Inbound.Value << 8) | (byte)Action).With(ReplayDelta);
}

/// <summary>What a takeover costs: skipped, exposed, lost.</summary>
/// <param name="SequenceSkipped">Outbound numbers that are never sent, over all SAs, at most.
/// </param>
/// <param name="AcceptedTwice">Inbound packets that may be accepted twice, over all SAs.</param>
/// <param name="InboundLost">Inbound packets that are refused though they are new, at most.
/// </param>
/// <param name="Reestablished">IKE SAs that are established anew.</param>
public readonly record struct TakeoverCost(
    ulong SequenceSkipped, ulong AcceptedTwice, ulong InboundLost, int Reestablished);

/// <summary>A takeover: who reigns, what it knew, and how each SA goes on.</summary>
/// <param name="Epoch">The epoch that begins.</param>
/// <param name="Standing">What the member knew: Synced loses nothing.</param>
/// <param name="Age">How old that is.</param>
/// <param name="Ikes">The IKE SAs.</param>
/// <param name="Children">The CHILD SAs.</param>
/// <param name="Cost">What it costs.</param>
public sealed record Takeover(
    Epoch Epoch, StandingKind Standing, TimeSpan Age, Items<IkePlan> Ikes,
    Items<ChildPlan> Children, TakeoverCost Cost);
