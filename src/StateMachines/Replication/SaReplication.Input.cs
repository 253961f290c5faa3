using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Replication;

/// <content>What happens to it, and what it wants done.</content>
public static partial class SaReplication
{
    /// <summary>What happens to a member.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;

        /// <summary>
        /// This member was suspended for so long that others may have taken its place at the first
        /// hop: whoever reigns asks them first, as after its own hold time.
        /// </summary>
        public sealed record Slept : Input;

        /// <summary>Whether the first hop is here, active on both sides.</summary>
        public sealed record Authority(bool IsHere) : Input;

        /// <summary>The store has an epoch.</summary>
        public sealed record Persisted(Epoch Epoch) : Input;

        /// <summary>A connection to a member is there.</summary>
        public sealed record Connected(byte Member) : Input;

        /// <summary>A member said something.</summary>
        public sealed record Received(byte From, SyncMessage Message) : Input;

        /// <summary>
        /// A fence (or a third vote, once what it granted is over) proves that a member sends
        /// nothing more in one start, unless the first hop comes back to it. It is refused where
        /// another start of that member is known.
        /// </summary>
        /// <param name="Member">The member.</param>
        /// <param name="Boot">
        /// The start that was fenced, as its Hello names it. Whoever switches off a member that has
        /// started meanwhile confirms both starts.
        /// </param>
        /// <param name="IsOff">
        /// Whether it was switched off, and what it held in memory is gone; after a vote it is not.
        /// </param>
        public sealed record FenceConfirmed(byte Member, BootId Boot, bool IsOff = false)
            : Input;

        /// <summary>This member was fenced, or lost a vote: it stops, and is not synced.</summary>
        public sealed record LostVote : Input;

        /// <summary>The protocols want a fact; whatever follows from it waits.</summary>
        /// <param name="Ticket">A number by which the caller knows it.</param>
        /// <param name="Changes">What it changes.</param>
        /// <param name="Message">
        /// The message of its request or response, to be sealed; null where it has none.
        /// </param>
        /// <param name="Key">The keys to seal it with.</param>
        public sealed record Propose(
            ulong Ticket, Items<Change> Changes, IWireValue? Message, KeyHandle Key) : Input;

        /// <summary>A message is sealed: its octets, or those of its fragments.</summary>
        public sealed record Sealed(ulong Ticket, Items<Octets> Octets) : Input;

        /// <summary>A message could not be sealed.</summary>
        public sealed record NotSealed(ulong Ticket) : Input;

        /// <summary>The peer repeats a request, RFC 7296 §2.1.</summary>
        public sealed record RequestRepeated(IkeSaId Ike, MessageId MessageId) : Input;
    }

    /// <summary>Why a member stops.</summary>
    public enum StopReason : byte
    {
        /// <summary>The first hop is elsewhere.</summary>
        NoAuthority,

        /// <summary>There is a higher epoch.</summary>
        HigherEpoch,

        /// <summary>It has slept, and must ask first.</summary>
        Slept,

        /// <summary>A fence or a vote says so.</summary>
        Fenced,
    }

    /// <summary>What a member wants done.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Say something to a member, and before it the keys that it names.</summary>
        public sealed record Send(byte To, SyncMessage Message) : Output;

        /// <summary>Write an epoch to the store, then say <see cref="Input.Persisted"/>.</summary>
        public sealed record PersistEpoch(Epoch Epoch) : Output;

        /// <summary>Seal a message once, then say <see cref="Input.Sealed"/>.</summary>
        public sealed record Seal(ulong Ticket, IWireValue Message, KeyHandle Key) : Output;

        /// <summary>Send these octets to the peer of an IKE SA, as they are.</summary>
        /// <param name="Ike">The IKE SA.</param>
        /// <param name="MessageId">The message ID; requests and responses have their own.</param>
        /// <param name="Octets">The datagrams.</param>
        /// <param name="IsResponse">Whether it answers a request of the peer.</param>
        public sealed record Transmit(
            IkeSaId Ike, uint MessageId, Items<Octets> Octets, bool IsResponse = false) : Output;

        /// <summary>Outbound numbers, and octets, may be used so far.</summary>
        public sealed record SendThrough(Spi Inbound, ulong Number, ulong Octets) : Output;

        /// <summary>Inbound numbers may be accepted so far.</summary>
        public sealed record AcceptThrough(Spi Inbound, ulong Number) : Output;

        /// <summary>
        /// The end of a CHILD SA has taken effect: whoever takes over accepts nothing on it, so
        /// authentic packets that wait for its floor may be accepted, and then it is gone.
        /// </summary>
        public sealed record ChildEnded(Spi Inbound) : Output;

        /// <summary>A fact has taken effect.</summary>
        public sealed record Committed(ulong Ticket) : Output;

        /// <summary>A proposal is no fact, and will be none.</summary>
        public sealed record Refused(ulong Ticket, Refusal Why) : Output;

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Key) : Output;

        /// <summary>
        /// Reign: use the SAs as the takeover says, answer to the virtual address, inject routes.
        /// </summary>
        public sealed record Reign(Takeover Takeover) : Output;

        /// <summary>The epoch is proved: the reign goes on.</summary>
        /// <param name="Epoch">Its epoch.</param>
        /// <param name="Ikes">How each IKE SA goes on, as the facts say.</param>
        /// <param name="Children">
        /// How each CHILD SA goes on that has taken effect: as its takeover said, until it is
        /// rekeyed. What it was granted before, it still has.
        /// </param>
        public sealed record Resume(Epoch Epoch, Items<IkePlan> Ikes, Items<ChildUse> Children)
            : Output;

        /// <summary>Stop ESP and IKE, withdraw routes, drop the virtual address.</summary>
        public sealed record Stop(StopReason Why) : Output;

        /// <summary>How much this member knows now: the first hop may wait for Synced.</summary>
        public sealed record Stands(StandingKind Standing) : Output;

        /// <summary>Whether facts take effect without any standby.</summary>
        public sealed record Solo(bool IsSolo) : Output;

        /// <summary>
        /// Delete an IKE SA at its peer by a Delete in the epoch that made it, and forget its keys:
        /// nobody else has it.
        /// </summary>
        public sealed record DeleteAtPeer(IkeSaId Ike, KeyHandle Key) : Output;

        /// <summary>
        /// Synchronise or establish an IKE SA anew: a member that was cut off has changed it, and
        /// made these CHILD SAs, which are to be deleted.
        /// </summary>
        public sealed record Contested(IkeSaId Ike, Items<Spi> Children) : Output;

        /// <summary>The digests differ: a snapshot repairs it.</summary>
        public sealed record Diverged(ulong Index) : Output;

        /// <summary>
        /// What this member was sent to repair it differs again, here or later: it can't follow,
        /// as long as it reads facts in another way than the active member. It is not synced.
        /// </summary>
        /// <param name="Index">The fact behind which it differs.</param>
        /// <param name="RetryIn">After how long it asks for a snapshot again; each time later.
        /// </param>
        public sealed record CannotFollow(ulong Index, TimeSpan RetryIn) : Output;

        /// <summary>
        /// The store of a member is gone or older than it was; its reigns go on beyond all that it
        /// may have used.
        /// </summary>
        public sealed record StoreDoubted(byte Member) : Output;
    }
}
