using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Liveness.LivenessCheck.State,
    Holdfast.StateMachines.Liveness.LivenessCheck.Output>;

namespace Holdfast.StateMachines.Liveness;

/// <summary>
/// The liveness check of IKEv2, RFC 7296 §2.4, for one IKE SA: whether the peer lives, and when to
/// ask. Law: a peer fails by silence to repeated requests, by an authenticated INITIAL_CONTACT or
/// by a verified token, and by nothing that anybody on the way could have sent.
/// </summary>
public static partial class LivenessCheck
{
    /// <summary>What is known of the peer.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>
        /// The peer was heard a short while ago, or another request asks it. <c>Sent</c>: something
        /// was sent to it since.
        /// </summary>
        public sealed record Alive(Instant LastProof, bool Sent, Notes Notes) : State;

        /// <summary>Nothing was heard for long, but nobody wants to send: on demand only.</summary>
        public sealed record Idle(Notes Notes) : State;

        /// <summary>A check is asked for; the schedule has not granted it yet.</summary>
        public sealed record Waiting(
            Urgency Urgency, Instant? LastProof, bool Sent, Notes Notes) : State;

        /// <summary>The check is granted; its request is being sealed, and will be sent.</summary>
        public sealed record Sealing(Notes Notes) : State;

        /// <summary>
        /// A request is unanswered after <c>Sent</c> sends, §2.1. <c>Heard</c>: something else of
        /// the peer proved its life meanwhile; the request has to be answered all the same.
        /// </summary>
        public sealed record Checking(
            uint MessageId,
            Octets Message,
            int Sent,
            TimeSpan Wait,
            Instant RetryAt,
            Instant FirstSent,
            bool Heard,
            Notes Notes) : State;

        /// <summary>Active since a failover; message IDs are synchronised first, RFC 6311.
        /// </summary>
        public sealed record Syncing : State;

        /// <summary>This member is a standby: it sends nothing for this SA.</summary>
        public sealed record Paused : State;

