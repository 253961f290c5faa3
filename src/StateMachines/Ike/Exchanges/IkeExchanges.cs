using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// CREATE_CHILD_SA, IKE_FOLLOWUP_KE and INFORMATIONAL under a standing IKE SA, in both roles, RFC
/// 7296 §1.3, §1.4, §2.8 and §2.25, RFC 9370 §2.2.4. Law: what an exchange makes or ends is a fact
/// before it is said, and whatever both sides begin at once, of each SA one replacement stays.
/// </summary>
public static partial class IkeExchanges
{
    /// <summary>How it is with the IKE SA.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>There is none yet.</summary>
        public sealed record Idle : State;

        /// <summary>It stands.</summary>
        /// <param name="Sa">What it is.</param>
        /// <param name="Children">Its CHILD SAs.</param>
        public sealed record Standing(StandingIke Sa, Items<StandingChild> Children) : State
        {
            /// <summary>How far it is.</summary>
            public IkeStage Stage { get; init; }

            /// <summary>The exchange that we have begun.</summary>
            public Ours Ours { get; init; } = new Ours.Idle();

            /// <summary>The exchange that the peer has begun.</summary>
            public Theirs Theirs { get; init; } = new Theirs.Idle();

            /// <summary>What we want, in the order in which it is begun.</summary>
            public Items<Waiting> Waiting { get; init; }

            /// <summary>Requests of the peer that wait for the one before them.</summary>
            public Items<Input.Asked> Held { get; init; }

            /// <summary>What the peer has begun, and what waits for its IKE_FOLLOWUP_KE.</summary>
            public Items<Pending> Pending { get; init; }

            /// <summary>When it goes without a word; null: it stays.</summary>
            public Instant? Until { get; init; }
        }

