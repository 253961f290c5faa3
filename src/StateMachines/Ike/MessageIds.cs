using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.MessageIds.State,
    Holdfast.StateMachines.Ike.MessageIds.Output>;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// The message IDs of an IKE SA, RFC 7296 §2.1 to §2.3: which request may be sent, which of the
/// peer's is taken, what is sent again. Law: an ID stands for one request and one response for
/// ever, whoever of the members sends them, and each is sent in the same octets each time.
/// </summary>
public static partial class MessageIds
{
    /// <summary>What is known of both directions.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Requests go both ways.</summary>
        public sealed record Open(Ours Ours, Theirs Theirs) : State;

        /// <summary>This member uses no message IDs: what it needs to know, it learns when it takes
        /// over, or once they are synchronised.</summary>
        /// <param name="IsHeld">Whether somebody waits for that.</param>
        public sealed record Standby(bool IsHeld = false) : State;

        /// <summary>Terminal: a request was given up, and with it the IKE SA, §2.1.</summary>
        public sealed record Failed(Instant Since) : State;
    }

    /// <summary>Our requests.</summary>
    /// <param name="Next">The ID of the next one.</param>
    /// <param name="Window">How many the peer takes before it has answered one, §2.3.</param>
    /// <param name="Requests">Those without an answer, in the order of their IDs.</param>
    /// <param name="IsHeld">Whether somebody waits for room.</param>
    /// <param name="IsRekeying">Whether a rekey was asked for, since IDs run out.</param>
    public sealed record Ours(
        uint Next, int Window, Items<OpenRequest> Requests, bool IsHeld, bool IsRekeying);

    /// <summary>A request of ours without an answer.</summary>
    /// <param name="Id">Its message ID.</param>
    /// <param name="Message">The datagrams that it is; none as long as it is being sealed.</param>
    /// <param name="Sent">How often it was sent.</param>
    /// <param name="Wait">How long the last send waits for an answer.</param>
    /// <param name="RetryAt">When it is sent again.</param>
    public sealed record OpenRequest(
        uint Id, Items<Octets> Message, int Sent, TimeSpan Wait, Instant RetryAt)
    {
        /// <summary>ID and number of sends, no content.</summary>
        public override string ToString() => $"request {Id}, sent {Sent} times";
    }

    /// <summary>The peer's requests.</summary>
    /// <param name="Lowest">The lowest ID that is not answered yet.</param>
    /// <param name="Taken">What is being answered.</param>
    /// <param name="Responses">What was answered, as far back as the peer may ask again.</param>
    /// <param name="ComplainFrom">When the next complaint may be made; null: at once.</param>
    public sealed record Theirs(
        uint Lowest, Items<uint> Taken, Items<Response> Responses, Instant? ComplainFrom);

    /// <summary>A response of ours, or a request, as a member knows it from the facts.</summary>
    /// <param name="Id">The message ID.</param>
    /// <param name="Message">The datagrams that it is.</param>
    public sealed record Response(uint Id, Items<Octets> Message)
    {
        /// <summary>The ID, no content.</summary>
        public override string ToString() => $"message {Id}";
    }

    /// <summary>What all members know about the IDs of an IKE SA.</summary>
    /// <param name="Next">The ID of our next request.</param>
    /// <param name="Window">How many requests the peer takes.</param>
    /// <param name="Requests">Our requests without an answer.</param>
    /// <param name="Lowest">The lowest ID of the peer that is not answered.</param>
    /// <param name="Responses">Our last responses.</param>
    public sealed record Facts(
        uint Next, int Window, Items<Response> Requests, uint Lowest, Items<Response> Responses);

    /// <summary>What happens to a machine.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Somebody wants to send a request.</summary>
        public sealed record Wanted : Input;

        /// <summary>A request is sealed and known to the members: it may be sent.</summary>
        public sealed record Sealed(uint MessageId, Items<Octets> Message) : Input;

        /// <summary>An authentic response of the peer.</summary>
        public sealed record Answered(uint MessageId) : Input;

        /// <summary>An authentic request of the peer.</summary>
        public sealed record Requested(uint MessageId) : Input;

        /// <summary>Our response is sealed and known to the members: it may be sent.</summary>
        public sealed record Responded(uint MessageId, Items<Octets> Message) : Input;

        /// <summary>SET_WINDOW_SIZE: so many requests the peer takes at once, §2.3.</summary>
        public sealed record WindowSet(uint Size) : Input;

        /// <summary>Both sides agreed on new IDs, RFC 6311 §5.1.</summary>
        public sealed record Synced(uint Next, uint Lowest) : Input;

        /// <summary>A message that does not count.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>This member became a standby.</summary>
        public sealed record Demoted : Input;

        /// <summary>This member became active, and goes on where the facts end.</summary>
        public sealed record Promoted(Facts Facts) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a message does not count.</summary>
    public enum Refusal
    {
        /// <summary>It was not protected by the IKE SA.</summary>
        Unprotected,

        /// <summary>Its SPIs are those of another IKE SA, or it is our own.</summary>
        OtherSa,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>
        /// Seal a request with this ID, make it known to the members, and hand it back as
        /// <see cref="Input.Sealed"/>.
        /// </summary>
        public sealed record Seal(uint MessageId) : Output;

        /// <summary>There is no room for a request; <see cref="RoomLeft"/> follows.</summary>
        public sealed record Hold : Output;

        /// <summary>There is room for a request again.</summary>
        public sealed record RoomLeft : Output;

        /// <summary>Send these datagrams, each time the same.</summary>
        public sealed record Transmit(Items<Octets> Message) : Output;

        /// <summary>Read the response: it answers the request of this ID.</summary>
        public sealed record Finish(uint MessageId) : Output;

        /// <summary>The request was dropped: its IDs were passed over, RFC 6311 §5.1.</summary>
        public sealed record Drop(uint MessageId) : Output;

        /// <summary>
        /// Read the request, seal the answer, make it known to the members, and hand it back as
        /// <see cref="Input.Responded"/>.
        /// </summary>
        public sealed record Take(uint MessageId) : Output;

        /// <summary>Say in a request of our own that this ID lies beyond the window, §2.3.
        /// </summary>
        public sealed record Complain(uint MessageId) : Output;

        /// <summary>Rekey the IKE SA: its IDs run out, §2.2.</summary>
        public sealed record Rekey : Output;

        /// <summary>Delete the IKE SA and its Child SAs, §2.1.</summary>
        public sealed record SaFailed : Output;
    }

    /// <summary>When a tick is due: the next repetition.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Open open => NextRetry(open.Ours.Requests),
        State.Standby or State.Failed => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Open open => FromOpen(config, open, now, input),
        State.Standby standby => FromStandby(config, standby, now, input),
        State.Failed failed => Stay(failed, Why.Failed),
    };

    private static Instant? NextRetry(Items<OpenRequest> requests)
    {
        Instant? next = null;
        foreach (var request in requests.Span)
        {
            next = request.Sent == 0 ? next : Instant.Earliest(next, request.RetryAt);
        }

        return next;
    }
}
