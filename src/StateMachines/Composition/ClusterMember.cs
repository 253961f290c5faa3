using Holdfast.Codec;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Composition.ClusterMember.State,
    Holdfast.StateMachines.Composition.ClusterMember.Output>;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// One member of a cluster: all its machines as one. Law: it routes what one machine puts out into
/// another, in the order of <see cref="Wiring"/>, and decides nothing that a machine could decide;
/// traffic passes exactly while the first hop is here on both sides and this member reigns.
/// </summary>
/// <remarks>
/// An output is followed to its end before the next one of the same step is looked at: what a
/// machine puts out first has happened everywhere before what it puts out behind it.
/// </remarks>
public static partial class ClusterMember
{
    /// <summary>The machines of a member, in the order in which due ones are served.</summary>
    public enum Part
    {
        /// <summary><see cref="LinkSelection"/>.</summary>
        Links,

        /// <summary><see cref="HsrpPair"/>.</summary>
        FirstHop,

        /// <summary><see cref="SaReplication"/>.</summary>
        Replication,

        /// <summary><see cref="MemberDrain"/>.</summary>
        Drain,

        /// <summary><see cref="LivenessCheck"/> of an IKE SA.</summary>
        Liveness,

        /// <summary><see cref="Dpd.DeadPeerDetection"/> of an IKE SA of IKEv1.</summary>
        Dpd,

        /// <summary><see cref="Ike.MessageIds"/> of an IKE SA.</summary>
        MessageIds,

        /// <summary><see cref="Ike.MessageIdSync"/> of an IKE SA.</summary>
        MessageIdSync,

        /// <summary><see cref="Redirection.RedirectGateway"/> of an IKE SA.</summary>
        Redirection,

        /// <summary><see cref="Qcd.TokenTaker"/> of an IKE SA.</summary>
        TokenTaker,

        /// <summary><see cref="CheckSchedule"/>.</summary>
        Checks,

        /// <summary><see cref="PacedWork"/> of rekeys.</summary>
        Rekeys,

        /// <summary><see cref="PacedWork"/> of IKE SAs that are made anew.</summary>
        Reestablishments,

        /// <summary><see cref="PacedWork"/> of redirects.</summary>
        Redirects,

        /// <summary><see cref="RouteTable"/>.</summary>
        Routes,

        /// <summary><see cref="AsymmetricTraffic"/>.</summary>
        Foreign,

        /// <summary><see cref="Qcd.TokenMaker"/>.</summary>
        TokenMaker,

        /// <summary><see cref="Nhrp.NhrpServer"/>.</summary>
        NhrpServer,

        /// <summary><see cref="Nhrp.NhrpRegistration"/> with a hub.</summary>
        NhrpRegistration,

        /// <summary><see cref="Nhrp.NhrpShortcut"/> to a destination.</summary>
        NhrpShortcut,
    }

    private const Part LastPart = Part.NhrpShortcut;

    /// <summary>The state of a member: that of each machine, and what waits between.</summary>
    /// <param name="Links">The access links.</param>
    /// <param name="FirstHop">The groups of the first hop.</param>
    /// <param name="Replication">What the cluster knows, and who reigns.</param>
    /// <param name="Drain">Whether it leaves.</param>
    /// <param name="Sas">The machines of each IKE SA; a member that does not reign has none.
    /// </param>
    /// <param name="Due">When each IKE SA is due, by its id.</param>
    /// <param name="Checks">Which SA may check its peer.</param>
    /// <param name="Rekeys">Rekeys that are owed.</param>
    /// <param name="Reestablishments">IKE SAs that are to be made anew.</param>
    /// <param name="Redirects">Peers that are to go elsewhere.</param>
    /// <param name="Routes">Injected routes.</param>
    /// <param name="Foreign">Packets of other members.</param>
    /// <param name="Tokens">Tokens that it gives; null: it gives none.</param>
    /// <param name="Nhrp">Hub or spoke; null: neither.</param>
    /// <param name="Held">Facts of the composition's own that have not taken effect.</param>
    /// <param name="IsOpen">Whether traffic passes.</param>
    public sealed record State(
        LinkSelection.State Links,
        HsrpPair.State FirstHop,
        SaReplication.State Replication,
        MemberDrain.State Drain,
        Table<IkeSaParts> Sas,
        Table<DueAt> Due,
        CheckSchedule Checks,
        PacedWork.State Rekeys,
        PacedWork.State Reestablishments,
        PacedWork.State Redirects,
        RouteTable Routes,
        AsymmetricTraffic.State Foreign,
        MakerParts? Tokens,
        NhrpMachines? Nhrp,
        Items<HeldFact> Held,
        bool IsOpen);

    /// <summary>A fact that the composition proposed, and what follows once it has taken effect.
    /// </summary>
    /// <param name="Ticket">Its ticket; 0: the log had no room, and it is proposed again.</param>
    /// <param name="Sa">The machines that it came from.</param>
    /// <param name="Changes">What it changes.</param>
    /// <param name="Then">What is put out then.</param>
    public sealed record HeldFact(
        ulong Ticket, ulong Sa, Items<Change> Changes, Items<Output> Then);

    /// <summary>Tickets of proposals that come from outside lie below; those above are ours.
    /// </summary>
    public const ulong OwnTickets = 1UL << 63;

    /// <summary>When a tick is due: at the earliest deadline of all machines.</summary>
    public static Instant? Deadline(ClusterMemberConfig config, State state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var due = state.Due.First?.At;
        for (var part = Part.Links; part <= LastPart; part++)
        {
            due = Instant.Earliest(due, DeadlineOf(config, state, part));
        }

        return due;
    }

    /// <summary>Decides: the machines do, one behind the other.</summary>
    public static Next Step(
        ClusterMemberConfig config, State state, Instant now, Input input) =>
        Step(Machines.Shipped, config, state, now, input);

    /// <summary>
    /// The same with other machines in the place of the shipped ones: with steps that remember what
    /// they did before, or that are wrong on purpose.
    /// </summary>
    public static Next Step(
        Machines machines, ClusterMemberConfig config, State state, Instant now, Input input)
    {
        ArgumentNullException.ThrowIfNull(machines);
        var routing = new Routing(machines, config, state, now, null);
        routing.Take(input);
        return routing.End();
    }

    /// <summary>
    /// What led from an input to the outputs of its step: each step of a machine in order, with the
    /// output that caused it and the reason. For traces and reports; the step is the same.
    /// </summary>
    public static Items<Hop> Explain(
        ClusterMemberConfig config, State state, Instant now, Input input)
    {
        var hops = new List<Hop>();
        var routing = new Routing(Machines.Shipped, config, state, now, hops);
        routing.Take(input);
        return [.. hops];
    }

    /// <summary>A step of a machine inside a step of the member.</summary>
    /// <param name="Stage">How many outputs led to it: 1 for what the input itself asks.</param>
    /// <param name="Cause">The output that led to it; null: the input of the member did.</param>
    /// <param name="Part">The machine.</param>
    /// <param name="Sa">With machines of an IKE SA: which; 0 otherwise.</param>
    /// <param name="Input">Its input; the operation's name where the part is a table.</param>
    /// <param name="Reason">Why it decided as it did; none of a table.</param>
    public sealed record Hop(
        int Stage, object? Cause, Part Part, ulong Sa, object Input, Reason Reason);
}
