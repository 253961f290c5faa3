using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.MessageIdSync.State,
    Holdfast.StateMachines.Ike.MessageIdSync.Output>;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// RFC 6311 for one IKE SA, on both sides: a member that takes over asks the peer which message
/// IDs are free, and moves its replay counters; the peer answers. Law: each synchronisation that a
/// cluster sends names a higher ID than any before it, and none is obeyed twice.
/// </summary>
public static partial class MessageIdSync
{
    /// <summary>Where a synchronisation stands.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>None is going on.</summary>
        public sealed record Idle(Marks Marks) : State;

        /// <summary>One is wanted, and waits for its nonce; <c>Sent</c> were sent before.</summary>
        public sealed record Drawing(Wish Wish, int Sent, TimeSpan Wait, Marks Marks) : State;

        /// <summary>
        /// One was sent, with M1 and P1, and waits for its answer; the wish may have risen since.
        /// </summary>
        public sealed record Waiting(
            Wish Wish,
            uint Nonce,
            uint M1,
            uint P1,
            int Sent,
            TimeSpan Wait,
            Instant RetryAt,
            Marks Marks) : State;

        /// <summary>Terminal: the IKE SA is to be deleted and made anew.</summary>
        public sealed record Failed(Instant Since) : State;
    }

    /// <summary>The highest IDs that synchronisations named; all members know them.</summary>
    /// <param name="Sent">By us, whichever member; null: none.</param>
    /// <param name="Seen">By the peer; null: none.</param>
    public readonly record struct Marks(uint? Sent, uint? Seen);

    /// <summary>The message IDs of the IKE SA, as far as this side knows.</summary>
    /// <param name="Send">One above the highest ID that we have used in a request.</param>
    /// <param name="Receive">One above the highest ID of a request of the peer.</param>
    public readonly record struct Numbers(uint Send, uint Receive);

    /// <summary>What a member wants to agree on.</summary>
    /// <param name="Numbers">What it knows.</param>
    /// <param name="Window">How many requests may have been open: the lead over what it knows.
    /// </param>
    /// <param name="Delta">By how much the peer's counters are to move; null: not at all.</param>
    public readonly record struct Wish(Numbers Numbers, uint Window, Delta? Delta);

    /// <summary>By how much replay counters move, RFC 6311 §6.4.</summary>
    /// <param name="Value">In packets.</param>
    /// <param name="IsExtended">Whether it has 8 octets: with extended sequence numbers.</param>
    public readonly record struct Delta(ulong Value, bool IsExtended);

    /// <summary>Which sequence numbers the CHILD SAs of the IKE SA have.</summary>
    public enum Children
    {
        /// <summary>There are none, or replay counters are not synchronised.</summary>
        None,

        /// <summary>All have 32 bits.</summary>
        Plain,

        /// <summary>All have 64 bits.</summary>
        Extended,

        /// <summary>Some have 32, some 64: no delta fits them all (§6.4).</summary>
        Mixed,
    }

    /// <summary>What happens to a machine.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>This member has taken over, and the peer can synchronise.</summary>
        /// <param name="Numbers">What the facts say.</param>
        /// <param name="Window">How many requests may have been open, §5.1.</param>
        /// <param name="Children">Which CHILD SAs there are.</param>
        /// <param name="Skip">By how much the peer is to move its counters.</param>
        /// <param name="Marks">What the facts say of synchronisations.</param>
        public sealed record TakenOver(
            Numbers Numbers, uint Window, Children Children, ulong Skip, Marks Marks) : Input;

        /// <summary>
        /// This member has taken over, and message IDs go on: replay counters alone are in doubt,
        /// §5.2.
        /// </summary>
        /// <param name="Children">Which CHILD SAs there are.</param>
        /// <param name="Skip">By how much the peer is to move its counters.</param>
        public sealed record CountersOwed(Children Children, ulong Skip) : Input;

        /// <summary>Four random octets.</summary>
        public sealed record Drawn(uint Nonce) : Input;

        /// <summary>An authentic answer of the peer.</summary>
        public sealed record Answered(uint Nonce, uint Send, uint Receive) : Input;

        /// <summary>An authentic synchronisation that the peer asks for.</summary>
        /// <param name="Nonce">Its nonce.</param>
        /// <param name="Send">M1: the ID of the peer's next request.</param>
        /// <param name="Receive">P1: the ID that the peer expects in our next request.</param>
        /// <param name="Delta">By how much our counters are to move.</param>
        /// <param name="Numbers">What this side knows.</param>
        /// <param name="Children">Which CHILD SAs there are.</param>
        public sealed record Asked(
            uint Nonce, uint Send, uint Receive, Delta? Delta, Numbers Numbers,
            Children Children) : Input;

        /// <summary>Replay counters alone, in a request with an ordinary ID, §5.2.</summary>
        public sealed record CountersAsked(Delta Delta, Children Children) : Input;

        /// <summary>A message that does not count.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>This member became a standby.</summary>
        public sealed record Demoted : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a message does not count.</summary>
    public enum Refusal
    {
        /// <summary>It was not protected by the IKE SA, or names another one.</summary>
        Unprotected,

        /// <summary>Its payloads are not those of §5.1, or its message ID is not 0.</summary>
        Malformed,

        /// <summary>It was not negotiated in IKE_AUTH.</summary>
        NotNegotiated,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Draw four random octets, and hand them back as <see cref="Input.Drawn"/>.
        /// </summary>
        public sealed record Draw : Output;

        /// <summary>
        /// Make M1 known to the members, then seal and send the request, with message ID 0.
        /// </summary>
        public sealed record Ask(uint Nonce, uint M1, uint P1, Delta? Delta) : Output;

        /// <summary>
        /// Seal and send a request with an ordinary message ID, which moves the peer's counters,
        /// §5.2.
        /// </summary>
        public sealed record AskCounters(Delta Delta) : Output;

        /// <summary>Make M1 known to the members, then seal and send the response.</summary>
        public sealed record Answer(uint Nonce, uint M1, uint Send, uint Receive) : Output;

        /// <summary>From now on these IDs hold; what was open is dropped, §5.1.</summary>
        public sealed record Adopt(uint Send, uint Receive) : Output;

        /// <summary>Move the outbound counter of every CHILD SA, §5.2.</summary>
        public sealed record Advance(ulong Packets) : Output;

        /// <summary>Rekey the CHILD SAs: their counters could not be synchronised.</summary>
        public sealed record RekeyChildren : Output;

        /// <summary>Delete the IKE SA and make it anew.</summary>
        public sealed record TearDown : Output;
    }

    /// <summary>When a tick is due: the next attempt.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Waiting waiting => waiting.RetryAt,
        State.Idle or State.Drawing or State.Failed => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, now, input),
        State.Drawing drawing => FromDrawing(config, drawing, now, input),
        State.Waiting waiting => FromWaiting(config, waiting, now, input),
        State.Failed failed => Stay(failed, Why.Failed),
    };
}
