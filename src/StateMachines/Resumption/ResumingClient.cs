using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Resumption.ResumingClient.State,
    Holdfast.StateMachines.Resumption.ResumingClient.Output>;

namespace Holdfast.StateMachines.Resumption;

/// <summary>
/// The side of RFC 5723 that holds a ticket. Law: a ticket is shown once at most, never after its
/// time, never while its IKE SA lives, and never when the SA was deleted on purpose.
/// </summary>
public static partial class ResumingClient
{
    /// <summary>A ticket, and what belongs to it.</summary>
    /// <param name="Octets">The ticket, which is opaque.</param>
    /// <param name="Keys">SK_d of the SA, in the key store; never in the ticket of ours.</param>
    /// <param name="ExpiresAt">The end of its lifetime, by our clock.</param>
    public readonly record struct Ticket(Octets Octets, KeyHandle Keys, Instant ExpiresAt);

    /// <summary>What the client has.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>No IKE SA, and no ticket.</summary>
        public sealed record Nothing : State;

        /// <summary>A full exchange goes on.</summary>
        public sealed record Establishing : State;

        /// <summary>The IKE SA lives.</summary>
        /// <param name="Ticket">Its ticket; null: none yet.</param>
        /// <param name="IsAsked">Whether a ticket was asked for, and may come yet.</param>
        public sealed record Up(Ticket? Ticket, bool IsAsked) : State;

        /// <summary>The IKE SA failed; its ticket is good.</summary>
        public sealed record Lost(Ticket Ticket) : State;

        /// <summary>The ticket was shown, and is used up.</summary>
        /// <param name="Keys">SK_d of the former SA, from which the new keys follow, §5.1.</param>
        public sealed record Resuming(KeyHandle Keys) : State;
    }

    /// <summary>What happens to the client.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An IKE SA is wanted.</summary>
        public sealed record Wanted : Input;

        /// <summary>IKE_AUTH is done; a ticket was asked for in it, §4.1.</summary>
        public sealed record Established : Input;

        /// <summary>TICKET_LT_OPAQUE came, protected.</summary>
        /// <param name="Octets">The ticket.</param>
        /// <param name="Lifetime">How long it is good, from now on.</param>
        /// <param name="Keys">SK_d of the IKE SA, kept under this handle.</param>
        public sealed record Granted(Octets Octets, TimeSpan Lifetime, KeyHandle Keys) : Input;

        /// <summary>TICKET_ACK: a ticket comes later, §4.1.</summary>
        public sealed record Promised : Input;

        /// <summary>TICKET_NACK in IKE_AUTH: no ticket, §4.1.</summary>
        public sealed record NoTicket : Input;

        /// <summary>The IKE SA failed: the peer is silent, or we lost the network.</summary>
        public sealed record Failed : Input;

        /// <summary>The IKE SA was deleted on purpose, by one side or by the other.</summary>
        public sealed record Deleted : Input;

        /// <summary>TICKET_NACK in IKE_SESSION_RESUME: the ticket is of no use, §4.3.</summary>
        public sealed record Rejected : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Begin IKE_SA_INIT, and ask for a ticket in IKE_AUTH by TICKET_REQUEST.
        /// </summary>
        public sealed record BeginFull : Output;

        /// <summary>
        /// Begin IKE_SESSION_RESUME with new SPIs, message ID 0 and window 1, §5; in IKE_AUTH make
        /// CHILD SAs, configuration, MOBIKE and redirects anew, and ask for a ticket.
        /// </summary>
        public sealed record BeginResume(Octets Ticket, KeyHandle Keys) : Output;

        /// <summary>Drop the former IKE SA and its children without a word to the peer, §4.3.
        /// </summary>
        public sealed record DropFormer : Output;

        /// <summary>Zero the keys of a ticket that is of no more use.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When a tick is due: when the ticket expires.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Up { Ticket: { } ticket } => Until(config, ticket),
        State.Lost lost => Until(config, lost.Ticket),
        State.Up or State.Nothing or State.Establishing or State.Resuming => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Nothing nothing => FromNothing(nothing, input),
        State.Establishing establishing => FromEstablishing(establishing, input),
        State.Up up => FromUp(config, up, now, input),
        State.Lost lost => FromLost(config, lost, now, input),
        State.Resuming resuming => FromResuming(resuming, input),
    };
}
