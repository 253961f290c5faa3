using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// A change of <see cref="SaState"/>. A fact is one or more of them that are true together or not
/// at all: a response with the CHILD SA that it makes, an answer with the SA that it ends.
/// </summary>
public abstract record Change
{
    private Change()
    {
    }

    /// <summary>A member begins to reign.</summary>
    /// <param name="Term">Its term.</param>
    /// <param name="Generation">How often its store was written.</param>
    public sealed record EpochBegan(Term Term, uint Generation) : Change;

    /// <summary>A start of a member joins the cluster.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Boot">Its start.</param>
    /// <param name="Generation">How often its store was written.</param>
    /// <param name="ReignBase">Above which reigns are free from now on.</param>
    public sealed record MemberJoined(
        byte Member, BootId Boot, uint Generation, uint ReignBase) : Change;

    /// <summary>An IKE SA whose peer is authenticated; nothing is shared before.</summary>
    public sealed record IkeUp(IkeSa Sa) : Change;

    /// <summary>An IKE SA is gone, with its CHILD SAs.</summary>
    public sealed record IkeDown(IkeSaId Ike) : Change;

    /// <summary>
    /// A new IKE SA takes over the CHILD SAs of an old one, RFC 7296 §2.18. The old one stands
    /// without them until <see cref="IkeDown"/>: for its Delete, and for the peer that repeats the
    /// request by which it was rekeyed (§2.1).
    /// </summary>
    public sealed record IkeRekeyed(IkeSaId Old, IkeSa New) : Change;

    /// <summary>Another description of an IKE SA: its peer is elsewhere, RFC 7296 §2.23.</summary>
    public sealed record IkeDescribed(IkeSaId Ike, Octets Description) : Change;

    /// <summary>A request of ours, before it is sent.</summary>
    public sealed record RequestSent(IkeSaId Ike, SealedMessage Message) : Change;

    /// <summary>A request of ours is answered.</summary>
    public sealed record RequestAnswered(IkeSaId Ike, uint MessageId) : Change;

    /// <summary>A response of ours, before it is sent.</summary>
    public sealed record ResponseSent(IkeSaId Ike, SealedMessage Message) : Change;

    /// <summary>
    /// A synchronisation of message IDs, before it is sent, RFC 6311 §5.1; or that one is needed:
    /// IDs below this one may have been used unseen.
    /// </summary>
    public sealed record SyncSent(IkeSaId Ike, uint MessageId) : Change;

    /// <summary>
    /// Message IDs are synchronised, before it is answered: what was open is dropped, RFC 6311
    /// §5.1. <c>Seen</c> is the ID in the peer's synchronisation; 0: it was ours.
    /// </summary>
    public sealed record MessageIdsSynced(
        IkeSaId Ike, uint NextRequest, uint NextExpected, uint Seen) : Change;

    /// <summary>A CHILD SA.</summary>
    public sealed record ChildUp(ChildSa Sa) : Change;

    /// <summary>A CHILD SA is gone.</summary>
    public sealed record ChildDown(Spi Inbound) : Change;

    /// <summary>Outbound numbers and octets may be used so far.</summary>
    public sealed record Leased(Spi Inbound, ulong Through, ulong OctetsThrough) : Change;

    /// <summary>Inbound numbers may be accepted so far.</summary>
    public sealed record FloorRaised(Spi Inbound, ulong Floor) : Change;

    /// <summary>
    /// No inbound number beyond this one was or is accepted, until a floor is raised again: a floor
    /// that was made for a rate does not outlive it. Whoever proposes it keeps to it already.
    /// </summary>
    public sealed record FloorLowered(Spi Inbound, ulong Floor) : Change;

    /// <summary>A change of a kind that only newer versions know; it is kept as it is.</summary>
    public sealed record Unknown(ushort Kind, Octets Body) : Change;
}

/// <summary>A fact in the log.</summary>
/// <param name="Position">The term that decided it, and its number.</param>
/// <param name="Changes">What it changes.</param>
public sealed record Entry(Position Position, Items<Change> Changes) : IRow
{
    /// <inheritdoc/>
    public UInt128 Key => Position.Index;

    /// <inheritdoc/>
    public StateDigest Digest => StateDigest.Of('E').With(Position);

    /// <summary>Where it stands and what it changes.</summary>
    public override string ToString() => $"{Position} {Changes}";
}
