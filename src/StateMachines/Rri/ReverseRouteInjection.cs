using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Rri.ReverseRouteInjection.State,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Output>;

namespace Holdfast.StateMachines.Rri;

/// <summary>
/// Reverse route injection for one prefix of one routing table: whether the route to what is
/// behind a peer exists. Law: it exists if and only if an SA for it is usable, this member is
/// active and it is not draining; and what has no route is dropped, never sent in the clear.
/// </summary>
/// <remarks>
/// The order is safe by the order of outputs: a guard before anything else, a route after its SA
/// is usable with safe counters, a withdrawal before the SA may be deleted and before the virtual
/// address may be given up. No RFC describes it; names follow what vendors call it.
/// </remarks>
public static partial class ReverseRouteInjection
{
    /// <summary>What this member is to the cluster.</summary>
    public enum Role
    {
        /// <summary>It serves the SAs.</summary>
        Active,

        /// <summary>It served them and hands them over: no routes, but the SAs still work.
        /// </summary>
        Leaving,

        /// <summary>Another one serves them.</summary>
        Standby,

        /// <summary>It lost its authority.</summary>
        Fenced,
    }

    /// <summary>An SA that protects traffic for the prefix.</summary>
    /// <param name="Sa">The SA, by an id of the caller's.</param>
    /// <param name="Peer">Its peer, by an id of the caller's.</param>
    /// <param name="Via">Where its traffic goes.</param>
    /// <param name="IsReady">Whether it is usable and its counters are safe to go on from.</param>
    /// <param name="IsGoing">
    /// Whether it goes once another SA of its peer, which is there already, can carry its traffic.
    /// </param>
    public sealed record Claim(
        ulong Sa, ulong Peer, NextHop Via, bool IsReady, bool IsGoing = false);

    /// <summary>What is known of a prefix, whatever its route is.</summary>
    /// <param name="Role">What this member is.</param>
    /// <param name="IsProtected">Whether traffic for it is never sent in the clear.</param>
    /// <param name="Holder">The peer whose SAs the route may use; null: there is no claim.</param>
    /// <param name="Claims">The SAs, the newest last.</param>
    public sealed record Facts(
        Role Role, bool IsProtected, ulong? Holder, Items<Claim> Claims);

    /// <summary>What has become of the route.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>There is no SA for the prefix, and no route.</summary>
        public sealed record Absent(Facts Facts) : State;

        /// <summary>There are SAs; none is ready, or this member is not active.</summary>
        public sealed record Pending(Facts Facts) : State;

        /// <summary>The route exists.</summary>
        public sealed record Installed(Facts Facts, Route Route) : State;

        /// <summary>
        /// The route is withdrawn; SAs stay until neighbours have heard of it. <c>Leaving</c>: the
        /// SAs that may be deleted then.
        /// </summary>
        public sealed record Draining(Facts Facts, Instant Until, Items<Claim> Leaving) : State;
    }

    /// <summary>What can happen.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Policy protects the prefix, whether there is an SA or not.</summary>
        public sealed record Protect : Input;

        /// <summary>Policy does not protect the prefix any more, once no SA does.</summary>
        public sealed record Unprotect : Input;

        /// <summary>An SA for the prefix is there, or what is known of it has changed.</summary>
        public sealed record SaUp(Claim Claim) : Input;

        /// <summary>An SA is usable, and its counters are safe to go on from.</summary>
        public sealed record SaReady(ulong Sa) : Input;

        /// <summary>An SA is to be deleted: it waits for <see cref="Output.Release"/>.</summary>
        public sealed record SaDown(ulong Sa) : Input;

        /// <summary>An SA is gone or of no use: the peer deleted it, or it expired.</summary>
        public sealed record SaLost(ulong Sa) : Input;

        /// <summary>An SA takes the place of another.</summary>
        public sealed record Rekey(ulong Old, Claim New) : Input;

        /// <summary>Traffic of an SA goes elsewhere, RFC 4555 or another link.</summary>
        public sealed record NextHopChange(ulong Sa, NextHop Via) : Input;

        /// <summary>A peer is dead: all its SAs are of no use.</summary>
        public sealed record PeerDead(ulong Peer) : Input;

        /// <summary>This member is active: it has authority, and may send.</summary>
        public sealed record Promoted : Input;

        /// <summary>This member is no longer active, or no longer allowed to be.</summary>
        public sealed record Demoted(bool IsFenced) : Input;

        /// <summary>This member hands over in so much time, which neighbours need to hear.
        /// </summary>
        public sealed record Drain(TimeSpan For) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do, in the order in which it stands.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Drop what has no other way: a route to nowhere beneath, or a policy.</summary>
        public sealed record Guard(Prefix Prefix, uint Vrf, GuardBy By) : Output;

        /// <summary>Take the guard away.</summary>
        public sealed record Unguard(Prefix Prefix, uint Vrf, GuardBy By) : Output;

        /// <summary>Add a route.</summary>
        public sealed record Add(Route Route) : Output;

        /// <summary>Put a route in the place of another at once: no instant without one.</summary>
        public sealed record Replace(Route Old, Route New) : Output;

        /// <summary>Withdraw a route.</summary>
        public sealed record Withdraw(Route Route) : Output;

        /// <summary>Several peers claim the prefix; the route may use the holder's SAs alone.
        /// </summary>
        public sealed record Conflict(Prefix Prefix, ulong Holder, Items<ulong> Others) : Output;

        /// <summary>One peer claims the prefix again, or none.</summary>
        public sealed record ConflictEnded(Prefix Prefix, ulong? Holder) : Output;

        /// <summary>No route leads to an SA: it may be deleted as far as the prefix goes.</summary>
        public sealed record Release(ulong Sa) : Output;

        /// <summary>The virtual address may be given up as far as the prefix goes.</summary>
        public sealed record Yield : Output;

        /// <summary>An SA is one too many for the prefix: it gets no route.</summary>
        public sealed record Refused(ulong Sa) : Output;
    }

    /// <summary>When a tick is due: at the end of draining.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Draining draining => draining.Until,
        State.Absent or State.Pending or State.Installed => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Protect => OnProtect(config, state, isProtected: true),
        Input.Unprotect => OnProtect(config, state, isProtected: false),
        Input.SaUp(var claim) => OnUp(config, state, claim),
        Input.SaReady(var sa) => OnReady(config, state, sa),
        Input.SaDown(var sa) => OnDown(config, state, now, sa),
        Input.SaLost(var sa) => OnLost(config, state, sa),
        Input.Rekey(var old, var claim) => OnRekey(config, state, old, claim),
        Input.NextHopChange(var sa, var via) => OnNextHop(config, state, sa, via),
        Input.PeerDead(var peer) => OnPeerDead(config, state, peer),
        Input.Promoted => OnPromoted(config, state),
        Input.Demoted(var isFenced) => OnDemoted(config, state, isFenced),
        Input.Drain(var most) => OnDrain(config, state, now, most),
        Input.Tick => OnTick(config, state, now),
    };
}
