using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Resumption.ResumptionGateway.State,
    Holdfast.StateMachines.Resumption.ResumptionGateway.Output>;

namespace Holdfast.StateMachines.Resumption;

/// <summary>
/// The side of RFC 5723 that gives tickets and takes them back. Law: a ticket resumes one IKE SA
/// once over all members, for the identity that got it, within its lifetime; a member that does not
/// know whether it was used refuses it; and to show a ticket without its keys changes nothing, so
/// that who has seen one on the wire can't use it up.
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

    /// <summary>A ticket, or an IKE SA with all of its tickets, that is good no more.</summary>
    /// <param name="Id">The ticket, or the SA.</param>
    /// <param name="ExpiresAt">When the lifetime of the last such ticket is over.</param>
    public sealed record Spent(ulong Id, Instant ExpiresAt) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => Id;

        /// <inheritdoc/>
        public StateDigest Digest => StateDigest.Of(Id).With((ulong)ExpiresAt.Ticks);
    }

    /// <summary>A ticket whose keys were proven, and that other members have yet to hear of.
    /// </summary>
    /// <param name="Id">The ticket.</param>
    /// <param name="Sa">The former IKE SA.</param>
    /// <param name="ExpiresAt">When nobody waits for them any more.</param>
    public sealed record Proof(ulong Id, ulong Sa, Instant ExpiresAt) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => Id;

        /// <inheritdoc/>
        public StateDigest Digest =>
            StateDigest.Of(Id).With(Sa).With((ulong)ExpiresAt.Ticks);
    }

    /// <summary>What is known of tickets.</summary>
    /// <param name="Tickets">Those that are stored here, by reference.</param>
    /// <param name="SpentOnes">Those that were used.</param>
    /// <param name="EndedSas">IKE SAs that were deleted on purpose.</param>
    /// <param name="Proofs">Those that were proven here, and wait for the other members.</param>
    /// <param name="Since">Of all that were given after that it is known which are good no more;
    /// null: of none.</param>
    /// <param name="ForgotAt">When all of that was forgotten, for there was no room; null: never.
    /// </param>
    /// <param name="SweepAt">When those whose lifetime is over are dropped.</param>
    public sealed record State(
        Table<Ticket> Tickets, Table<Spent> SpentOnes, Table<Spent> EndedSas,
        Table<Proof> Proofs, Instant? Since, Instant? ForgotAt, Instant? SweepAt);

    /// <summary>Why a ticket is not taken.</summary>
    public enum Refusal
    {
        /// <summary>Its seal does not open, or nothing is stored for it.</summary>
        Unknown,

        /// <summary>Its lifetime is over.</summary>
        Expired,

        /// <summary>It was used, or its SA was deleted.</summary>
        Spent,

        /// <summary>It was given before this member knew which ones are used.</summary>
        Unsure,
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

        /// <summary>Every other member has heard what was shared of this ticket, or is known to be
        /// off; one that starts will be told before it knows anything.</summary>
        public sealed record Agreed(ulong Id) : Input;

        /// <summary>That can't be reached in time: the SA is not resumed.</summary>
        public sealed record NotAgreed(ulong Id) : Input;

        /// <summary>A ticket was used on another member.</summary>
        public sealed record SpentElsewhere(ulong Id, TimeSpan Left) : Input;

        /// <summary>An IKE SA that was given tickets was deleted on purpose: they are good no
        /// more, whichever member gave them.</summary>
        public sealed record SaDeleted(ulong Sa) : Input;

        /// <summary>That happened on another member.</summary>
        public sealed record SaDeletedElsewhere(ulong Sa, TimeSpan Left) : Input;

        /// <summary>
        /// All that was used or deleted within this time has been told: another member has said so
        /// (<see cref="Told"/>), or there is nobody else, and this member has forgotten nothing.
        /// </summary>
        public sealed record Knows(TimeSpan For) : Input;

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

        /// <summary>Answer IKE_AUTH: the SA is resumed.</summary>
        public sealed record Accept(ulong Id) : Output;

        /// <summary>The SA is resumed: drop the former one without a word, §4.3.</summary>
        public sealed record DropFormer(ulong Sa) : Output;

        /// <summary>Drop the SA that was being resumed.</summary>
        public sealed record DropNew(ulong Id) : Output;

        /// <summary>Tell the other members that a ticket is good no more;
        /// <see cref="Input.Agreed"/> says that they know.</summary>
        public sealed record Share(ulong Id, TimeSpan Left) : Output;

        /// <summary>Tell the other members that an SA was deleted on purpose; the Delete is
        /// answered once they know.</summary>
        public sealed record ShareDeleted(ulong Sa, TimeSpan Left) : Output;

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
            : Refuse(state, IsUsed(state, now, id) ? Refusal.Spent : Refusal.Unknown),
        Input.ShownUnreadable => Refuse(state, Refusal.Unknown),
        Input.Proven proven => Prove(config, state, now, proven),
        Input.Agreed(var id) => Agree(state, now, id),
        Input.NotAgreed(var id) => Disagree(state, id, Why.NotAgreed),
        Input.SpentElsewhere(var id, var left) => SpendElsewhere(config, state, now, id, left),
        Input.SaDeleted(var sa) => Revoke(
            config, state, now, sa, config.Lifetime, new Output.ShareDeleted(sa, config.Lifetime)),
        Input.SaDeletedElsewhere(var sa, var left) => Revoke(config, state, now, sa, left, null),
        Input.Knows(var time) => Know(state, now - time),
        Input.Tick => Sweep(config, state, now),
    };

    /// <summary>
    /// What a member that starts is told by another one, in this order; nothing: that one knows
    /// nothing either. From then on it is asked before anything is agreed on.
    /// </summary>
    public static Items<Input> Told(State state, Instant now) => state.Since is not { } since
        ? []
        :
        [
            .. state.SpentOnes.Select(
                one => new Input.SpentElsewhere(one.Id, one.ExpiresAt - now)),
            .. state.EndedSas.Select(
                one => new Input.SaDeletedElsewhere(one.Id, one.ExpiresAt - now)),
            new Input.Knows(now - since),
        ];
}
