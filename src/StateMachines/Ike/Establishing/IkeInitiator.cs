using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeInitiator.State,
    Holdfast.StateMachines.Ike.IkeInitiator.Output>;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// Makes an IKE SA by IKE_SA_INIT, IKE_INTERMEDIATE and IKE_AUTH, RFC 7296 §1.2 and RFC 9370. Law:
/// nothing that is said in the clear ends it, but a redirect of whoever saw our nonce; nothing
/// becomes a fact before the peer is authenticated, over all that was said before.
/// </summary>
public static partial class IkeInitiator
{
    /// <summary>How far it is.</summary>
    public abstract partial record State
    {
        private State()
        {
        }

        /// <summary>Nothing is wanted.</summary>
        public sealed record Idle : State;

        /// <summary>Our half of the key exchange is being computed.</summary>
        public sealed record Beginning(HandshakeAttempt Attempt) : State;

        /// <summary>The request of IKE_SA_INIT is being written.</summary>
        public sealed record Writing(HandshakeAttempt Attempt) : State;

        /// <summary>IKE_SA_INIT is open.</summary>
        public sealed record Asking(HandshakeAttempt Attempt, OpenRequest Request) : State;

        /// <summary>The keys are being computed.</summary>
        public sealed record Keying(
            HandshakeAttempt Attempt, HalfOpen Half, OpenRequest Request) : State;

        /// <summary>Our half of the next additional key exchange is being computed.</summary>
        public sealed record Adding(HandshakeAttempt Attempt, HalfOpen Half) : State;

        /// <summary>The request of IKE_INTERMEDIATE is being sealed.</summary>
        public sealed record Offering(HandshakeAttempt Attempt, HalfOpen Half) : State;

        /// <summary>IKE_INTERMEDIATE is open.</summary>
        public sealed record Exchanging(
            HandshakeAttempt Attempt, HalfOpen Half, OpenRequest Request) : State;

        /// <summary>The keys behind an additional key exchange are being computed.</summary>
        public sealed record Mixing(HandshakeAttempt Attempt, HalfOpen Half) : State;

        /// <summary>Our proof is being made.</summary>
        public sealed record Proving(HandshakeAttempt Attempt, HalfOpen Half) : State;

        /// <summary>The request of IKE_AUTH is being sealed.</summary>
        public sealed record Sealing(HandshakeAttempt Attempt, HalfOpen Half) : State;

        /// <summary>IKE_AUTH is open.</summary>
        public sealed record Authenticating(
            HandshakeAttempt Attempt, HalfOpen Half, OpenRequest Request) : State;

        /// <summary>The peer's proof is being checked.</summary>
        public sealed record Verifying(
            HandshakeAttempt Attempt, HalfOpen Half, AuthMessage Answer) : State;

        /// <summary>The keys of the CHILD SA are being derived.</summary>
        public sealed record Deriving(Established Made) : State;

        /// <summary>The SAs are to be a fact before they are used.</summary>
        public sealed record Committing(Established Made) : State;

        /// <summary>The peer has an SA that is none here: its Delete is being sealed.</summary>
        public sealed record Leaving(HalfOpen Half, NotifyPayloadValue? Refusal) : State;

        /// <summary>Terminal: the SA stands, and MessageIds goes on with it.</summary>
        public sealed record Up(IkeSaId Id) : State;

        /// <summary>Terminal: there is none.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What happens.</summary>
    public abstract partial record Input
    {
        private Input()
        {
        }

        /// <summary>An IKE SA is wanted; SPIs and nonce are drawn.</summary>
        public sealed record Begin(HandshakeWish Wish, IkeSpi Spi, Octets Nonce, Spi Inbound)
            : Input;

        /// <summary>Our half of the key exchange is computed.</summary>
        public sealed record Shared(Octets Value, KeyHandle Share) : Input;

        /// <summary>The request of IKE_SA_INIT is written.</summary>
        public sealed record Written(Octets Octets) : Input;

        /// <summary>A response of IKE_SA_INIT that goes on.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Spi">The SPI of the responder.</param>
        /// <param name="Octets">The response.</param>
        /// <param name="Nat">Who is behind a NAT.</param>
        public sealed record Welcomed(
            Greeting Message, IkeSpi Spi, Octets Octets, NatSides Nat) : Input;

