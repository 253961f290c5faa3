using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.PhaseOneResponder.State,
    Holdfast.StateMachines.Ikev1.PhaseOneResponder.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Answers main or aggressive mode of one initiator, RFC 2409 §5. Law: a message that comes again
/// has the same octets again, nothing becomes a fact before the peer is authenticated, and nothing
/// says so before it is one.
/// </summary>
public static partial class PhaseOneResponder
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Nobody has asked, or nothing was kept of it.</summary>
        public sealed record Idle : State;

        /// <summary>Main mode: the choice is being written.</summary>
        public sealed record Writing(PhaseOneHalf Half, Instant Until) : State;

        /// <summary>Main mode: the choice is sent.</summary>
        public sealed record Open(PhaseOneHalf Half, IsakmpAnswer Answer, Instant Until) : State;

        /// <summary>The keys are being computed, and our half is being written.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Before">What is waited for again where the half of the initiator is bad.
        /// </param>
        /// <param name="Until">When it is given up.</param>
        public sealed record Exchanging(PhaseOneHalf Half, State Before, Instant Until) : State;

        /// <summary>Our half is sent: who is it?</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Party">Who we are, and who the peer has to be; of main mode with signatures
        /// nobody yet.</param>
        /// <param name="Answer">What was sent last.</param>
        /// <param name="Again">When it is sent again; null: as often as it is asked for.</param>
        /// <param name="Until">When it is given up.</param>
        public sealed record Authenticating(
            PhaseOneHalf Half, PhaseOneParty Party, IsakmpAnswer Answer, IsakmpOpen? Again,
            Instant Until) : State
        {
            /// <summary>Whether noise was answered: it is answered once.</summary>
            public bool HasTold { get; init; }
        }

        /// <summary>With signatures: whoever it says to be is being judged.</summary>
        /// <param name="Before">What is waited for again where the signature is bad.</param>
        /// <param name="Half">What the message makes of it.</param>
        /// <param name="Message">The message.</param>
        public sealed record Verifying(
            Authenticating Before, PhaseOneHalf Half, PhaseOneMessage Message) : State;

        /// <summary>Main mode: the peer is authenticated; our proof is being sealed.</summary>
        public sealed record Proving(PhaseOneHalf Half, PhaseOneSa Made, Instant Until) : State;

        /// <summary>The SA is to be a fact before anybody hears of it.</summary>
        public sealed record Committing(PhaseOneSa Made) : State;

        /// <summary>Terminal: the SA stands; our last word is repeated to whoever asks.</summary>
        public sealed record Up(IkeSaId Id, IsakmpAnswer? Answer) : State;

        /// <summary>Terminal: there is none.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>A first message.</summary>
        /// <param name="Mode">How phase 1 is to be done.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="Initiator">The cookie of the initiator.</param>
        /// <param name="Octets">The message.</param>
        /// <param name="Cookie">A cookie for us, drawn.</param>
        /// <param name="Nonce">A nonce for us, drawn.</param>
        public sealed record Offered(
            PhaseOneMode Mode, PhaseOneMessage Message, IkeSpi Initiator, Octets Octets,
            IkeSpi Cookie, Octets Nonce) : Input;

        /// <summary>Our choice is written.</summary>
        public sealed record Written(Octets Octets) : Input;

        /// <summary>Main mode: the half of the initiator. Anybody may have sent it.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Nat">Who is behind a NAT.</param>
        /// <param name="Octets">The message.</param>
        public sealed record Exchanged(PhaseOneMessage Message, NatSides Nat, Octets Octets)
            : Input;

        /// <summary>The keys are computed, and our half is written.</summary>
        /// <param name="Octets">Our message.</param>
        /// <param name="Value">Our public value.</param>
        /// <param name="Keys">The keys.</param>
        /// <param name="Chain">The first IV.</param>
        /// <param name="Party">Who we are towards the peer, and who it has to be; of main mode with
        /// signatures nobody: it has not said who it is.</param>
        public sealed record Keyed(
            Octets Octets, Octets Value, KeyHandle Keys, IvChain Chain, PhaseOneParty Party)
            : Input;

        /// <summary>The initiator's public value is bad, RFC 6989.</summary>
        public sealed record NotKeyed : Input;

        /// <summary>We have no key in common with whoever it is.</summary>
        public sealed record Unknown : Input;

        /// <summary>HASH_I is right.</summary>
        /// <param name="Message">What the message says.</param>
        /// <param name="Nat">Who is behind a NAT: of aggressive mode it says so here.</param>
        /// <param name="Octets">The message.</param>
        /// <param name="Chain">The IV of the next one.</param>
        public sealed record Proved(
            PhaseOneMessage Message, NatSides Nat, Octets Octets, IvChain Chain) : Input;

        /// <summary>An encrypted message that is not what the key of both makes, or whose
        /// signature is bad.</summary>
        /// <param name="Why">Of a signature why, for the journal.</param>
        public sealed record NotProved(AuthError Why = default) : Input;

        /// <summary>A message with SIG_I, which is to be verified.</summary>
        /// <param name="Message">What the message says, of aggressive mode with the identity that
        /// was said before.</param>
        /// <param name="Nat">Who is behind a NAT: of aggressive mode it says so here.</param>
        /// <param name="Octets">The message.</param>
        /// <param name="Chain">The IV of the next one.</param>
        public sealed record Claimed(
            PhaseOneMessage Message, NatSides Nat, Octets Octets, IvChain Chain) : Input;

        /// <summary>SIG_I is right, and we trust the certificate of whoever has signed.</summary>
        /// <param name="Ours">The body of our ID payload towards it.</param>
        public sealed record Verified(Octets Ours) : Input
        {
            /// <inheritdoc cref="PhaseOneParty.MustLogIn"/>
            public bool MustLogIn { get; init; }
        }

        /// <summary>SIG_I is right, but we do not trust whoever has signed.</summary>
        /// <param name="Why">Why, for the journal.</param>
        public sealed record Distrusted(AuthError Why) : Input;

        /// <summary>Our proof is sealed.</summary>
        /// <param name="Octets">The message.</param>
        /// <param name="Chain">The IV behind it.</param>
        public sealed record Sealed(Octets Octets, IvChain Chain) : Input;

        /// <summary>The message that was answered last has come again.</summary>
        public sealed record Repeated : Input;

        /// <summary>Something that only we do failed.</summary>
        public sealed record Failed : Input;

        /// <summary>Every member knows the SA.</summary>
        public sealed record Committed : Input;

        /// <summary>The fact was refused: this member may not make SAs now.</summary>
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

        /// <summary>Refuse in the clear.</summary>
        /// <param name="Cookies">Both cookies.</param>
        /// <param name="Notify">Why.</param>
        public sealed record Reply(IkeSpiPair Cookies, IsakmpNotifyPayloadValue Notify) : Output;

        /// <summary>Write our choice, and say <see cref="Input.Written"/>.</summary>
        public sealed record Write(PhaseOneHalf Half, PhaseOneMessage Message) : Output;

        /// <summary>Send a message over the way on which the peer was heard last.</summary>
        public sealed record Send(Octets Octets) : Output;

        /// <summary>Compute the keys, write our half (of aggressive mode with HASH_R or SIG_R), and
        /// say <see cref="Input.Keyed"/>, <see cref="Input.NotKeyed"/> or
        /// <see cref="Input.Unknown"/>.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Message">What our message says but for what is to be computed.</param>
        /// <param name="Identity">Who the initiator says it is; null: main mode, its address
        /// finds the key.</param>
        public sealed record Exchange(
            PhaseOneHalf Half, PhaseOneMessage Message, Octets? Identity) : Output;

        /// <summary>Seal our proof, and say <see cref="Input.Sealed"/>.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Message">What it says, but for the proof.</param>
        /// <param name="Ours">The body of our ID payload, which the proof covers.</param>
        /// <param name="Peer">The body of the peer's.</param>
        public sealed record Prove(
            PhaseOneHalf Half, PhaseOneMessage Message, Octets Ours, Octets Peer) : Output;

        /// <summary>Verify SIG_I, judge the certificate, and say <see cref="Input.Verified"/>,
        /// <see cref="Input.Distrusted"/> or <see cref="Input.NotProved"/>.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Message">What the peer says.</param>
        public sealed record Verify(PhaseOneHalf Half, PhaseOneMessage Message) : Output;

        /// <summary>Say something in an Informational exchange of its own, RFC 2409 §5.7.</summary>
        public sealed record Inform(StandingIsakmp Isakmp, Information Information) : Output;

        /// <summary>Make the SA a fact, and say <see cref="Input.Committed"/>.</summary>
        public sealed record Establish(PhaseOneSa Made) : Output;

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When a message is due again, or a half-open SA is given up; a fact is waited for
    /// without end.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Authenticating { Again: { } again } open =>
            again.At < open.Until ? again.At : open.Until,
        _ => UntilOf(state),
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, now, input),
        State.Writing writing => FromWriting(writing, now, input),
        State.Open open => FromOpen(config, open, now, input),
        State.Exchanging exchanging => FromExchanging(config, exchanging, now, input),
        State.Authenticating open => FromAuthenticating(config, open, now, input),
        State.Verifying verifying => FromVerifying(verifying, now, input),
        State.Proving proving => FromProving(proving, now, input),
        State.Committing committing => FromCommitting(committing, input),
        State.Up up => FromUp(up, input),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };

    /// <summary>How far it is, before it is a fact; null: nothing is on the way.</summary>
    public static PhaseOneHalf? HalfOf(State state) => state switch
    {
        State.Writing writing => writing.Half,
        State.Open open => open.Half,
        State.Exchanging exchanging => exchanging.Half,
        State.Authenticating open => open.Half,
        State.Verifying verifying => verifying.Half,
        State.Proving proving => proving.Half,
        State.Idle or State.Committing or State.Up or State.Gone => null,
    };

    /// <summary>What was answered last; null: nothing.</summary>
    public static IsakmpAnswer? AnswerOf(State state) => state switch
    {
        State.Open open => open.Answer,
        State.Authenticating open => open.Answer,
        State.Up up => up.Answer,
        State.Idle or State.Writing or State.Exchanging or State.Verifying or State.Proving
            or State.Committing or State.Gone => null,
    };

    private static Instant? UntilOf(State state) => state switch
    {
        State.Writing writing => writing.Until,
        State.Open open => open.Until,
        State.Exchanging exchanging => exchanging.Until,
        State.Authenticating open => open.Until,
        State.Verifying verifying => verifying.Before.Until,
        State.Proving proving => proving.Until,
        State.Idle or State.Committing or State.Up or State.Gone => null,
    };
}
