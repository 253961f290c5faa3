using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Mobike.MobikeInitiator.State,
    Holdfast.StateMachines.Mobike.MobikeInitiator.Output>;

namespace Holdfast.StateMachines.Mobike;

/// <summary>
/// The side of RFC 4555 that chooses the path: the initiator of the IKE SA. Law: CHILD SAs use a
/// path only after the peer has accepted it and has sent back the cookie that went over it.
/// </summary>
/// <remarks>
/// A path that is silent is asked for a while before another is tried: a virtual address that
/// moves to a standby is the same path with somebody else behind it, and answers again.
/// </remarks>
public static partial class MobikeInitiator
{
    /// <summary>The addresses that there are.</summary>
    /// <param name="Locals">Ours, the preferred one first.</param>
    /// <param name="Remotes">Those that the peer has announced, §3.6.</param>
    public readonly record struct Net(Items<HostAddress> Locals, Items<HostAddress> Remotes);

    /// <summary>Which path is used.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>MOBIKE is not agreed on: one MOBIKE_SUPPORTED is missing, §3.3.</summary>
        public sealed record Off : State;

        /// <summary>The path works.</summary>
        public sealed record Settled(Net Net, Path Path) : State;

        /// <summary>The path is silent; it may come back until then.</summary>
        public sealed record Doubting(
            Net Net, Path Path, Instant Until, RoutabilityRequest Request) : State;

        /// <summary>Another path is tried, and is given up then, §3.5.</summary>
        /// <param name="Net">The addresses.</param>
        /// <param name="Former">The path that CHILD SAs still use.</param>
        /// <param name="Path">The path that IKE messages use.</param>
        /// <param name="Tried">How many paths were tried before.</param>
        /// <param name="Until">When the next one is tried.</param>
        /// <param name="Request">UPDATE_SA_ADDRESSES, which is open.</param>
        public sealed record Updating(
            Net Net, Path Former, Path Path, int Tried, Instant Until,
            RoutabilityRequest Request) : State;

        /// <summary>There is no address of ours from which the peer could be reached.</summary>
        public sealed record Cut(Net Net, Path Former, RoutabilityRequest Request) : State;

        /// <summary>Terminal: the peer sent back a wrong cookie, §3.7.</summary>
        public sealed record Closed : State;
    }

    /// <summary>What the peer said to UPDATE_SA_ADDRESSES, §3.5.</summary>
    public enum Verdict
    {
        /// <summary>It uses the addresses.</summary>
        Accepted,

        /// <summary>UNACCEPTABLE_ADDRESSES.</summary>
        Unacceptable,

        /// <summary>UNEXPECTED_NAT_DETECTED.</summary>
        NatDetected,
    }

    /// <summary>What happens to the path.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>IKE_AUTH agreed on MOBIKE, §3.3.</summary>
        /// <param name="Path">The path over which it went.</param>
        /// <param name="Ours">Our addresses.</param>
        /// <param name="Additional">Those that the peer has announced besides.</param>
        public sealed record Agreed(
            Path Path, Items<HostAddress> Ours, Items<HostAddress> Additional) : Input;

        /// <summary>These are our addresses now, the preferred one first.</summary>
        public sealed record Locals(Items<HostAddress> Addresses) : Input;

        /// <summary>The peer announced its additional addresses; former ones are void, §3.6.
        /// </summary>
        public sealed record Remotes(Items<HostAddress> Additional) : Input;

        /// <summary>Nothing comes over the path any more.</summary>
        public sealed record Silent : Input;

        /// <summary>A fresh protected packet came over the path that is used.</summary>
        public sealed record Heard : Input;

        /// <summary>UPDATE_SA_ADDRESSES was sent with this cookie of 8 to 64 octets.</summary>
        public sealed record Sent(Octets Cookie) : Input;

        /// <summary>UPDATE_SA_ADDRESSES was answered.</summary>
        public sealed record Answered(Verdict Verdict, Octets Cookie) : Input;

        /// <summary>A request of the peer with COOKIE2: it asks whether we are here, §3.7.
        /// </summary>
        public sealed record Probed(Octets Cookie) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>IKE messages, repeated ones too, use this path from now on, §3.5.</summary>
        public sealed record UseForIke(Path Path) : Output;

        /// <summary>CHILD SAs use this path from now on.</summary>
        public sealed record UseForChildSas(Path Path) : Output;

        /// <summary>
        /// Send UPDATE_SA_ADDRESSES with a random COOKIE2 as soon as the window allows, and say
        /// <see cref="Input.Sent"/>.
        /// </summary>
        public sealed record SendUpdate(Path Path) : Output;

        /// <summary>Tell the peer our addresses besides that of the path, §3.6.</summary>
        public sealed record Announce(Items<HostAddress> Additional) : Output;

        /// <summary>Answer the peer's request; its cookie goes back unchanged, §3.7.</summary>
        public sealed record Answer(Octets Cookie) : Output;

        /// <summary>Every path was tried in vain.</summary>
        public sealed record NoPathWorks : Output;

        /// <summary>Close the IKE SA: the peer's cookie was wrong, §3.7.</summary>
        public sealed record CloseSa : Output;
    }

    /// <summary>When a tick is due: to doubt no longer, or to try the next path.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Doubting doubting => doubting.Until,
        State.Updating updating => updating.Until,
        State.Off or State.Settled or State.Cut or State.Closed => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Off off => FromOff(off, input),
        State.Settled settled => FromSettled(config, settled, now, input),
        State.Doubting doubting => FromDoubting(config, doubting, now, input),
        State.Updating updating => FromUpdating(config, updating, now, input),
        State.Cut cut => FromCut(config, cut, now, input),
        State.Closed closed => Stay(closed, Why.Closed),
    };
}
