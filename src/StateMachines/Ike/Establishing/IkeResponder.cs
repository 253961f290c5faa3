using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// Answers IKE_SA_INIT, IKE_INTERMEDIATE and IKE_AUTH of one initiator, RFC 7296 §1.2 and RFC 9370.
/// Law: nothing is kept for who has not shown a cookie where one is wanted, nothing becomes a fact
/// before the peer is authenticated, over all that was said before, and nothing says so before it
/// is one.
/// </summary>
public static partial class IkeResponder
{
    /// <summary>How far it is.</summary>
    public abstract partial record State
    {
        private State()
        {
        }

        /// <summary>Nobody has asked, or nothing was kept of it.</summary>
        public sealed record Idle : State;

        /// <summary>The key exchange is being computed.</summary>
        public sealed record Keying(HalfOpen Half, ProposalValue Chosen) : State;

        /// <summary>The response of IKE_SA_INIT is being written.</summary>
        public sealed record Writing(HalfOpen Half) : State;

        /// <summary>IKE_SA_INIT is answered, and as many IKE_INTERMEDIATE as are done: what is
        /// next, and who is it?</summary>
        public sealed record Open(HalfOpen Half) : State;

        /// <summary>An additional key exchange is being computed.</summary>
        public sealed record Adding(HalfOpen Half) : State;

        /// <summary>The response of IKE_INTERMEDIATE is being sealed.</summary>
        /// <param name="Half">With the keys under which it is said.</param>
        /// <param name="Keys">The keys behind it.</param>
        public sealed record Answering(HalfOpen Half, KeyHandle Keys) : State;

        /// <summary>The peer's proof is being checked.</summary>
        public sealed record Verifying(HalfOpen Half, AuthMessage Request) : State;

        /// <summary>The peer is authenticated; our proof is being made.</summary>
        public sealed record Proving(HalfOpen Half, Established Made, AuthMessage Answer) : State;

        /// <summary>The keys of the CHILD SA are being derived.</summary>
        public sealed record Deriving(HalfOpen Half, Established Made, AuthMessage Answer)
            : State;

        /// <summary>The response of IKE_AUTH is being sealed.</summary>
        public sealed record Sealing(HalfOpen Half, Established Made) : State;

        /// <summary>The SAs are to be a fact before the response is sent.</summary>
        public sealed record Committing(Established Made) : State;

        /// <summary>The refusal of IKE_AUTH or IKE_INTERMEDIATE is being sealed.</summary>
        public sealed record Refusing(HalfOpen Half) : State;

        /// <summary>It is refused; a repeated request has the same answer.</summary>
        public sealed record Refused(HalfOpen Half, Items<Octets> Answer) : State;

        /// <summary>Terminal: the SA stands, and MessageIds goes on with it.</summary>
        public sealed record Up(IkeSaId Id) : State;

        /// <summary>Terminal: there is none.</summary>
        public sealed record Gone : State;
    }

    /// <summary>Whether a request showed the cookie that was made for it, §2.6.</summary>
    public enum CookieCheck
    {
        /// <summary>It has none.</summary>
        None,

        /// <summary>It has ours.</summary>
        Good,

        /// <summary>It has another one: as if there were none.</summary>
        Bad,
    }

    /// <summary>How a request came.</summary>
    /// <param name="Spi">The initiator's SPI.</param>
    /// <param name="Octets">The request.</param>
    /// <param name="Nat">Who is behind a NAT.</param>
    /// <param name="Cookie">Whether it showed its cookie.</param>
    /// <param name="IsLoaded">Whether cookies are wanted.</param>
    /// <param name="Elsewhere">REDIRECT, RFC 5685; null: it is to be served here.</param>
    public sealed record Arrival(
        IkeSpi Spi, Octets Octets, NatSides Nat, CookieCheck Cookie = CookieCheck.None,
        bool IsLoaded = false, NotifyPayloadValue? Elsewhere = null);

    /// <summary>What happens.</summary>
    public abstract partial record Input
    {
        private Input()
        {
        }

        /// <summary>A request of IKE_SA_INIT.</summary>
        /// <param name="Message">What it says.</param>
        /// <param name="Arrival">How it came.</param>
        /// <param name="Spi">A SPI for us, drawn.</param>
        /// <param name="Nonce">A nonce for us, drawn.</param>
        public sealed record Greeted(
            Greeting Message, Arrival Arrival, IkeSpi Spi, Octets Nonce) : Input;

        /// <summary>The key exchange is computed.</summary>
        /// <param name="Share">What our KE payload says.</param>
        /// <param name="Keys">The keys of the IKE SA.</param>
        public sealed record Keyed(Octets Share, KeyHandle Keys) : Input;

        /// <summary>The peer's public value is bad, RFC 6989.</summary>
        public sealed record NotKeyed : Input;

        /// <summary>Our response of IKE_SA_INIT is written.</summary>
        public sealed record Written(Octets Octets) : Input;