        /// <summary>A response of IKE_SA_INIT that does not: COOKIE, INVALID_KE_PAYLOAD,
        /// REDIRECT, an error. Anybody may have sent it.</summary>
        public sealed record Refused(NotifyPayloadValue Notify) : Input;

        /// <summary>The keys are computed.</summary>
        public sealed record Keyed(KeyHandle Keys) : Input;

        /// <summary>The responder's public value is bad, RFC 6989.</summary>
        public sealed record NotKeyed : Input;

        /// <summary>The request of IKE_INTERMEDIATE is sealed.</summary>
        /// <param name="Octets">Its datagrams.</param>
        /// <param name="Covered">IntAuth_i with it, RFC 9242 §3.3.2.</param>
        public sealed record ExchangeSealed(Items<Octets> Octets, Octets Covered) : Input;

        /// <summary>An authentic response of IKE_INTERMEDIATE to the request that is open.
        /// </summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Covered">IntAuth_r with it, RFC 9242 §3.3.2.</param>
        public sealed record Exchanged(AddedExchange Message, Octets Covered) : Input;

        /// <summary>Our proof is made.</summary>
        public sealed record Proved(
            AuthPayloadValue Auth, Items<CertPayloadValue> Certificates) : Input
        {
            /// <summary>What other machines say with it that needs both SPIs, such as a token of
            /// RFC 6290 §4.1; behind <see cref="HandshakeWish.Says"/>.</summary>
            public Items<NotifyPayloadValue> Says { get; init; }
        }

        /// <summary>The request of IKE_AUTH is sealed.</summary>
        public sealed record Sealed(Items<Octets> Octets) : Input;

        /// <summary>An authentic response of IKE_AUTH.</summary>
        public sealed record Answered(AuthMessage Message) : Input;

        /// <summary>An authentic response of IKE_AUTH, or of IKE_INTERMEDIATE, that refuses us.
        /// </summary>
        public sealed record AuthRefused(NotifyPayloadValue Notify) : Input;

        /// <summary>The peer is who it says.</summary>
        public sealed record Verified : Input;

        /// <summary>It is not.</summary>
        /// <param name="Why">For the journal: what is done is the same.</param>
        public sealed record Denied(AuthError Why = default) : Input;

        /// <summary>The keys of the CHILD SA are derived.</summary>
        public sealed record ChildKeyed(KeyHandle Keys) : Input;

        /// <summary>Something that only we do failed.</summary>
        public sealed record Failed : Input;

        /// <summary>Every member knows the SAs.</summary>
        public sealed record Committed : Input;

        /// <summary>The fact was refused.</summary>
        public sealed record NotCommitted : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract partial record Output
    {
        private Output()
        {
        }

        /// <summary>Compute our half of a key exchange, and say <see cref="Input.Shared"/>.
        /// </summary>
        public sealed record BeginExchange(KeyExchangeMethod Method) : Output;

        /// <summary>Write the request of IKE_SA_INIT, and say <see cref="Input.Written"/>.
        /// </summary>
        public sealed record Write(IkeSpiPair Spis, Greeting Message) : Output;

        /// <summary>Send datagrams.</summary>
        public sealed record Send(Items<Octets> Octets) : Output;

        /// <summary>Compute the keys, and say <see cref="Input.Keyed"/>.</summary>
        public sealed record Complete(
            KeyHandle Share, IkeSuite Suite, IkeSpiPair Spis, ExchangeNonces Nonces,
            Octets PeerShare) : Output;

        /// <summary>Seal the request of IKE_INTERMEDIATE, and say
        /// <see cref="Input.ExchangeSealed"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA so far.</param>
        /// <param name="Spis">Both SPIs.</param>
        /// <param name="Id">The message ID.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="Before">IntAuth_i so far; empty: it is the first.</param>
        /// <param name="MayFragment">Whether the peer takes fragments.</param>
        public sealed record SealExchange(
            KeyHandle Keys, IkeSpiPair Spis, uint Id, AddedExchange Message, Octets Before,
            bool MayFragment) : Output;

