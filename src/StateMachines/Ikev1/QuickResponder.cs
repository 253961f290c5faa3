using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.QuickResponder.State,
    Holdfast.StateMachines.Ikev1.QuickResponder.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Answers quick mode of one initiator, RFC 2409 §5.5, with and without forward secrecy. Law: the
/// CHILD SA is a fact before the peer hears of it, and it is not sent under before the peer has
/// shown that it is there now: the first message may be an old one.
/// </summary>
public static partial class QuickResponder
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Nobody has asked.</summary>
        public sealed record Idle : State;

        /// <summary>The keys are being derived, and the answer is being sealed.</summary>
        public sealed record Answering(QuickHalf Half, QuickSa Made) : State;

        /// <summary>The CHILD SA is to be a fact before the answer is sent.</summary>
        public sealed record Committing(QuickHalf Half, QuickSa Made) : State;

        /// <summary>The answer is sent: is the peer there?</summary>
        public sealed record Waiting(QuickHalf Half, QuickSa Made, IsakmpOpen Open) : State;

        /// <summary>Terminal: the CHILD SA stands.</summary>
        public sealed record Up(IkeSaId Ike, Spi Inbound) : State;

        /// <summary>Terminal: there is none.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An authentic first message, whose message ID no exchange had.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Half">The exchange, with the IV of the next message; SPI and nonce of ours
        /// are drawn.</param>
        /// <param name="Peer">What the peer may have.</param>
        public sealed record Asked(QuickMessage Message, QuickHalf Half, QuickPeer Peer) : Input;

        /// <summary>The keys are derived, and the answer is sealed.</summary>
        /// <param name="Keys">The keys.</param>
        /// <param name="Octets">The answer.</param>
        /// <param name="Chain">The IV of the next message.</param>
        public sealed record Keyed(KeyHandle Keys, Octets Octets, IvChain Chain) : Input;

        /// <summary>The initiator's public value is bad.</summary>
        public sealed record NotKeyed : Input;

        /// <summary>The third message has come: the peer is there.</summary>
        public sealed record Confirmed : Input;

        /// <summary>A packet has come under the CHILD SA: the peer is there.</summary>
        public sealed record Used : Input;

        /// <summary>The first message has come again.</summary>
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

        /// <summary>Derive the keys, seal the answer, and say <see cref="Input.Keyed"/> or
        /// <see cref="Input.NotKeyed"/>.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Message">What the answer says, but for our public value.</param>
        /// <param name="Suite">The suite that was chosen.</param>
        /// <param name="Outbound">Where the peer receives.</param>
        /// <param name="PeerShare">Its public value; empty: without forward secrecy.</param>
        public sealed record Answer(
            QuickHalf Half, QuickMessage Message, ChildSuite Suite, Spi Outbound,
            Octets PeerShare) : Output;

        /// <summary>Send a message.</summary>
        public sealed record Send(Octets Octets) : Output;

        /// <summary>Say something in an Informational exchange of its own, RFC 2409 §5.7.</summary>
        public sealed record Inform(StandingIsakmp Isakmp, Information Information) : Output;

        /// <summary>Make the CHILD SA a fact, and say <see cref="Input.Committed"/>.</summary>
        public sealed record Establish(QuickSa Made) : Output;

        /// <summary>Send under the CHILD SA from now on.</summary>
        public sealed record Use(Spi Inbound) : Output;

        /// <summary>End the CHILD SA: nobody has shown that the peer has it.</summary>
        public sealed record Abandon(Spi Inbound) : Output;

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When the answer is due again.</summary>
    public static Instant? Deadline(Config config, State state) =>
        state is State.Waiting waiting ? waiting.Open.At : null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(idle, input),
        State.Answering answering => FromAnswering(answering, input),
        State.Committing committing => FromCommitting(config, committing, now, input),
        State.Waiting waiting => FromWaiting(config, waiting, now, input),
        State.Up up => Over(up, input, Why.IsUp),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };

    /// <summary>How far it is, before the peer has shown that it is there; null: nothing is on the
    /// way.</summary>
    public static QuickHalf? HalfOf(State state) => state switch
    {
        State.Answering answering => answering.Half,
        State.Committing committing => committing.Half,
        State.Waiting waiting => waiting.Half,
        State.Idle or State.Up or State.Gone => null,
    };
}