        /// <summary>An authentic request of IKE_INTERMEDIATE.</summary>
        /// <param name="Id">Its message ID.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="Covered">IntAuth_i with it, RFC 9242 §3.3.2.</param>
        public sealed record Exchanged(uint Id, AddedExchange Message, Octets Covered) : Input;

        /// <summary>Our response of IKE_INTERMEDIATE is sealed.</summary>
        /// <param name="Octets">Its datagrams.</param>
        /// <param name="Covered">IntAuth_r with it.</param>
        public sealed record ExchangeSealed(Items<Octets> Octets, Octets Covered) : Input;

        /// <summary>An authentic request of IKE_AUTH.</summary>
        public sealed record Asked(uint Id, AuthMessage Message) : Input;

        /// <summary>A request that cannot be answered otherwise; behind IKE_SA_INIT it is
        /// authentic.</summary>
        /// <param name="Exchange">Its exchange.</param>
        /// <param name="Id">Its message ID.</param>
        /// <param name="Why">INVALID_SYNTAX or UNSUPPORTED_CRITICAL_PAYLOAD.</param>
        public sealed record Malformed(ExchangeType Exchange, uint Id, NotifyPayloadValue Why)
            : Input;

        /// <summary>The peer is who it says.</summary>
        /// <param name="Peer">What it may have.</param>
        /// <param name="Inbound">A SPI for its CHILD SA, drawn.</param>
        public sealed record Verified(HandshakePeer Peer, Spi Inbound) : Input;

        /// <summary>It is not, or nobody knows it.</summary>
        /// <param name="Why">For the journal: what is done is the same.</param>
        public sealed record Denied(AuthError Why = default) : Input;

        /// <summary>Our proof is made.</summary>
        public sealed record Proved(
            AuthPayloadValue Auth, Items<CertPayloadValue> Certificates) : Input;

        /// <summary>The keys of the CHILD SA are derived.</summary>
        public sealed record ChildKeyed(KeyHandle Keys) : Input;

        /// <summary>The response of IKE_AUTH is sealed.</summary>
        public sealed record Sealed(Items<Octets> Octets) : Input;

        /// <summary>Something that only we do failed: no key signs, no IV is left.</summary>
        public sealed record Failed : Input;

        /// <summary>Every member knows the SAs.</summary>
        public sealed record Committed : Input;

        /// <summary>The fact was refused: this member may not make SAs now.</summary>
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

        /// <summary>Answer with a cookie, and keep nothing, §2.6.</summary>
        public sealed record DemandCookie : Output;

        /// <summary>Answer IKE_SA_INIT with a notification, in the clear.</summary>
        public sealed record Reply(NotifyPayloadValue Notify) : Output;

        /// <summary>Compute the key exchange and the keys, and say <see cref="Input.Keyed"/>.
        /// </summary>
        public sealed record Exchange(
            IkeSuite Suite, IkeSpiPair Spis, ExchangeNonces Nonces, Octets PeerShare) : Output;

        /// <summary>Write the response of IKE_SA_INIT, and say <see cref="Input.Written"/>.
        /// </summary>
        public sealed record Write(IkeSpiPair Spis, Greeting Message) : Output;

        /// <summary>Send datagrams.</summary>
        public sealed record Send(Items<Octets> Octets) : Output;

        /// <summary>Compute an additional key exchange and the keys behind it, and say
        /// <see cref="Input.Keyed"/>; those before it stay.</summary>
        public sealed record ExchangeMore(
            KeyHandle Before, IkeSuite Suite, KeyExchangeMethod Method, IkeSpiPair Spis,
            ExchangeNonces Nonces, Octets PeerShare) : Output;

        /// <summary>Seal the response of IKE_INTERMEDIATE, and say
        /// <see cref="Input.ExchangeSealed"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA so far.</param>
        /// <param name="Spis">Both SPIs.</param>
        /// <param name="Id">The message ID.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="Before">IntAuth_r so far; empty: it is the first.</param>
        /// <param name="MayFragment">Whether the peer takes fragments.</param>
        public sealed record SealExchange(
            KeyHandle Keys, IkeSpiPair Spis, uint Id, AddedExchange Message, Octets Before,
            bool MayFragment) : Output;

        /// <summary>
        /// Check the peer's proof by what is known of its identity, and say
        /// <see cref="Input.Verified"/> or <see cref="Input.Denied"/>.
        /// </summary>
        public sealed record Verify(KeyHandle Keys, AuthClaim Claim, AuthMessage Message)
            : Output;

        /// <summary>Make our proof, and say <see cref="Input.Proved"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Claim">What we prove.</param>
        /// <param name="Peer">The identity of the peer.</param>
        /// <param name="Hashes">The hash algorithms that the peer takes.</param>
        public sealed record Prove(
            KeyHandle Keys, AuthClaim Claim, Octets Peer, Items<HashAlgorithm> Hashes) : Output;

        /// <summary>Derive the keys of the CHILD SA, and say <see cref="Input.ChildKeyed"/>.
        /// </summary>
        public sealed record DeriveChild(
            KeyHandle Keys, ChildSuite Suite, ExchangeNonces Nonces) : Output;

