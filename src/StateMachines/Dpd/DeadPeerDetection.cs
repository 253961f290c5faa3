using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Dpd.DeadPeerDetection.State,
    Holdfast.StateMachines.Dpd.DeadPeerDetection.Output>;

namespace Holdfast.StateMachines.Dpd;

/// <summary>
/// Dead Peer Detection of IKEv1, RFC 3706, for one IKE SA: whether the peer lives, and what to send
/// to find out. Law: all that DPD does is decided here, and a number that was used proves nothing a
/// second time.
/// </summary>
public static partial class DeadPeerDetection
{
    /// <summary>What is known of the peer.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>DPD is not agreed on: one vendor ID is missing, §5.1.</summary>
        public sealed record Unsupported(bool Announced, bool Offered, Numbers Numbers) : State;

        /// <summary>
        /// The peer was heard a short while ago, or nobody is worried yet (§5.5). <c>Sent</c>:
        /// something was sent to it since.
        /// </summary>
        public sealed record Fresh(Instant LastHeard, bool Sent, Numbers Numbers) : State;

        /// <summary>Nothing was heard for long, but nobody wants to send: no probe, §5.5.</summary>
        public sealed record Worried(Numbers Numbers) : State;

        /// <summary>
        /// R-U-THERE <c>First</c> to <c>Last</c> are unanswered after <c>Sent</c> sends, §5.4.
        /// </summary>
        public sealed record Probing(
            uint First, uint Last, int Sent, TimeSpan Wait, Instant RetryAt, Numbers Numbers)
            : State;

        /// <summary>This member is a standby: it sends nothing for this SA.</summary>
        public sealed record Paused(Numbers Numbers) : State;

        /// <summary>Terminal: the SAs with this peer are to be deleted, §5.4.</summary>
        public sealed record Dead(Instant Since) : State;
    }

    /// <summary>The sequence numbers of both directions, §6.2.</summary>
    /// <param name="Next">The number of the next R-U-THERE that we send.</param>
    /// <param name="Awaited">The number that the peer's next one should have; null: any.</param>
    /// <param name="AnsweredAgain">When the last one was answered a second time.</param>
    public readonly record struct Numbers(uint Next, uint? Awaited, Instant? AnsweredAgain);

    /// <summary>What happens to a machine.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>We sent the vendor ID of DPD, §5.1.</summary>
        /// <param name="FirstSequence">A random number, §6.2; its high bit is ignored.</param>
        public sealed record Announced(uint FirstSequence) : Input;

        /// <summary>The peer sent the vendor ID of DPD, §5.1.</summary>
        public sealed record Offered : Input;

        /// <summary>
        /// An IKE, ESP or AH packet of the peer passed its integrity check and its replay window.
        /// </summary>
        public sealed record Heard : Input;

        /// <summary>A packet is to be sent to the peer, or was.</summary>
        public sealed record Outbound : Input;

        /// <summary>A protected R-U-THERE with our cookies.</summary>
        public sealed record RUThere(uint Sequence) : Input;

        /// <summary>A protected R-U-THERE-ACK with our cookies.</summary>
        public sealed record RUThereAck(uint Sequence) : Input;

        /// <summary>A DPD message that says nothing about the peer.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>This member became a standby.</summary>
        public sealed record Demoted : Input;

        /// <summary>This member became active.</summary>
        /// <param name="Skip">How many numbers the former one may have used unseen.</param>
        public sealed record Promoted(uint Skip) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a DPD message was refused before its number was looked at.</summary>
    public enum Refusal
    {
        /// <summary>It was not protected by the IKE SA, §5.2.</summary>
        Unprotected,

        /// <summary>Its cookies are those of another IKE SA, §5.3.</summary>
        OtherSa,

        /// <summary>Its protocol, SPI or data are not those of §5.3.</summary>
        Malformed,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Send a protected R-U-THERE, §5.3.</summary>
        public sealed record SendRUThere(uint Sequence) : Output;

        /// <summary>Send a protected R-U-THERE-ACK, §5.3.</summary>
        public sealed record SendRUThereAck(uint Sequence) : Output;

        /// <summary>
        /// Withdraw the routes through the peer, delete its IKE and IPsec SAs (§5.4), then act.
        /// </summary>
        public sealed record PeerDied(DeadAction Action) : Output;
    }

    /// <summary>When a tick is due: at the end of the worry period, or to ask again.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Fresh fresh => fresh.LastHeard + config.WorryAfter,
        State.Probing probing => probing.RetryAt,
        State.Unsupported or State.Worried or State.Paused or State.Dead => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Unsupported unsupported => FromUnsupported(config, unsupported, now, input),
        State.Fresh fresh => FromFresh(config, fresh, now, input),
        State.Worried worried => FromWorried(config, worried, now, input),
        State.Probing probing => FromProbing(config, probing, now, input),
        State.Paused paused => FromPaused(config, paused, now, input),
        State.Dead dead => Stay(dead, Why.Dead),
    };
}