        /// <summary>Terminal: it is gone.</summary>
        public sealed record Gone : State;
    }

    /// <summary>How far an IKE SA is.</summary>
    public enum IkeStage
    {
        /// <summary>It stands.</summary>
        Open,

        /// <summary>The peer has another one in its place, and deletes it.</summary>
        Replaced,

        /// <summary>We delete it.</summary>
        Ending,
    }

    /// <summary>What we want, and from when on.</summary>
    public sealed record Waiting(ExchangeTask Task, Instant From);

    /// <summary>How far an exchange of ours is: one at a time.</summary>
    public abstract record Ours
    {
        private Ours()
        {
        }

        /// <summary>There is none.</summary>
        public sealed record Idle : Ours;

        /// <summary>Our half of the key exchange is being computed.</summary>
        public sealed record Preparing(ExchangeTask Task, KeyExchangeMethod Method) : Ours;

        /// <summary>The request is out.</summary>
        public sealed record Asking(ExchangeTask Task, ExchangeMessage Request) : Ours;

        /// <summary>It is granted; keys are being derived.</summary>
        public sealed record Completing(ExchangeTask Task, SaFact Made, Octets Lowest) : Ours;

        /// <summary>There are keys; what the peer has begun comes first.</summary>
        public sealed record Ready(ExchangeTask Task, SaFact Made, Octets Lowest) : Ours;

        /// <summary>What was answered is to be a fact.</summary>
        public sealed record Committing(ExchangeTask Task, Items<SaFact> Facts, Then Then) : Ours;
    }

    /// <summary>What follows once an answer of the peer is a fact.</summary>
    /// <param name="IsDone">Whether the wish is fulfilled.</param>
    /// <param name="Refusal">Why it is not; null: it is, or nobody said why.</param>
    /// <param name="Again">What is wanted next; null: nothing.</param>
    /// <param name="After">How long that waits.</param>
    public sealed record Then(
        bool IsDone, NotifyPayloadValue? Refusal = null, ExchangeTask? Again = null,
        TimeSpan After = default)
    {
        /// <summary>Whether the next key exchange follows, RFC 9370 §2.2.4.</summary>
        public bool GoesOn { get; init; }
    }

    /// <summary>How far a request of the peer is: one at a time.</summary>
    public abstract record Theirs
    {
        private Theirs()
        {
        }

        /// <summary>There is none.</summary>
        public sealed record Idle : Theirs;

        /// <summary>Keys are being derived.</summary>
        public sealed record Responding(uint Id, ExchangeMessage Answer, SaFact Made) : Theirs
        {
            /// <summary>What waits for IKE_FOLLOWUP_KE behind it; null: it is the last one.
            /// </summary>
            public Pending? Next { get; init; }
        }

        /// <summary>What is answered is to be a fact.</summary>
        public sealed record Committing(uint Id, Items<SaFact> Facts) : Theirs
        {
            /// <summary>The link that it tells; empty: none.</summary>
            public Octets Link { get; init; }
        }
    }

    /// <summary>What we have granted, and what is made once the last key exchange is there, RFC
    /// 9370 §2.2.4. It is no fact: with this member it goes.</summary>
    /// <param name="Link">What the next IKE_FOLLOWUP_KE has to name.</param>
    /// <param name="Left">The methods of those that follow, in their order.</param>
    /// <param name="Made">What is made.</param>
    /// <param name="What">Its keys.</param>
    /// <param name="Nonces">The nonces of CREATE_CHILD_SA.</param>
    public sealed record Pending(
        Octets Link, Items<KeyExchangeMethod> Left, SaFact Made, NewKeys What,
        ExchangeNonces Nonces)
    {
        /// <summary>The secrets so far.</summary>
        public KeyHandle Kept { get; init; }

        /// <summary>How long it waits for the next one.</summary>
        public Instant Until { get; init; }
    }

    /// <summary>Who has begun an exchange.</summary>
    public enum Side
    {
        /// <summary>We.</summary>
        Ours,

        /// <summary>The peer.</summary>
        Theirs,
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An IKE SA stands: a handshake has made it, or a rekey.</summary>
        /// <param name="Sa">What it is.</param>
        /// <param name="Children">Its CHILD SAs.</param>
        /// <param name="Tasks">What was wanted under the one before.</param>
        public sealed record Established(
            StandingIke Sa, Items<StandingChild> Children, Items<ExchangeTask> Tasks) : Input;

        /// <summary>A member takes over: <see cref="ExchangeTakeover"/>.</summary>
        /// <param name="Sa">What it is.</param>
        /// <param name="Children">Its CHILD SAs.</param>
        /// <param name="Stage">How far it is.</param>
        /// <param name="Tasks">What is left to do.</param>
        /// <param name="Open">Our exchange in flight; null: there is none.</param>
        public sealed record TakenOver(
            StandingIke Sa, Items<StandingChild> Children, IkeStage Stage,
            Items<ExchangeTask> Tasks, Ours.Asking? Open) : Input;

        /// <summary>We want something.</summary>
        public sealed record Wanted(ExchangeWish Wish, ExchangeDraw Draw) : Input;

        /// <summary>An authentic request of the peer that MessageIds has taken.</summary>
        /// <param name="Id">Its message ID.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="Draw">What was drawn for an answer.</param>
        /// <param name="Says">What other machines answer.</param>
        public sealed record Asked(
            uint Id, ExchangeMessage Message, ExchangeDraw Draw,
            Items<NotifyPayloadValue> Says = default) : Input;

        /// <summary>The response to our request.</summary>
        public sealed record Answered(ExchangeMessage Message) : Input;

        /// <summary>MessageIds has dropped our request, RFC 6311 §5.1.</summary>
        public sealed record Dropped : Input;

        /// <summary>Our half of a key exchange is computed.</summary>
        public sealed record Shared(KeyHandle Share, Octets Value) : Input;

        /// <summary>The keys of what the peer has granted are derived; our half is used up.
        /// </summary>
        public sealed record Completed(KeyHandle Keys) : Input;

        /// <summary>The keys of what we grant are derived.</summary>
        public sealed record Responded(Octets Share, KeyHandle Keys) : Input;

        /// <summary>No keys: the public value is bad (RFC 6989), or nobody computes the method.
        /// </summary>
        public sealed record NotKeyed(Side Side) : Input;

        /// <summary>Every member knows it; what was to be said of it is sent.</summary>
        public sealed record Committed(Side Side) : Input;

        /// <summary>The facts were refused: this member may not make or end SAs now.</summary>
        public sealed record NotCommitted(Side Side) : Input;

        /// <summary>Nothing takes the place of this contested IKE SA.</summary>
        public sealed record Confirmed : Input;

        /// <summary>Another IKE SA has its CHILD SAs now, §2.8.2; the peer deletes this one.
        /// </summary>
        public sealed record Superseded(StandingIke By) : Input;

        /// <summary>The IKE SA has failed: the peer does not answer.</summary>
        public sealed record Lost : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Begin a key exchange, and say <see cref="Input.Shared"/>.</summary>
        public sealed record BeginExchange(KeyExchangeMethod Method) : Output;

        /// <summary>Send a request, once MessageIds has room.</summary>
        /// <param name="Request">What it says.</param>
        /// <param name="Secrets">What its answer needs: it belongs to the fact that it is sent.
        /// </param>
        public sealed record Ask(ExchangeMessage Request, KeyHandle Secrets) : Output
        {
            /// <summary>What IKE_FOLLOWUP_KE goes on with: it belongs to that fact too.</summary>
            public ExchangeSeries? Series { get; init; }
        }

        /// <summary>Derive keys as who has begun, and say <see cref="Input.Completed"/>.</summary>
        /// <param name="Old">The keys of the IKE SA.</param>
        /// <param name="Share">Our half; none without a key exchange.</param>
        /// <param name="What">Which keys.</param>
        /// <param name="Nonces">Both nonces.</param>
        /// <param name="PeerShare">What the peer's KE payload says.</param>
        public sealed record Complete(
            KeyHandle Old, KeyHandle Share, NewKeys What, ExchangeNonces Nonces,
            Octets PeerShare) : Output
        {
            /// <summary>The secrets before this one, RFC 9370 §2.2.4, which are used up; none: it
            /// is the first.</summary>
            public KeyHandle Before { get; init; }
        }

        /// <summary>Derive keys as who answers, and say <see cref="Input.Responded"/>.</summary>
        public sealed record Respond(
            KeyHandle Old, NewKeys What, ExchangeNonces Nonces, Octets PeerShare) : Output
        {
            /// <inheritdoc cref="Complete.Before"/>
            public KeyHandle Before { get; init; }
        }

        /// <summary>Make it a fact that our request is answered, and these with it; then say
        /// <see cref="Input.Committed"/>.</summary>
        public sealed record Commit(Items<SaFact> Facts) : Output;

        /// <summary>Seal a response, make it a fact with these, send it, and say
        /// <see cref="Input.Committed"/>.</summary>
        public sealed record Answer(uint Id, ExchangeMessage Message, Items<SaFact> Facts)
            : Output;

        /// <summary>Send nothing more under a CHILD SA.</summary>
        public sealed record Quiet(Spi Inbound) : Output;

        /// <summary>Go on under another IKE SA: <see cref="Input.Established"/> for its machine.
        /// </summary>
        public sealed record Succeed(
            StandingIke New, Items<StandingChild> Children, Items<ExchangeTask> Tasks) : Output;

        /// <summary><see cref="Input.Confirmed"/> for the machine of another IKE SA.</summary>
        public sealed record Confirm(IkeSaId Ike) : Output;

        /// <summary><see cref="Input.Superseded"/> for the machine of another IKE SA.</summary>
        public sealed record Supersede(IkeSaId Ike, StandingIke By) : Output;

        /// <summary>The IKE SA goes without a word: make it a fact.</summary>
        public sealed record End(IkeSaId Ike) : Output;

        /// <summary>The peer may have moved the CHILD SAs to an IKE SA that nobody here has the
        /// keys of: establish all anew.</summary>
        public sealed record Reestablish(IkeSaId Ike) : Output;

        /// <summary>Whoever wanted something hears what became of it.</summary>
        public sealed record Ended(
            ExchangeWish Wish, bool IsDone, NotifyPayloadValue? Refusal = null) : Output;

        /// <summary>What the peer says to other machines.</summary>
        public sealed record Told(Items<NotifyPayloadValue> Says) : Output;

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When something that waits is to be begun, or an IKE SA goes.</summary>
    public static Instant? Deadline(Config config, State state)
    {
        if (state is not State.Standing standing)
        {
            return null;
        }

        var due = standing.Until;
        foreach (var one in standing.Waiting.Span)
        {
            due = MayBegin(standing, one.Task.Wish) ? Instant.Earliest(due, one.From) : due;
        }

        foreach (var one in standing.Pending.Span)
        {
            due = Instant.Earliest(due, one.Until);
        }

        return due;
    }

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, now, input),
        State.Standing standing => FromStanding(config, standing, now, input),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };
}
