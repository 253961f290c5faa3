using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Resumption.ResumptionGateway.State,
    Holdfast.StateMachines.Resumption.ResumptionGateway.Output>;

namespace Holdfast.StateMachines.Resumption;

/// <summary>
/// The side of RFC 5723 that gives tickets and takes them back. Law: a ticket resumes one IKE SA
/// once, for the identity that got it, within its lifetime; and to show a ticket without its keys
/// changes nothing, so that who has seen one on the wire can't use it up.
/// </summary>
public static partial class ResumptionGateway
{
    /// <summary>What a ticket stands for: in its sealed octets, or stored here.</summary>
    /// <param name="Id">A random number, different for each ticket.</param>
    /// <param name="Sa">The IKE SA, by an id that all members know.</param>
    /// <param name="Peer">The identity that was authenticated, by an id.</param>
    /// <param name="Keys">SK_d of the SA, in the key store.</param>
    public sealed record Facts(ulong Id, ulong Sa, ulong Peer, KeyHandle Keys);

    /// <summary>A ticket that may come back.</summary>
    /// <param name="Facts">What it stands for.</param>
    /// <param name="ExpiresAt">The end of its lifetime.</param>
    public sealed record Ticket(Facts Facts, Instant ExpiresAt) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => Facts.Id;

        /// <inheritdoc/>
        public StateDigest Digest => StateDigest.Of(Facts.Id).With(Facts.Sa).With(Facts.Peer)
            .With(Facts.Keys.Value).With((ulong)ExpiresAt.Ticks);
    }

    /// <summary>A ticket that is good no more, until its lifetime is over.</summary>
    /// <param name="Id">The ticket.</param>
    /// <param name="ExpiresAt">The end of its lifetime.</param>
    public sealed record Spent(ulong Id, Instant ExpiresAt) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => Id;

        /// <inheritdoc/>
        public StateDigest Digest => StateDigest.Of(Id).With((ulong)ExpiresAt.Ticks);
    }

    /// <summary>What is known of tickets.</summary>
    /// <param name="Tickets">Those that may come back.</param>
    /// <param name="SpentOnes">Those that were used, or whose SA was deleted.</param>
    /// <param name="SweepAt">When those whose lifetime is over are dropped.</param>
    public sealed record State(Table<Ticket> Tickets, Table<Spent> SpentOnes, Instant? SweepAt);

    /// <summary>Why a ticket is not taken.</summary>
    public enum Refusal
    {
        /// <summary>Its seal does not open, or nothing is stored for it.</summary>
        Unknown,

        /// <summary>Its lifetime is over.</summary>
        Expired,

        /// <summary>It was used, or its SA was deleted.</summary>
        Spent,

        /// <summary>Too many tickets are remembered to tell whether it was used.</summary>
        Full,
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>A peer asks for a ticket by TICKET_REQUEST, §4.1.</summary>
        /// <param name="Id">A random number.</param>
        /// <param name="Sa">The IKE SA.</param>
        /// <param name="Peer">The identity that was authenticated.</param>
        /// <param name="Keys">SK_d of the SA, kept under this handle.</param>
        public sealed record Requested(ulong Id, ulong Sa, ulong Peer, KeyHandle Keys) : Input;

        /// <summary>A ticket by value was shown, and its seal opened.</summary>
        /// <param name="Facts">What it stands for.</param>
        /// <param name="Left">What is left of its lifetime; nothing: it is over.</param>
        public sealed record ShownValue(Facts Facts, TimeSpan Left) : Input;

        /// <summary>A ticket by reference was shown.</summary>
        public sealed record ShownReference(ulong Id) : Input;

        /// <summary>A ticket was shown whose seal does not open.</summary>
        public sealed record ShownUnreadable : Input;

        /// <summary>IKE_AUTH after a resumption verified.</summary>
        /// <param name="Facts">What the ticket stands for.</param>
        /// <param name="Left">What is left of its lifetime.</param>
        /// <param name="Peer">The identity that it proved.</param>
        public sealed record Proven(Facts Facts, TimeSpan Left, ulong Peer) : Input;

        /// <summary>A ticket was used or revoked on another member.</summary>
        public sealed record SpentElsewhere(ulong Id, TimeSpan Left) : Input;

        /// <summary>An IKE SA was deleted on purpose: its tickets are good no more.</summary>
        public sealed record SaDeleted(ulong Sa) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Answer with TICKET_LT_OPAQUE: the sealed facts, or the id alone.</summary>
        public sealed record Grant(Facts Facts, TimeSpan Lifetime, TicketKind Kind) : Output;

        /// <summary>Answer the request for a ticket with TICKET_NACK, §4.1.</summary>
        public sealed record Deny : Output;

        /// <summary>
        /// Answer IKE_SESSION_RESUME with a nonce, new SPIs and keys from these, §5.1; identities,
        /// authentication and algorithms are the former ones, nothing else is, §5.
        /// </summary>
        public sealed record Resume(Facts Facts, TimeSpan Left) : Output;

        /// <summary>Answer IKE_SESSION_RESUME with TICKET_NACK, §4.3.</summary>
        public sealed record Refuse(Refusal Why) : Output;

        /// <summary>The SA is resumed: drop the former one without a word, §4.3.</summary>
        public sealed record DropFormer(ulong Sa) : Output;

        /// <summary>Delete the SA that was being resumed.</summary>
        public sealed record DropNew : Output;

        /// <summary>Tell the other members that a ticket is good no more.</summary>
        public sealed record Share(ulong Id, TimeSpan Left) : Output;

        /// <summary>Zero the keys of a ticket.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When a tick is due: when old tickets are dropped.</summary>
    public static Instant? Deadline(Config config, State state) => state.SweepAt;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Requested requested => Grant(config, state, now, requested),
        Input.ShownValue(var facts, var left) => config.Kind switch
        {
            TicketKind.ByValue => Judge(config, state, now, facts, left),
            TicketKind.ByReference => Refuse(state, Refusal.Unknown),
        },
        Input.ShownReference(var id) =>
            state.Tickets.TryFind(id, out var ticket)
                ? Judge(config, state, now, ticket.Facts, ticket.ExpiresAt - now)
            : Refuse(state, IsSpent(state, now, id) ? Refusal.Spent : Refusal.Unknown),
        Input.ShownUnreadable => Refuse(state, Refusal.Unknown),
        Input.Proven proven => Prove(config, state, now, proven),
        Input.SpentElsewhere(var id, var left) => Spend(
            config, state, now, id, left, Why.SpentElsewhere),
        Input.SaDeleted(var sa) => Revoke(config, state, now, sa),
        Input.Tick => Sweep(config, state, now),
    };
}
