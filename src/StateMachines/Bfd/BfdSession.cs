using Holdfast.Protocol.Bfd;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Bfd.BfdSession.State,
    Holdfast.StateMachines.Bfd.BfdSession.Output>;

namespace Holdfast.StateMachines.Bfd;

/// <summary>
/// A BFD session in asynchronous mode, RFC 5880, with a neighbour one hop away, RFC 5881: whether
/// packets go both ways. Law: nobody is up who has heard nothing for the Detection Time, and nobody
/// comes up again before the neighbour has seen that he was down.
/// </summary>
/// <remarks>
/// Both ends take the active role (RFC 5881 §3). We never ask for Demand mode, since nothing else
/// of ours would show that packets arrive; a neighbour that asks for it is obeyed. Echo packets are
/// neither sent nor looped back, and every packet says so.
/// </remarks>
public static partial class BfdSession
{
    /// <summary>The state of a session as one end says it, §4.1.</summary>
    public enum Phase
    {
        /// <summary>Held down by somebody.</summary>
        AdminDown,

        /// <summary>Nothing is heard, or the other end has not seen yet that we are down.</summary>
        Down,

        /// <summary>The other end is heard, and may not hear us.</summary>
        Init,

        /// <summary>Both hear each other.</summary>
        Up,
    }

    /// <summary>The variables of a session, §6.8.1.</summary>
    /// <param name="Phase">Its state, §6.2.</param>
    /// <param name="Remote">What the neighbour said last.</param>
    /// <param name="HeardAt">When; null: not within the Detection Time.</param>
    /// <param name="SentAt">When the last periodic packet went out; null: none is wanted.</param>
    /// <param name="Jitter">The last jitter that was drawn, in thousandths.</param>
    /// <param name="IsPolling">Whether a Poll Sequence is under way, §6.5.</param>
    /// <param name="Diagnostic">Why the session last changed its state.</param>
    public sealed record State(
        Phase Phase,
        Remote Remote,
        Instant? HeardAt,
        Instant? SentAt,
        ushort Jitter,
        bool IsPolling,
        BfdDiagnostic Diagnostic);

    /// <summary>What the neighbour says of itself, §6.8.1.</summary>
    /// <param name="Discriminator">Its name of the session; 0: not known.</param>
    /// <param name="Phase">Its state.</param>
    /// <param name="IsDemanding">Whether it asks for no periodic packets once all is up.</param>
    /// <param name="DesiredMinTx">How often it would like to send.</param>
    /// <param name="RequiredMinRx">How often it can receive; zero: it wants none.</param>
    /// <param name="DetectMultiplier">How many of its packets may be missed.</param>
    public readonly record struct Remote(
        uint Discriminator,
        Phase Phase,
        bool IsDemanding,
        TimeSpan DesiredMinTx,
        TimeSpan RequiredMinRx,
        int DetectMultiplier);

    /// <summary>What a packet says that is the session's.</summary>
    /// <param name="From">What the neighbour says of itself.</param>
    /// <param name="IsPoll">It wants an answer.</param>
    /// <param name="IsFinal">It is the answer to a Poll.</param>
    public sealed record Message(Remote From, bool IsPoll, bool IsFinal);

    /// <summary>What happens to a session.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>A packet of the session.</summary>
        public sealed record Heard(Message Message) : Input;

        /// <summary>A packet that is not taken.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>Somebody lets it come up, §6.8.16.</summary>
        public sealed record Enable : Input;

        /// <summary>Somebody holds it down, §6.8.16.</summary>
        public sealed record Disable : Input;

        /// <summary>What forwards our packets has lost what it knew, §6.8.15.</summary>
        public sealed record ForwardingReset : Input;

        /// <summary>Time has passed.</summary>
        /// <param name="Jitter">A random number of thousandths, 0 to 1000, for the next packet.
        /// </param>
        public sealed record Tick(ushort Jitter) : Input;
    }

    /// <summary>Why a packet is not taken, §6.8.6; what the codec refuses has no reason here.
    /// </summary>
    public enum Refusal
    {
        /// <summary>It may have come from farther than one hop, RFC 5881 §5.</summary>
        Forwarded,

        /// <summary>It names another session of ours.</summary>
        OtherSession,

        /// <summary>It names no session, and its sender is beyond Down.</summary>
        NoSession,

        /// <summary>It is authenticated, and the session is not.</summary>
        NotExpected,

        /// <summary>It is not authenticated, or wrongly.</summary>
        NotAuthentic,
    }

    /// <summary>What a packet of ours says.</summary>
    /// <param name="Phase">Our state.</param>
    /// <param name="Diagnostic">Why it last changed.</param>
    /// <param name="IsPoll">Whether we want an answer.</param>
    /// <param name="IsFinal">Whether it is an answer.</param>
    /// <param name="YourDiscriminator">The neighbour's name of the session; 0: not known.</param>
    /// <param name="DesiredMinTx">How often we would like to send now.</param>
    public sealed record Announcement(
        Phase Phase,
        BfdDiagnostic Diagnostic,
        bool IsPoll,
        bool IsFinal,
        uint YourDiscriminator,
        TimeSpan DesiredMinTx);

    /// <summary>What a session says of the way to its neighbour.</summary>
    public enum Verdict
    {
        /// <summary>Packets go both ways.</summary>
        Works,

        /// <summary>They do not, or the neighbour lost what it knew.</summary>
        Fails,

        /// <summary>
        /// One end holds the session down: that says nothing about the way, RFC 5880 §6.2.
        /// </summary>
        Unknown,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Send a packet, §6.8.7.</summary>
        public sealed record Send(Announcement Announcement) : Output;

        /// <summary>The session came up, or is no longer up, §6.8.1.</summary>
        public sealed record Judge(Verdict Verdict) : Output;
    }

    /// <summary>When a tick is due: nothing was heard for too long, or a packet is to be sent.
    /// </summary>
    public static Instant? Deadline(Config config, State state) =>
        Instant.Earliest(
            state.HeardAt + DetectionTime(config, state.Remote),
            state.SentAt + Interval(config, state));

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Heard when IsOverdue(config, state, now) => OnSilence(config, state, now),
        Input.Heard(var message) => OnHeard(config, state, now, message),
        Input.Refused(var why) => Stay(state, Why.Of(why)),
        Input.Enable => OnEnable(config, state, now),
        Input.Disable => OnDisable(config, state, now),
        Input.ForwardingReset => OnReset(config, state, now),
        Input.Tick(var jitter) => OnTick(config, state, now, jitter),
    };
}