        /// <summary>Terminal: the IKE SA and its Child SAs are to be deleted, §2.4.</summary>
        public sealed record Failed(Instant Since, Cause Cause) : State;
    }

    /// <summary>What a living SA keeps in mind.</summary>
    /// <param name="IsOccupied">Whether another request of ours is unanswered.</param>
    /// <param name="HintFrom">When the next hint is heeded; null: at once.</param>
    public readonly record struct Notes(bool IsOccupied, Instant? HintFrom);

    /// <summary>Why a check is asked for.</summary>
    public enum Urgency
    {
        /// <summary>Nothing was heard, and something was sent.</summary>
        Wanted,

        /// <summary>This member became active, and knows nothing of the peer.</summary>
        Promoted,

        /// <summary>Nothing was heard.</summary>
        Idle,

        /// <summary>Somebody unproven says that the peer does not know the SA.</summary>
        Hinted,
    }

    /// <summary>What an unproven message claims; it proves neither life nor death, §2.4.</summary>
    public enum Rumour
    {
        /// <summary>INVALID_IKE_SPI: the peer does not know the IKE SA.</summary>
        InvalidIkeSpi,

        /// <summary>INVALID_SPI: the peer does not know a Child SA.</summary>
        InvalidSpi,

        /// <summary>ICMP, or a route that went away.</summary>
        Routing,
    }

    /// <summary>By what a peer failed.</summary>
    public enum Cause
    {
        /// <summary>It answered no request, and nothing else of it was heard.</summary>
        Silent,

        /// <summary>It was heard, but answered no request: the IKE SA is of no use.</summary>
        Unanswered,

        /// <summary>It says on another IKE SA that it has no other.</summary>
        InitialContact,

        /// <summary>It showed the token that it has lost its state, RFC 6290.</summary>
        Token,
    }

    /// <summary>What happens to a machine.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>
        /// A fresh message of the peer in the IKE SA or in a Child SA passed its integrity check
        /// and its window: ESP, AH, or IKE other than below.
        /// </summary>
        public sealed record Heard : Input;

        /// <summary>A fresh liveness check of the peer.</summary>
        public sealed record Asked(uint MessageId) : Input;

        /// <summary>A protected response to a request of ours.</summary>
        public sealed record Answered(uint MessageId) : Input;

        /// <summary>A packet is to be sent to the peer, or was.</summary>
        public sealed record Outbound : Input;

        /// <summary>An unproven reason to suspect the peer.</summary>
        public sealed record Hint(Rumour Rumour) : Input;

        /// <summary>Another request of ours is unanswered from now on, or none.</summary>
        public sealed record Occupied(bool IsOccupied) : Input;

        /// <summary>Another request of ours was given up after all its sends.</summary>
        public sealed record GivenUp : Input;

        /// <summary>The schedule grants the check.</summary>
        public sealed record Granted : Input;

        /// <summary>The schedule has no budget left for hints.</summary>
        public sealed record Denied : Input;

        /// <summary>
        /// The request is sealed, and nothing but its sending is left: ours, or the one that a
        /// takeover finds unanswered.
        /// </summary>
        public sealed record Sealed(uint MessageId, Octets Message) : Input;

        /// <summary>
        /// INITIAL_CONTACT in another IKE SA that authenticated the same identity.
        /// </summary>
        public sealed record InitialContact : Input;

        /// <summary>A token of the peer that is the one it gave us, RFC 6290 §4.5.</summary>
        public sealed record TokenShown : Input;

        /// <summary>A message that says nothing about the peer.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>This member became a standby.</summary>
        public sealed record Demoted : Input;

        /// <summary>This member became active.</summary>
        /// <param name="SyncsFirst">Whether RFC 6311 is negotiated and needed.</param>
        public sealed record Promoted(bool SyncsFirst) : Input;

        /// <summary>Message IDs are synchronised, or the peer answered no attempt.</summary>
        public sealed record Synced(bool IsSynced) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a message was refused.</summary>
    public enum Refusal
    {
        /// <summary>It was not protected by the IKE SA.</summary>
        Unprotected,

        /// <summary>It is a repetition, §2.1: it may be a replay.</summary>
        Repeated,

        /// <summary>Its SPIs are those of another IKE SA, or it is our own.</summary>
        OtherSa,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Ask the schedule for a check.</summary>
        public sealed record Ask(Urgency Urgency) : Output;

        /// <summary>Tell the schedule that this SA neither waits nor is checked any more.
        /// </summary>
        public sealed record Release : Output;

        /// <summary>
        /// Take the next message ID and seal an empty INFORMATIONAL request; once it is committed,
        /// hand it back as <see cref="Input.Sealed"/>.
        /// </summary>
        public sealed record Seal : Output;

        /// <summary>Send these octets, §2.1: each time the same.</summary>
        public sealed record Transmit(Octets Message) : Output;

        /// <summary>Answer with an empty INFORMATIONAL response.</summary>
        public sealed record Answer(uint MessageId) : Output;

        /// <summary>Synchronise message IDs, RFC 6311, before anything else is sent.</summary>
        public sealed record Synchronize : Output;

        /// <summary>
        /// Withdraw the routes through the peer, delete the IKE SA and its Child SAs, then act.
        /// </summary>
        public sealed record PeerFailed(Cause Cause, FailureAction Action) : Output;
    }

    /// <summary>When a tick is due: at the end of the quiet time, or to send again.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        // RFC 7296 §2.4: any request is a check; who repeats it says how it ended.
        State.Alive alive => alive.Notes.IsOccupied ? null : alive.LastProof + config.IdleAfter,
        State.Checking checking => config.GiveUpAfter is { } most
            ? Instant.Earliest(checking.RetryAt, checking.FirstSent + most)
            : checking.RetryAt,
        State.Idle or State.Waiting or State.Sealing or State.Syncing or State.Paused
            or State.Failed => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Alive alive => FromAlive(config, alive, now, input),
        State.Idle idle => FromIdle(config, idle, now, input),
        State.Waiting waiting => FromWaiting(config, waiting, now, input),
        State.Sealing ready => FromSealing(config, ready, now, input),
        State.Checking checking => FromChecking(config, checking, now, input),
        State.Syncing syncing => FromSyncing(config, syncing, now, input),
        State.Paused paused => FromPaused(paused, input),
        State.Failed failed => FromFailed(failed, input),
    };
}
