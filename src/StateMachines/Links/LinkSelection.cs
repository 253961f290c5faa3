using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Links.LinkSelection.State,
    Holdfast.StateMachines.Links.LinkSelection.Output>;

namespace Holdfast.StateMachines.Links;

/// <summary>
/// Over which access link the traffic of a peer goes. Law: a link failure moves traffic and never
/// touches an SA; who is dead is the business of liveness, which is slower than routing.
/// </summary>
/// <remarks>
/// With one IKE identity on a loopback an SA has no link: routes converge below it. With an
/// identity for each link each link has its SA, and traffic moves to the SA of another link while
/// the one of the failed link waits for its link or for liveness.
/// </remarks>
public static partial class LinkSelection
{
    /// <summary>What is known of a link.</summary>
    /// <param name="HasCarrier">Whether the access link itself works.</param>
    /// <param name="HasPath">Whether the backbone beyond it leads to the peer.</param>
    /// <param name="HeldUntil">Until when a link that came back is not to be used; null: it is.
    /// </param>
    /// <param name="UsableSince">Since when it may be used; null: it may not.</param>
    /// <param name="Flaps">How often it failed shortly after it came back.</param>
    public readonly record struct Link(
        bool HasCarrier, bool HasPath, Instant? HeldUntil, Instant? UsableSince, int Flaps)
    {
        /// <summary>Whether BFD hears nothing from the next hop.</summary>
        public bool IsHopSilent { get; init; }

        /// <summary>Whether BFD hears nothing from the peer.</summary>
        public bool IsPeerSilent { get; init; }

        /// <summary>Whether the link and the path beyond it work.</summary>
        public bool Works => HasCarrier && HasPath && !IsHopSilent && !IsPeerSilent;
    }

    /// <summary>Where traffic goes.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>Over the link that is preferred to all others.</summary>
        public sealed record Preferred(Items<Link> Links) : State;

        /// <summary>Over another one.</summary>
        public sealed record Fallback(Items<Link> Links, int Over) : State;

        /// <summary>No link works: traffic is dropped, SAs stay.</summary>
        public sealed record Isolated(Items<Link> Links) : State;
    }

    /// <summary>What can happen; links are numbered by preference, 0 first.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An access link works, or not.</summary>
        public sealed record Carrier(int Link, bool Works) : Input;

        /// <summary>The path beyond a link leads to the peer, or not, as routing has it.</summary>
        public sealed record Path(int Link, bool Works) : Input;

        /// <summary>BFD to the next hop of a link hears nothing, or no longer says so.</summary>
        public sealed record Hop(int Link, bool IsSilent) : Input;

        /// <summary>BFD to the peer over a link hears nothing, or no longer says so.</summary>
        public sealed record Peer(int Link, bool IsSilent) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Routes to the peer lead over a link; the SA is what it was.</summary>
        public sealed record Reroute(int Link) : Output;

        /// <summary>
        /// Traffic goes through the SA of a link: a change of next hop for injected routes.
        /// </summary>
        public sealed record UseSaOf(int Link) : Output;

        /// <summary>No link is left: a standby with one is the better active member.</summary>
        public sealed record Lost : Output;

        /// <summary>A link is there again.</summary>
        public sealed record Regained : Output;
    }

    /// <summary>When a tick is due: a link has been held long enough.</summary>
    public static Instant? Deadline(Config config, State state)
    {
        Instant? due = null;
        foreach (var link in LinksOf(state).Span)
        {
            due = Instant.Earliest(due, link.HeldUntil);
        }

        return due;
    }

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Carrier(var at, var works) => OnLink(
            config, state, now, at, link => link with { HasCarrier = works },
            works ? Why.CarrierBack : Why.CarrierLost),
        Input.Path(var at, var works) => OnLink(
            config, state, now, at, link => link with { HasPath = works },
            works ? Why.PathBack : Why.PathLost),
        Input.Hop(var at, var isSilent) => OnLink(
            config, state, now, at, link => link with { IsHopSilent = isSilent },
            isSilent ? Why.HopSilent : Why.HopHeard),
        Input.Peer(var at, var isSilent) => OnLink(
            config, state, now, at, link => link with { IsPeerSilent = isSilent },
            isSilent ? Why.PeerSilent : Why.PeerHeard),
        Input.Tick => OnTick(config, state, now),
    };
}