        /// <summary>Seal the response of IKE_AUTH, and say <see cref="Input.Sealed"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Spis">Both SPIs.</param>
        /// <param name="Id">The message ID.</param>
        /// <param name="Message">What it says.</param>
        /// <param name="MayFragment">Whether the peer takes fragments.</param>
        public sealed record Seal(
            KeyHandle Keys, IkeSpiPair Spis, uint Id, AuthMessage Message, bool MayFragment)
            : Output;

        /// <summary>Seal a refusal of IKE_AUTH or IKE_INTERMEDIATE, and say
        /// <see cref="Input.Sealed"/>.</summary>
        /// <param name="Keys">The keys of the IKE SA.</param>
        /// <param name="Spis">Both SPIs.</param>
        /// <param name="Within">The exchange.</param>
        /// <param name="Id">The message ID.</param>
        /// <param name="Notify">What it says.</param>
        public sealed record SealRefusal(
            KeyHandle Keys, IkeSpiPair Spis, ExchangeType Within, uint Id,
            NotifyPayloadValue Notify) : Output
        {
            /// <summary>What the EAP server says to it; null: nothing.</summary>
            public EapPayloadValue? Eap { get; init; }
        }

        /// <summary>Make the SAs a fact, and say <see cref="Input.Committed"/>.</summary>
        public sealed record Establish(Established Made) : Output;

        /// <summary>Zero keys.</summary>
        public sealed record Forget(KeyHandle Keys) : Output;
    }

    /// <summary>When a half-open SA is given up; a fact is waited for without end.</summary>
    public static Instant? Deadline(Config config, State state) => HalfOf(state)?.Until;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, now, input),
        State.Keying keying => FromKeying(config, keying, now, input),
        State.Writing writing => FromWriting(writing, now, input),
        State.Open open => FromOpen(config, open, now, input),
        State.Adding adding => FromAdding(adding, now, input),
        State.Answering answering => FromAnswering(answering, now, input),
        State.Admitting admitting => FromAdmitting(config, admitting, now, input),
        State.Introducing introducing => FromIntroducing(introducing, now, input),
        State.Consulting consulting => FromConsulting(config, consulting, now, input),
        State.Conveying conveying => FromConveying(conveying, now, input),
        State.Conversing conversing => FromConversing(config, conversing, now, input),
        State.Verifying verifying => FromVerifying(config, verifying, now, input),
        State.Proving proving => FromProving(proving, now, input),
        State.Deriving deriving => FromDeriving(deriving, now, input),
        State.Sealing sealing => FromSealing(sealing, now, input),
        State.Committing committing => FromCommitting(committing, input),
        State.Refusing refusing => FromRefusing(refusing, now, input),
        State.Refused refused => FromRefused(refused, now, input),
        State.Up up => Over(up, input, Why.IsUp),
        State.Gone gone => Over(gone, input, Why.IsGone),
    };

    /// <summary>The keys that open what the peer says; none: there are none.</summary>
    public static KeyHandle KeysOf(State state) => HalfOf(state)?.Keys ?? KeyHandle.None;

    /// <summary>The keys that open a request of the peer: one that it repeats is under those
    /// before an additional key exchange, if the last one was that. None: nobody waits for it, so
    /// that no piece of it is kept either.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="id">The message ID of the request.</param>
    public static KeyHandle KeysOf(State state, uint id) =>
        HalfOf(state) is not { } half ? KeyHandle.None
            : id == half.NextId ? half.Keys
            : id != half.NextId - 1 ? KeyHandle.None
            : half.Before.IsSome || half.Answer.Count == 0 ? half.Before
            : half.Keys;

    /// <summary>IntAuth_i so far, RFC 9242 §3.3.2: what a request of IKE_INTERMEDIATE goes on
    /// with.</summary>
    public static Octets CoveredOf(State state) => HalfOf(state)?.OfInitiator ?? default;

    /// <summary>Whether a request of IKE_AUTH is the first one: each of EAP that follows names
    /// nobody, RFC 7296 §2.16.</summary>
    /// <param name="state">How far it is.</param>
    /// <param name="id">The message ID of the request.</param>
    public static bool IsFirstAuth(State state, uint id) =>
        HalfOf(state) is not { Eap: not null } half || id == half.FirstAuthId;

    private static HalfOpen? HalfOf(State state) => state switch
    {
        State.Keying keying => keying.Half,
        State.Writing writing => writing.Half,
        State.Open open => open.Half,
        State.Adding adding => adding.Half,
        State.Answering answering => answering.Half,
        State.Admitting admitting => admitting.Half,
        State.Introducing introducing => introducing.Half,
        State.Consulting consulting => consulting.Half,
        State.Conveying conveying => conveying.Half,
        State.Conversing conversing => conversing.Half,
        State.Verifying verifying => verifying.Half,
        State.Proving proving => proving.Half,
        State.Deriving deriving => deriving.Half,
        State.Sealing sealing => sealing.Half,
        State.Refusing refusing => refusing.Half,
        State.Refused refused => refused.Half,
        State.Committing or State.Idle or State.Up or State.Gone => null,
    };
}
