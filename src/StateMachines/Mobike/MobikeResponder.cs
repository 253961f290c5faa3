using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Mobike.MobikeResponder.State,
    Holdfast.StateMachines.Mobike.MobikeResponder.Output>;

namespace Holdfast.StateMachines.Mobike;

/// <summary>
/// The side of RFC 4555 that follows: the responder, mostly a gateway. Law: it never follows the
/// peer to an address of its own that does not move with the cluster, unless it is told that it
/// may; else clients stay with the demoted member while the virtual address is elsewhere.
/// </summary>
public static partial class MobikeResponder
{
    /// <summary>Which path is used.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>MOBIKE is not agreed on.</summary>
        public sealed record Off : State;

        /// <summary>The path is used for all.</summary>
        public sealed record Settled(Path Path) : State;

        /// <summary>The peer moved; whether it is there is being asked, §3.7.</summary>
        /// <param name="Former">The path to go back to.</param>
        /// <param name="Path">The path of IKE messages.</param>
        /// <param name="Request">The request with COOKIE2.</param>
        public sealed record Checking(Path Former, Path Path, RoutabilityRequest Request) : State;

        /// <summary>This member is a standby: it sends nothing.</summary>
        public sealed record Paused(Path Path) : State;

        /// <summary>Terminal: the peer sent back a wrong cookie, §3.7.</summary>
        public sealed record Closed : State;
    }

    /// <summary>What happens to the path.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>IKE_AUTH agreed on MOBIKE, §3.3.</summary>
        public sealed record Agreed(Path Path) : Input;

        /// <summary>The newest UPDATE_SA_ADDRESSES, §3.5.</summary>
        /// <param name="Path">The path over which it came, from our side.</param>
        /// <param name="IsAllowed">Whether policy allows the peer's address.</param>
        /// <param name="Nat">What NO_NATS_ALLOWED says.</param>
        /// <param name="Cookie">Its COOKIE2; empty: none.</param>
        public sealed record Update(Path Path, bool IsAllowed, Nat Nat, Octets Cookie) : Input;

        /// <summary>A request with COOKIE2 alone, §3.7.</summary>
        public sealed record Probed(Octets Cookie) : Input;

        /// <summary>Our request was sent with this cookie of 8 to 64 octets.</summary>
        public sealed record Sent(Octets Cookie) : Input;

        /// <summary>Our request was answered.</summary>
        public sealed record Answered(Octets Cookie) : Input;

        /// <summary>Our request was given up.</summary>
        public sealed record Unanswered : Input;

        /// <summary>
        /// Nobody will answer our request, and that says nothing of the peer: the IKE SA was
        /// rekeyed, or its message IDs were synchronised (RFC 6311 §5.1).
        /// </summary>
        public sealed record Dropped : Input;

        /// <summary>This member became a standby.</summary>
        public sealed record Demoted : Input;

        /// <summary>This member became active.</summary>
        /// <param name="Path">The path that the former one committed last.</param>
        /// <param name="Former">The path before it, where the former one had not asked on the new
        /// one; null: it had, or had nothing to ask.</param>
        public sealed record Promoted(Path Path, Path? Former = null) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What NO_NATS_ALLOWED says, §3.9.</summary>
    public enum Nat
    {
        /// <summary>It is not there: NATs are allowed.</summary>
        Allowed,

        /// <summary>It is there, and its addresses and ports are those that we see.</summary>
        Absent,

        /// <summary>It is there, and somebody changed addresses or ports.</summary>
        Detected,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Answer the request; its cookie goes back unchanged, §3.7.</summary>
        public sealed record Answer(MobikeInitiator.Verdict Verdict, Octets Cookie) : Output;

        /// <summary>IKE messages use this path from now on.</summary>
        public sealed record UseForIke(Path Path) : Output;

        /// <summary>CHILD SAs use this path from now on.</summary>
        public sealed record UseForChildSas(Path Path) : Output;

        /// <summary>
        /// Send a request with a random COOKIE2 over the path, and say <see cref="Input.Sent"/>.
        /// </summary>
        public sealed record SendCheck(Path Path) : Output;

        /// <summary>Tell the peer our addresses besides that of the path, §3.4.</summary>
        public sealed record Announce(Items<HostAddress> Additional) : Output;

        /// <summary>Close the IKE SA: the peer's cookie was wrong, §3.7.</summary>
        public sealed record CloseSa : Output;
    }

    /// <summary>Never: the shell repeats requests, and says when it gives one up.</summary>
    public static Instant? Deadline(Config config, State state) => null;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Off off => FromOff(config, off, input),
        State.Settled settled => FromSettled(config, settled, input),
        State.Checking checking => FromChecking(config, checking, input),
        State.Paused paused => FromPaused(config, paused, input),
        State.Closed closed => Stay(closed, Why.Closed),
    };
}
