using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.QuickInitiator.State,
    Holdfast.StateMachines.Ikev1.QuickInitiator.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Makes a CHILD SA by quick mode, RFC 2409 §5.5, with and without forward secrecy. Law: the CHILD
/// SA is a fact before our last word makes it one for the peer, and that word is repeated as often
/// as it is asked for.
/// </summary>
public static partial class QuickInitiator
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Nothing is wanted.</summary>
        public sealed record Idle : State;

        /// <summary>The first message is being sealed.</summary>
        public sealed record Asking(QuickWish Wish, QuickHalf Half) : State;

        /// <summary>The first message is sent.</summary>
        public sealed record Waiting(QuickWish Wish, QuickHalf Half, IsakmpOpen Open) : State;

        /// <summary>The keys are being derived, and our last word is being sealed.</summary>
        /// <param name="Before">What is waited for again where the answer is bad.</param>
        /// <param name="Half">What the answer makes of it.</param>
        /// <param name="Made">The CHILD SA, without keys and last word.</param>
        public sealed record Completing(Waiting Before, QuickHalf Half, QuickSa Made) : State;

        /// <summary>The CHILD SA is to be a fact before our last word is sent.</summary>
        public sealed record Committing(QuickSa Made) : State;

        /// <summary>Terminal: the CHILD SA stands; our last word is repeated to whoever asks.
        /// </summary>
        public sealed record Up(IkeSaId Ike, Spi Inbound, IsakmpAnswer Answer) : State;

        /// <summary>Terminal: there is none.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>A CHILD SA is wanted; message ID, nonce and SPI are drawn.</summary>
        public sealed record Begin(QuickWish Wish, MessageId Id, Octets Nonce, Spi Inbound)
            : Input;

        /// <summary>The first message is sealed.</summary>
        /// <param name="Octets">The message.</param>
        /// <param name="Chain">The IV of the next one.</param>
        /// <param name="Share">Our half of the key exchange; none: without forward secrecy.
        /// </param>
        public sealed record Sealed(Octets Octets, IvChain Chain, KeyHandle Share) : Input;

        /// <summary>An authentic second message.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Octets">The message.</param>
        /// <param name="Chain">The IV of the next one.</param>
        public sealed record Answered(QuickMessage Message, Octets Octets, IvChain Chain) : Input;

        /// <summary>An authentic refusal, in an Informational exchange of its own.</summary>
        public sealed record Refused(IsakmpNotifyPayloadValue Notify) : Input;

        /// <summary>The keys are derived, and our last word is sealed.</summary>
        public sealed record Keyed(KeyHandle Keys, Octets Octets) : Input;

        /// <summary>The responder's public value is bad.</summary>
        public sealed record NotKeyed : Input;

        /// <summary>The second message has come again.</summary>
        public sealed record Repeated : Input;

        /// <summary>Something that only we do failed, or the ISAKMP SA is gone.</summary>
        public sealed record Failed : Input;

        /// <summary>Every member knows the CHILD SA.</summary>
        public sealed record Committed : Input;

        /// <summary>The fact was refused.</summary>
        public sealed record NotCommitted : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Seal the first message, and say <see cref="Input.Sealed"/>.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Message">What it says, but for our public value.</param>
        /// <param name="Group">Compute our half of a key exchange for it; None: it has none.
        /// </param>
        public sealed record Ask(QuickHalf Half, QuickMessage Message, KeyExchangeMethod Group)
            : Output;

        /// <summary>Send a message.</summary>
        public sealed record Send(Octets Octets) : Output;

        /// <summary>Derive the keys, seal our last word, and say <see cref="Input.Keyed"/> or
        /// <see cref="Input.NotKeyed"/>.</summary>
        public sealed record Complete(
            QuickHalf Half, ChildSuite Suite, Spi Outbound, Octets PeerShare) : Output;

        /// <summary>Say something in an Informational exchange of its own, RFC 2409 §5.7.</summary>
        public sealed record Inform(StandingIsakmp Isakmp, Information Information) : Output;

        /// <summary>Make the CHILD SA a fact, and say <see cref="Input.Committed"/>.</summary>
        public sealed record Establish(QuickSa Made) : Output;

        /// <summary>It is given up; what the peer said, where it said anything.</summary>
        public sealed record GaveUp(IsakmpNotifyPayloadValue? Refusal) : Output
        {
            /// <summary>What the peer is told, where it is we who refuse; null: it is not.
            /// </summary>
            public IsakmpNotifyPayloadValue? Told { get; init; }
        }

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When the first message is due again.</summary>
    public static Instant? Deadline(Config config, State state) =>
        state is State.Waiting waiting ? waiting.Open.At : null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(idle, input),
        State.Asking asking => FromAsking(config, asking, now, input),
        State.Waiting waiting => FromWaiting(config, waiting, now, input),
        State.Completing completing => FromCompleting(completing, input),
        State.Committing committing => FromCommitting(committing, input),
        State.Up up => FromUp(up, input),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };

    /// <summary>How far it is, before it is a fact; null: nothing is on the way.</summary>
    public static QuickHalf? HalfOf(State state) => state switch
    {
        State.Asking asking => asking.Half,
        State.Waiting waiting => waiting.Half,
        State.Completing completing => completing.Half,
        State.Idle or State.Committing or State.Up or State.Gone => null,
    };
}