        /// <summary>Compute the keys behind an additional key exchange, and say
        /// <see cref="Input.Keyed"/>; those before it stay.</summary>
        public sealed record CompleteMore(
            KeyHandle Share, KeyHandle Before, IkeSuite Suite, IkeSpiPair Spis,
            ExchangeNonces Nonces, Octets PeerShare) : Output;

        /// <summary>Make our proof, and say <see cref="Input.Proved"/>.</summary>
        public sealed record Prove(
            KeyHandle Keys, AuthClaim Claim, Octets? Peer, Items<HashAlgorithm> Hashes) : Output;

        /// <summary>Seal the request of IKE_AUTH, and say <see cref="Input.Sealed"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Spis">Both SPIs.</param>
        /// <param name="Id">The message ID.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="MayFragment">Whether the peer takes fragments.</param>
        public sealed record Seal(
            KeyHandle Keys, IkeSpiPair Spis, uint Id, AuthMessage Message, bool MayFragment)
            : Output;

        /// <summary>Check the peer's proof, and say <see cref="Input.Verified"/> or
        /// <see cref="Input.Denied"/>.</summary>
        public sealed record Verify(KeyHandle Keys, AuthClaim Claim, AuthMessage Message)
            : Output;

        /// <summary>Derive the keys of the CHILD SA, and say <see cref="Input.ChildKeyed"/>.
        /// </summary>
        public sealed record DeriveChild(
            KeyHandle Keys, ChildSuite Suite, ExchangeNonces Nonces) : Output;

        /// <summary>Seal a Delete of the IKE SA, and say <see cref="Input.Sealed"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Spis">Both SPIs.</param>
        /// <param name="Id">The message ID.</param>
        /// <param name="Why">Why there is none, RFC 7296 §2.21.2; null: that is not told.</param>
        public sealed record SealEnd(
            KeyHandle Keys, IkeSpiPair Spis, uint Id, NotifyPayloadValue? Why = null) : Output;

        /// <summary>Make the SAs a fact, and say <see cref="Input.Committed"/>.</summary>
        public sealed record Establish(Established Made) : Output;

        /// <summary>Another gateway is to serve us, RFC 5685.</summary>
        public sealed record Redirected(NotifyPayloadValue Notify) : Output;

        /// <summary>It is given up; what the peer said last, where it said anything.</summary>
        public sealed record GaveUp(NotifyPayloadValue? Refusal) : Output;

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When an open request is due again.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Asking asking => asking.Request.At,
        State.Exchanging exchanging => exchanging.Request.At,
        State.Authenticating(_, var half, var request) => half.Eap?.Until is { } until
            ? Instant.Earliest(until, request.At)
            : request.At,
        State.Consulting consulting => consulting.Half.Eap?.Until,
        State.Idle or State.Beginning or State.Writing or State.Keying or State.Adding
            or State.Offering or State.Mixing or State.Proving or State.Sealing
            or State.Verifying or State.Deriving or State.Committing or State.Leaving
            or State.Up or State.Gone => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, input),
        State.Beginning beginning => FromBeginning(config, beginning, input),
        State.Writing writing => FromWriting(config, writing, now, input),
        State.Asking asking => FromAsking(config, asking, now, input),
        State.Keying keying => FromKeying(keying, input),
        State.Adding adding => FromAdding(adding, input),
        State.Offering offering => FromOffering(config, offering, now, input),
        State.Exchanging exchanging => FromExchanging(config, exchanging, now, input),
        State.Mixing mixing => FromMixing(mixing, input),
        State.Consulting consulting => FromConsulting(config, consulting, now, input),
        State.Proving proving => FromProving(proving, input),
        State.Sealing sealing => FromSealing(config, sealing, now, input),
        State.Authenticating open => FromAuthenticating(config, open, now, input),
        State.Verifying verifying => FromVerifying(config, verifying, input),
        State.Deriving deriving => FromDeriving(deriving, input),
        State.Committing committing => FromCommitting(committing, input),
        State.Leaving leaving => FromLeaving(leaving, input),
        State.Up up => Over(up, input, Why.IsUp),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };
}
