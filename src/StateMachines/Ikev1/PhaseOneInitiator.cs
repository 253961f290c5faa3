using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ikev1.PhaseOneInitiator.State,
    Holdfast.StateMachines.Ikev1.PhaseOneInitiator.Output>;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>
/// Makes an ISAKMP SA by main or aggressive mode, RFC 2409 §5. Law: nothing that is said in the
/// clear ends it, nothing becomes a fact before the peer is authenticated, and of all messages it
/// repeats only its own last word because it was asked: all others its timer repeats.
/// </summary>
public static partial class PhaseOneInitiator
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Nothing is wanted.</summary>
        public sealed record Idle : State;

        /// <summary>The first message is being written.</summary>
        public sealed record Writing(PhaseOneWish Wish, PhaseOneHalf Half) : State;

        /// <summary>The first message is sent: what is chosen?</summary>
        public sealed record Offering(PhaseOneWish Wish, PhaseOneHalf Half, IsakmpOpen Open)
            : State;

        /// <summary>Main mode: our half of the key exchange is being computed and written.
        /// </summary>
        public sealed record Composing(PhaseOneWish Wish, PhaseOneHalf Half) : State;

        /// <summary>Main mode: our half is sent.</summary>
        public sealed record Exchanging(PhaseOneWish Wish, PhaseOneHalf Half, IsakmpOpen Open)
            : State;

        /// <summary>The keys are being computed.</summary>
        /// <param name="Wish">What is wanted.</param>
        /// <param name="Before">What is waited for again where the answer is bad.</param>
        /// <param name="Half">What the answer makes of it.</param>
        /// <param name="Message">The answer.</param>
        public sealed record Keying(
            PhaseOneWish Wish, State Before, PhaseOneHalf Half, PhaseOneMessage Message) : State;

        /// <summary>Our proof is being sealed.</summary>
        public sealed record Proving(PhaseOneWish Wish, PhaseOneHalf Half, PhaseOneMessage Message)
            : State;

        /// <summary>Main mode: our proof is sent.</summary>
        public sealed record Authenticating(
            PhaseOneWish Wish, PhaseOneHalf Half, IsakmpOpen Open) : State;

        /// <summary>Main mode with signatures: whoever has answered is being judged.</summary>
        /// <param name="Wish">What is wanted.</param>
        /// <param name="Before">What is waited for again where the signature is bad.</param>
        /// <param name="Half">What the message makes of it.</param>
        /// <param name="Message">The message.</param>
        public sealed record Verifying(
            PhaseOneWish Wish, Authenticating Before, PhaseOneHalf Half, PhaseOneMessage Message)
            : State;

        /// <summary>The SA is to be a fact before it is used.</summary>
        public sealed record Committing(PhaseOneSa Made) : State;

        /// <summary>Terminal: the SA stands; our last word is repeated to whoever asks.</summary>
        public sealed record Up(IkeSaId Id, IsakmpAnswer? Answer, bool Floats) : State;

        /// <summary>Terminal: there is none.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An ISAKMP SA is wanted; cookie and nonce are drawn.</summary>
        public sealed record Begin(PhaseOneWish Wish, IkeSpi Cookie, Octets Nonce) : Input;

        /// <summary>A message of ours in the clear is written.</summary>
        /// <param name="Octets">The message.</param>
        /// <param name="SaBody">The body of its SA payload; empty: it has none.</param>
        /// <param name="Value">Our public value in it; empty: it has none.</param>
        /// <param name="Share">Our half of the key exchange; none: it has none.</param>
        public sealed record Written(
            Octets Octets, Octets SaBody, Octets Value, KeyHandle Share) : Input;

        /// <summary>A message of the responder in the clear. Anybody may have sent it.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Cookie">The cookie of the responder.</param>
        /// <param name="Nat">Who is behind a NAT.</param>
        /// <param name="Octets">The message.</param>
        public sealed record Answered(
            PhaseOneMessage Message, IkeSpi Cookie, NatSides Nat, Octets Octets) : Input;

        /// <summary>A refusal in the clear. Anybody may have sent it.</summary>
        public sealed record Refused(IsakmpNotifyPayloadValue Notify) : Input;

        /// <summary>The keys are computed, and HASH_R or SIG_R of aggressive mode is right.
        /// </summary>
        /// <param name="Keys">The keys.</param>
        /// <param name="Chain">The first IV.</param>
        public sealed record Keyed(KeyHandle Keys, IvChain Chain) : Input;

        /// <summary>The responder's public value is bad, RFC 6989, or its HASH_R or SIG_R.
        /// </summary>
        public sealed record NotKeyed : Input;

        /// <summary>Our proof is sealed.</summary>
        /// <param name="Octets">The message.</param>
        /// <param name="Chain">The IV of the next one.</param>
        public sealed record Sealed(Octets Octets, IvChain Chain) : Input;

        /// <summary>HASH_R of main mode is right.</summary>
        /// <param name="Message">What the last message says.</param>
        /// <param name="Chain">The IV behind it.</param>
        public sealed record Proved(PhaseOneMessage Message, IvChain Chain) : Input;

        /// <summary>An encrypted message that is not what the key of both makes, or whose
        /// signature is bad.</summary>
        /// <param name="Why">Of a signature why, for the journal.</param>
        public sealed record NotProved(AuthError Why = default) : Input;

        /// <summary>The last message of main mode with SIG_R, which is to be verified.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Chain">The IV behind it.</param>
        public sealed record Claimed(PhaseOneMessage Message, IvChain Chain) : Input;

        /// <summary>SIG_R is right, and we trust the certificate of whoever has signed.</summary>
        public sealed record Verified : Input;

        /// <summary>SIG_R is right, but we do not trust whoever has signed.</summary>
        /// <param name="Why">Why, for the journal.</param>
        public sealed record Distrusted(AuthError Why) : Input;

        /// <summary>A refusal under the keys of both.</summary>
        public sealed record Denied(IsakmpNotifyPayloadValue Notify) : Input;

        /// <summary>The message that our last word has answered has come again.</summary>
        public sealed record Repeated : Input;

        /// <summary>Something that only we do failed.</summary>
        public sealed record Failed : Input;

        /// <summary>Every member knows the SA.</summary>
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

        /// <summary>Write a message in the clear, and say <see cref="Input.Written"/>.</summary>
        /// <param name="Half">How far it is: mode, cookies, hash.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="Group">Compute our half of a key exchange for it; None: it has none.
        /// </param>
        public sealed record Write(
            PhaseOneHalf Half, PhaseOneMessage Message, KeyExchangeMethod Group) : Output;

        /// <summary>Send a message.</summary>
        /// <param name="Octets">The message.</param>
        /// <param name="Floats">Whether to port 4500, RFC 3947 §4.</param>
        public sealed record Send(Octets Octets, bool Floats) : Output;

        /// <summary>Compute the keys, check HASH_R or SIG_R where there is one, and say
        /// <see cref="Input.Keyed"/> or <see cref="Input.NotKeyed"/>.</summary>
        public sealed record Complete(PhaseOneHalf Half, PhaseOneMessage Message, Octets? Wanted)
            : Output;

        /// <summary>Seal our proof, and say <see cref="Input.Sealed"/>.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Message">What it says, but for the proof.</param>
        /// <param name="Ours">The body of our ID payload, which the proof covers.</param>
        /// <param name="Wanted">The body of the peer's; null: whoever it is.</param>
        public sealed record Prove(
            PhaseOneHalf Half, PhaseOneMessage Message, Octets Ours, Octets? Wanted) : Output;

        /// <summary>Verify SIG_R, judge the certificate, and say <see cref="Input.Verified"/>,
        /// <see cref="Input.Distrusted"/> or <see cref="Input.NotProved"/>.</summary>
        /// <param name="Half">How far it is.</param>
        /// <param name="Message">What the peer says.</param>
        public sealed record Verify(PhaseOneHalf Half, PhaseOneMessage Message) : Output;

        /// <summary>Say something in an Informational exchange of its own, RFC 2409 §5.7.</summary>
        public sealed record Inform(StandingIsakmp Isakmp, Information Information) : Output;

        /// <summary>Make the SA a fact, and say <see cref="Input.Committed"/>.</summary>
        public sealed record Establish(PhaseOneSa Made) : Output;

        /// <summary>It is given up; what the peer said last, where it said anything.</summary>
        public sealed record GaveUp(IsakmpNotifyPayloadValue? Refusal) : Output
        {
            /// <summary>What the peer is told, where it is we who refuse; null: it is not.
            /// </summary>
            public IsakmpNotifyPayloadValue? Told { get; init; }
        }

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When a message is due again.</summary>
    public static Instant? Deadline(Config config, State state) => OpenOf(state)?.At;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, input),
        State.Writing writing => FromWriting(config, writing, now, input),
        State.Offering offering => FromOffering(config, offering, now, input),
        State.Composing composing => FromComposing(config, composing, now, input),
        State.Exchanging exchanging => FromExchanging(config, exchanging, now, input),
        State.Keying keying => FromKeying(keying, input),
        State.Proving proving => FromProving(config, proving, now, input),
        State.Authenticating open => FromAuthenticating(config, open, now, input),
        State.Verifying verifying => FromVerifying(verifying, input),
        State.Committing committing => FromCommitting(committing, input),
        State.Up up => FromUp(up, input),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };

    /// <summary>How far it is, before it is a fact; null: nothing is on the way.</summary>
    public static PhaseOneHalf? HalfOf(State state) => state switch
    {
        State.Writing writing => writing.Half,
        State.Offering offering => offering.Half,
        State.Composing composing => composing.Half,
        State.Exchanging exchanging => exchanging.Half,
        State.Keying keying => keying.Half,
        State.Proving proving => proving.Half,
        State.Authenticating open => open.Half,
        State.Verifying verifying => verifying.Half,
        State.Idle or State.Committing or State.Up or State.Gone => null,
    };

    private static IsakmpOpen? OpenOf(State state) => state switch
    {
        State.Offering offering => offering.Open,
        State.Exchanging exchanging => exchanging.Open,
        State.Authenticating open => open.Open,
        State.Idle or State.Writing or State.Composing or State.Keying or State.Proving
            or State.Verifying or State.Committing or State.Up or State.Gone => null,
    };
}
