using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Qcd.TokenTaker.State,
    Holdfast.StateMachines.Qcd.TokenTaker.Output>;

namespace Holdfast.StateMachines.Qcd;

/// <summary>
/// The side of RFC 6290 that holds the token of its peer, for one IKE SA. Law: the SA goes by a
/// token that came under its protection and is shown again, and by nothing else that is said in
/// the clear; and nobody gets to guess often.
/// </summary>
/// <remarks>
/// Tokens are secrets: they lie in the key store, and here are their handles. Where a liveness
/// check runs for the SA, <see cref="Output.Discard"/> is its <c>TokenShown</c>.
/// </remarks>
public static partial class TokenTaker
{
    /// <summary>What is known of the peer.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>The IKE SA stands.</summary>
        /// <param name="Tokens">What the peer gave, the newest first; none: it gave none.</param>
        /// <param name="Budget">How much of the limits is used up.</param>
        public sealed record Up(Items<KeyHandle> Tokens, Budget Budget) : State;

        /// <summary>The peer has lost its state; traffic for it brings a new IKE SA.</summary>
        public sealed record Waiting : State;

        /// <summary>Terminal: the IKE SA is gone.</summary>
        public sealed record Over : State;
    }

    /// <summary>Rates with bursts, each as one instant: the one at which an even flow of what came
    /// would be through; null: it is.</summary>
    /// <param name="Peer">Messages with tokens from the peer's own address.</param>
    /// <param name="Others">Those from any other address, all together.</param>
    /// <param name="Reports">What was told of wrong ones.</param>
    public readonly record struct Budget(Instant? Peer, Instant? Others, Instant? Reports);

    /// <summary>Where a message in the clear came from: both may be forged.</summary>
    public enum Source
    {
        /// <summary>The peer's own address.</summary>
        Peer,

        /// <summary>Another one: a peer that restarted may have a new one, §4.5.</summary>
        Other,
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>QCD_TOKEN under the protection of the IKE SA, whenever, §4.4.</summary>
        /// <param name="Token">The token, kept under this handle.</param>
        public sealed record Given(KeyHandle Token) : Input;

        /// <summary>QCD_TOKEN in the clear, for this IKE SA.</summary>
        /// <param name="IsRight">Whether one of up to 4 is one that was given, §4.5.</param>
        /// <param name="Source">Where it came from.</param>
        public sealed record Shown(bool IsRight, Source Source) : Input;

        /// <summary>A packet for the peer wants an SA.</summary>
        public sealed record Traffic : Input;

        /// <summary>
        /// The IKE SA is gone for another reason, or a new one with the peer stands.
        /// </summary>
        public sealed record Ended : Input;

        /// <summary>A message that does not count.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a message does not count.</summary>
    public enum Refusal
    {
        /// <summary>Neither its SPIs nor the one that it names belong to this IKE SA.</summary>
        OtherSa,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>
        /// Drop the IKE SA and its CHILD SAs without a word to the peer, §4.5: it has none of
        /// them.
        /// </summary>
        public sealed record Discard : Output;

        /// <summary>Make a new IKE SA, by a ticket where there is one (§7).</summary>
        public sealed record Reconnect : Output;

        /// <summary>Zero a token.</summary>
        public sealed record Forget(KeyHandle Token) : Output;

        /// <summary>Tell people that a wrong token came, §4.5. Nothing is said to its sender.
        /// </summary>
        public sealed record Report : Output;
    }

    /// <summary>Never: nothing waits for time.</summary>
    public static Instant? Deadline(Config config, State state) => null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Up up => FromUp(config, up, now, input),
        State.Waiting waiting => FromWaiting(waiting, input),
        State.Over over => FromOver(over, input),
    };
}
