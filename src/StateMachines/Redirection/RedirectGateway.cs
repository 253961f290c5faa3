using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Redirection.RedirectGateway.State,
    Holdfast.StateMachines.Redirection.RedirectGateway.Output>;

namespace Holdfast.StateMachines.Redirection;

/// <summary>
/// The side of RFC 5685 that sends a client elsewhere, for one client. Law: nobody is redirected
/// who has not said that it understands, nor back to the gateway that it came from; and the SA of
/// one that was redirected stays for a time, so that it can move without a gap.
/// </summary>
public static partial class RedirectGateway
{
    /// <summary>How far the client is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>No request of the client came yet.</summary>
        public sealed record New : State;

        /// <summary>IKE_AUTH goes on, and did not say anything that decides, §6.</summary>
        /// <param name="Client">What the client said.</param>
        public sealed record Proving(Client Client) : State;

        /// <summary>The IKE SA stands.</summary>
        /// <param name="Client">What the client said.</param>
        public sealed record Up(Client Client) : State;

        /// <summary>The client was redirected.</summary>
        /// <param name="To">Where to.</param>
        /// <param name="Until">When its SA is deleted; null: it has not answered yet.</param>
        public sealed record Leaving(GatewayName To, Instant? Until) : State;

        /// <summary>Terminal: no SA with the client is left.</summary>
        public sealed record Gone : State;
    }

    /// <summary>What the client said in IKE_SA_INIT, §3.</summary>
    /// <param name="Follows">REDIRECT_SUPPORTED or REDIRECTED_FROM was there.</param>
    /// <param name="From">Whom REDIRECTED_FROM names.</param>
    public readonly record struct Client(bool Follows, GatewayName? From);

    /// <summary>What happens with the client.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>IKE_SA_INIT came.</summary>
        /// <param name="Client">What it says.</param>
        /// <param name="Nonce">Ni.</param>
        /// <param name="To">Where the client should be; null: here.</param>
        public sealed record Greeted(Client Client, Octets Nonce, GatewayName? To) : Input;

        /// <summary>
        /// The identity of the client is known, and a response of IKE_AUTH is to be made that may
        /// redirect: the first or the last, §6.
        /// </summary>
        /// <param name="To">Where the client should be; null: here.</param>
        public sealed record Identified(GatewayName? To) : Input;

        /// <summary>The IKE SA is established.</summary>
        public sealed record Established : Input;

        /// <summary>The client should be elsewhere.</summary>
        public sealed record Unwanted(GatewayName To) : Input;

        /// <summary>The client answered the redirect.</summary>
        public sealed record Acknowledged : Input;

        /// <summary>The SA with the client is gone: it deleted it, or was silent for long.
        /// </summary>
        public sealed record Ended : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Go on with the exchange as ever.</summary>
        public sealed record GoOn : Output;

        /// <summary>Answer IKE_SA_INIT with REDIRECT alone, and keep no state, §3.</summary>
        public sealed record RedirectInInit(GatewayName To, Octets Nonce) : Output;

        /// <summary>Answer IKE_AUTH with AUTH and REDIRECT, and without a CHILD SA, §6.</summary>
        public sealed record RedirectInAuth(GatewayName To) : Output;

        /// <summary>Send an INFORMATIONAL request with REDIRECT, §5.</summary>
        public sealed record SendRedirect(GatewayName To) : Output;

        /// <summary>Delete the SAs with the client, §5.</summary>
        public sealed record DeleteSas : Output;
    }

    /// <summary>When a tick is due: when the SA of a redirected client is deleted.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Leaving leaving => leaving.Until,
        State.New or State.Proving or State.Up or State.Gone => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.New fresh => FromNew(fresh, input),
        State.Proving proving => FromProving(config, proving, now, input),
        State.Up up => FromUp(up, input),
        State.Leaving leaving => FromLeaving(config, leaving, now, input),
        State.Gone gone => Stay(gone, Why.Gone),
    };
}
