using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Qcd.TokenMaker.State,
    Holdfast.StateMachines.Qcd.TokenMaker.Output>;

namespace Holdfast.StateMachines.Qcd;

/// <summary>
/// The side of RFC 6290 that may lose its state, for all IKE SAs of a member: it gives a token in
/// each, and shows it once the SA is gone. Law: a token is shown in the clear only where it is
/// certain that no member of the cluster has the SA, and not more often than the limits allow.
/// </summary>
/// <remarks>
/// It never has a token: it names secrets by handles, and the shell makes the token when it writes
/// the message, by <see cref="CrashTokens"/>.
/// </remarks>
public static partial class TokenMaker
{
    /// <summary>What this member is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>It answers nobody, and keeps what it needs for a takeover.</summary>
        public sealed record Standby(Memory Memory) : State;

        /// <summary>It gives tokens and answers.</summary>
        /// <param name="Memory">Secrets, and who was given a token.</param>
        /// <param name="Budget">How much of the limits is used up.</param>
        /// <param name="Sweep">How far the replacement of tokens has come; null: none goes on.
        /// </param>
        public sealed record Active(Memory Memory, Budget Budget, Sweep? Sweep) : State;
    }

    /// <summary>What outlives a takeover.</summary>
    /// <param name="Secrets">QCD_SECRETs, the newest first, 4 at most, §5.1.</param>
    /// <param name="RolloverAt">When the next one is due; null: never.</param>
    /// <param name="Given">The IKE SAs that have a token of ours.</param>
    public sealed record Memory(
        Items<KeyHandle> Secrets, Instant? RolloverAt, Table<Given> Given);

    /// <summary>An IKE SA that has a token of ours.</summary>
    /// <param name="Sa">The SA.</param>
    /// <param name="Secret">What its token was made of.</param>
    /// <param name="Taker">The address in its token, §5.2; null: none, §5.1.</param>
    public sealed record Given(IkeSaId Sa, KeyHandle Secret, HostAddress? Taker) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => Sa.Key;

        /// <inheritdoc/>
        public StateDigest Digest
        {
            get
            {
                var digest = StateDigest.Of('Q').With(Sa.Initiator.Value).With(Sa.Responder.Value)
                    .With(Secret.Value);
                return Taker is { } taker
                    ? digest.With((ulong)taker.Length)
                        .With((ulong)taker.Value).With((ulong)(taker.Value >> 64))
                    : digest;
            }
        }
    }

    /// <summary>Rates with bursts, each as one instant: the one at which an even flow of what was
    /// sent would be through; null: it is.</summary>
    /// <param name="FreshUntil">Up to when this member counts as just started, §9.3.</param>
    /// <param name="Tokens">Messages with tokens.</param>
    /// <param name="Complaints">Messages without.</param>
    public readonly record struct Budget(
        Instant? FreshUntil, Instant? Tokens, Instant? Complaints);

    /// <summary>The replacement of tokens that can't be made any more, §4.4.</summary>
    /// <param name="From">The first SA that was not looked at, by its key.</param>
    /// <param name="At">When the next ones are.</param>
    public readonly record struct Sweep(UInt128 From, Instant At);

    /// <summary>Where a message came from, and where its answer goes.</summary>
    /// <param name="Address">The sender.</param>
    /// <param name="Port">Its port; of ESP and AH without UDP 500.</param>
    /// <param name="To">Our address to which it was sent.</param>
    public readonly record struct Sender(HostAddress Address, ushort Port, HostAddress To);

    /// <summary>A message of an SA that this member does not know.</summary>
    public abstract record Question
    {
        private Question()
        {
        }

        /// <summary>A protected IKE request, §4.5.</summary>
        /// <param name="Sa">The SPIs of its header.</param>
        /// <param name="Exchange">The exchange of its header.</param>
        /// <param name="MessageId">The message ID of its header.</param>
        /// <param name="IsInitiator">Whether the original initiator sent it.</param>
        /// <param name="From">Where it came from.</param>
        public sealed record Request(
            IkeSaId Sa, ExchangeType Exchange, MessageId MessageId, bool IsInitiator,
            Sender From) : Question;

        /// <summary>An ESP or AH packet, §8.2.</summary>
        /// <param name="Spi">Its SPI.</param>
        /// <param name="Parent">
        /// The IKE SA that the SPI belonged to, by a map that survives restarts; null: not known.
        /// </param>
        /// <param name="From">Where it came from.</param>
        public sealed record Packet(Spi Spi, IkeSaId? Parent, Sender From) : Question;

        /// <summary>Where it came from.</summary>
        public Sender Sender => this switch
        {
            Request request => request.From,
            Packet packet => packet.From,
        };

        /// <summary>The IKE SA that it is about; null: not known.</summary>
        public IkeSaId? About => this switch
        {
            Request request => request.Sa,
            Packet packet => packet.Parent,
        };
    }

    /// <summary>How an IKE SA came to be.</summary>
    public enum Birth
    {
        /// <summary>By IKE_AUTH, §4.2.</summary>
        Auth,

        /// <summary>By a rekey of another IKE SA, §4.3.</summary>
        Rekey,

        /// <summary>By a ticket, RFC 5723; §4.3.</summary>
        Resumption,
    }

    /// <summary>The protected message in which a token is given.</summary>
    public enum Vessel
    {
        /// <summary>
        /// The first request or the last response of IKE_AUTH, behind AUTH and before whatever is
        /// about CHILD SAs, §4.2.
        /// </summary>
        IkeAuth,

        /// <summary>The response that rekeys the IKE SA, §4.3.</summary>
        CreateChildSa,

        /// <summary>An INFORMATIONAL request in the new IKE SA, §4.3 and §4.4.</summary>
        Informational,

        /// <summary>The INFORMATIONAL exchange with UPDATE_SA_ADDRESSES, §5.2.</summary>
        AddressUpdate,
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Secrets from the store that survives restarts, §5.1, the newest first.
        /// </summary>
        public sealed record Loaded(Items<KeyHandle> Secrets) : Input;

        /// <summary>A new secret is in the store and known to all members, §6.</summary>
        public sealed record SecretMade(KeyHandle Secret) : Input;

        /// <summary>A message that sets up an IKE SA is to be made.</summary>
        /// <param name="Sa">The SA.</param>
        /// <param name="Taker">The peer's address.</param>
        /// <param name="Birth">How the SA comes to be.</param>
        /// <param name="IsInitiator">Whether we began that exchange.</param>
        public sealed record Born(
            IkeSaId Sa, HostAddress Taker, Birth Birth, bool IsInitiator) : Input;

        /// <summary>The peer has another address from now on.</summary>
        /// <param name="Sa">The SA.</param>
        /// <param name="Taker">The address.</param>
        /// <param name="IsByMobike">Whether UPDATE_SA_ADDRESSES says so.</param>
        public sealed record Moved(IkeSaId Sa, HostAddress Taker, bool IsByMobike) : Input;

        /// <summary>Another member has given a token.</summary>
        /// <param name="Sa">The SA.</param>
        /// <param name="Taker">The peer's address.</param>
        /// <param name="Secret">What it made it of; none: not known, so the oldest.</param>
        public sealed record Adopted(IkeSaId Sa, HostAddress Taker, KeyHandle Secret) : Input;

        /// <summary>An IKE SA is gone.</summary>
        public sealed record Ended(IkeSaId Sa) : Input;

        /// <summary>A message came for an SA that this member does not know.</summary>
        /// <param name="Question">The message.</param>
        /// <param name="Knowledge">What the cluster knows of the IKE SA, §9.2.</param>
        public sealed record Asked(Question Question, SpiKnowledge Knowledge) : Input;

        /// <summary>A message that deserves no answer.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>This member became active.</summary>
        public sealed record Promoted : Input;

        /// <summary>This member became a standby.</summary>
        public sealed record Demoted : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a message deserves no answer.</summary>
    public enum Refusal
    {
        /// <summary>It has no SK payload.</summary>
        Unprotected,

        /// <summary>It is a response.</summary>
        Response,

        /// <summary>Its SPIs can't be those of an IKE SA.</summary>
        NoSa,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>
        /// Draw 32 random octets, store them where they survive a restart, share them with all
        /// members, and say <see cref="Input.SecretMade"/>.
        /// </summary>
        public sealed record MakeSecret : Output;

        /// <summary>Make the token of the SA, and put it into the message.</summary>
        /// <param name="Sa">The SA.</param>
        /// <param name="Secret">What the token is made of.</param>
        /// <param name="Taker">The address in it, §5.2; null: none, §5.1.</param>
        /// <param name="Vessel">The message, which is protected.</param>
        public sealed record Give(
            IkeSaId Sa, KeyHandle Secret, HostAddress? Taker, Vessel Vessel) : Output;

        /// <summary>
        /// Make a token of each secret, and send INVALID_IKE_SPI or INVALID_SPI with them in the
        /// clear, at once: no other input comes between.
        /// </summary>
        /// <param name="Question">What it answers.</param>
        /// <param name="Sa">The SA whose tokens they are.</param>
        /// <param name="Secrets">What they are made of, 4 at most.</param>
        /// <param name="Taker">The address in them, §5.2; null: none, §5.1.</param>
        public sealed record Reveal(
            Question Question, IkeSaId Sa, Items<KeyHandle> Secrets, HostAddress? Taker) : Output;

        /// <summary>Send INVALID_IKE_SPI or INVALID_SPI in the clear, without a token.</summary>
        public sealed record Complain(Question Question) : Output;

        /// <summary>Zero a secret, in every store.</summary>
        public sealed record Forget(KeyHandle Secret) : Output;
    }

    /// <summary>When a tick is due: for a new secret, or to replace tokens.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Active active => Instant.Earliest(active.Memory.RolloverAt, active.Sweep?.At),
        State.Standby => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Standby standby => FromStandby(config, standby, now, input),
        State.Active active => FromActive(config, active, now, input),
    };
}
