using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Redirection.RedirectedClient.State,
    Holdfast.StateMachines.Redirection.RedirectedClient.Output>;

namespace Holdfast.StateMachines.Redirection;

/// <summary>
/// The side of RFC 5685 that is sent elsewhere: which REDIRECT it follows, and when it stops to
/// follow. Law: a redirect is followed only where the RFC allows one and its proof was seen, and
/// never more often than <see cref="Settings.RedirectsMax"/> within the period.
/// </summary>
public static partial class RedirectedClient
{
    /// <summary>Where the client is, and how it came there.</summary>
    /// <param name="At">The gateway with which it speaks.</param>
    /// <param name="From">The one that sent it there; null: its own configuration did.</param>
    /// <param name="Old">The one whose SA stands until the new one does; null: none.</param>
    /// <param name="Followed">When it followed redirects, within the period.</param>
    public readonly record struct Trail(
        GatewayName At, GatewayName? From, GatewayName? Old, Items<Instant> Followed);

    /// <summary>How far the client is with a gateway.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>It speaks with nobody.</summary>
        public sealed record Idle(Trail Trail) : State;

        /// <summary>IKE_SA_INIT is to be sent, or was.</summary>
        /// <param name="Trail">Where it is.</param>
        /// <param name="Follows">Whether the request says that redirects are understood.</param>
        /// <param name="Nonce">Ni of the request; empty: it was not sent yet.</param>
        public sealed record Greeting(Trail Trail, bool Follows, Octets Nonce) : State;

        /// <summary>IKE_AUTH goes on.</summary>
        public sealed record Proving(Trail Trail, bool Follows) : State;

        /// <summary>The IKE SA stands.</summary>
        public sealed record Up(Trail Trail, bool Follows) : State;

        /// <summary>A loop: nothing is sent until then, §7.</summary>
        public sealed record Waiting(Trail Trail, Instant Until) : State;
    }

    /// <summary>Which response of IKE_AUTH it was.</summary>
    public enum Turn
    {
        /// <summary>The first.</summary>
        First,

        /// <summary>One of EAP's rounds.</summary>
        Middle,

        /// <summary>The last; the only one without EAP is first and last.</summary>
        Last,
    }

    /// <summary>What happens to the client.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An IKE SA is wanted.</summary>
        public sealed record Start : Input;

        /// <summary>IKE_SA_INIT was sent with this nonce.</summary>
        public sealed record Sent(Octets Nonce) : Input;

        /// <summary>The response to IKE_SA_INIT goes on with IKE_AUTH.</summary>
        public sealed record Greeted : Input;

        /// <summary>The response to IKE_SA_INIT has a REDIRECT, §3.</summary>
        public sealed record RedirectedInInit(GatewayName To, Octets Nonce) : Input;

        /// <summary>A response of IKE_AUTH has a REDIRECT, §6.</summary>
        /// <param name="To">Where to go.</param>
        /// <param name="Turn">Which response it is.</param>
        /// <param name="IsProven">Whether the gateway's AUTH payload verified.</param>
        public sealed record RedirectedInAuth(GatewayName To, Turn Turn, bool IsProven) : Input;

        /// <summary>A protected INFORMATIONAL request has a REDIRECT, §5.</summary>
        public sealed record RedirectedByGateway(GatewayName To) : Input;

        /// <summary>The IKE SA is established.</summary>
        public sealed record Established : Input;

        /// <summary>The exchange with the gateway failed, or its SA is gone.</summary>
        public sealed record Failed : Input;

        /// <summary>The SA that stood before the redirect is gone.</summary>
        public sealed record OldEnded : Input;

        /// <summary>A REDIRECT that may not be followed.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a REDIRECT was refused before it was looked at.</summary>
    public enum Refusal
    {
        /// <summary>It is in the clear where it has to be protected, §5 and §6.</summary>
        Unprotected,

        /// <summary>It names no gateway, §9.2.</summary>
        Malformed,

        /// <summary>It stands in an exchange that has none.</summary>
        Misplaced,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Begin IKE_SA_INIT, and say <see cref="Input.Sent"/>.</summary>
        /// <param name="To">The gateway.</param>
        /// <param name="From">Whom REDIRECTED_FROM names; null: no such notification, §3.</param>
        /// <param name="Follows">Whether redirects are said to be understood, §3.</param>
        public sealed record Connect(GatewayName To, GatewayName? From, bool Follows) : Output;

        /// <summary>Answer the INFORMATIONAL request by an empty one, §5.</summary>
        public sealed record Acknowledge : Output;

        /// <summary>Delete the SAs that stood before the redirect by a DELETE payload, §5.
        /// </summary>
        public sealed record DeleteOld(GatewayName With) : Output;

        /// <summary>Delete the IKE SA in whose IKE_AUTH the redirect came: it has no child.
        /// </summary>
        public sealed record DropNew(GatewayName With) : Output;
    }

    /// <summary>When a tick is due: at the end of the wait after a loop.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Waiting waiting => waiting.Until,
        State.Idle or State.Greeting or State.Proving or State.Up => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Idle idle => FromIdle(config, idle, input),
        State.Greeting greeting => FromGreeting(config, greeting, now, input),
        State.Proving proving => FromProving(config, proving, now, input),
        State.Up up => FromUp(config, up, now, input),
        State.Waiting waiting => FromWaiting(config, waiting, now, input),
    };
}
