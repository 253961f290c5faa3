using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// The reports of a member's failovers, as a fold over its steps. Law: it sees steps and nothing
/// else, so a recording of them gives the same reports as the running member did.
/// </summary>
public static partial class FailoverReports
{
    /// <summary>What the steps so far tell.</summary>
    /// <param name="Seen">What was seen of others and of the first hop.</param>
    /// <param name="Reign">The epoch in which this member reigns; null: it does not.</param>
    /// <param name="Report">The last takeover by this member; it may be incomplete.</param>
    /// <param name="Open">What that report waits for; null: it is complete or over.</param>
    /// <param name="End">The last end of a reign of this member.</param>
    public sealed record State(
        Evidence Seen, Epoch? Reign, FailoverReport? Report, Waiting? Open,
        FailoverReport.ReignEnd? End);

    /// <summary>What was seen of others and of the first hop.</summary>
    /// <param name="Ruler">The last epoch of another reign that was heard of.</param>
    /// <param name="HeardAt">The last sign of an active member, this one included.</param>
    /// <param name="Router">The active router of the front that was heard last.</param>
    /// <param name="Highest">The highest priority that it has told.</param>
    /// <param name="IsReleased">Whether the member of that epoch said that it has stopped.</param>
    /// <param name="Fenced">A member that a fence proved off, since it was heard.</param>
    /// <param name="LinksDown">A bit for each tracked link of this member that is down.</param>
    /// <param name="IsYielding">Whether this member gives its place up on purpose.</param>
    /// <param name="Sides">The sides of the virtual address that are here, as bits.</param>
    /// <param name="Trigger">Why the first of them came.</param>
    /// <param name="TriggerWhy">The rule of it.</param>
    /// <param name="AuthorityAt">Since when both are here; null: they are not.</param>
    /// <param name="Why">The rules since then.</param>
    /// <param name="IkeSasForgotten">IKE SAs that were too old to be used.</param>
    /// <param name="ChildSasForgotten">CHILD SAs that were.</param>
    public sealed record Evidence(
        Epoch? Ruler, Instant? HeardAt, HsrpGroup.Speaker? Router, uint Highest, bool IsReleased,
        byte? Fenced, uint LinksDown, bool IsYielding, int Sides, FailoverCause Trigger,
        Reason TriggerWhy, Instant? AuthorityAt, Items<Reason> Why, int IkeSasForgotten,
        int ChildSasForgotten);

    /// <summary>What an open report waits for.</summary>
    /// <param name="IkeSas">IKE SAs to be synchronised, by the ids of their keys.</param>
    /// <param name="Anew">IKE SAs to be established anew, by the handles of their keys.</param>
    /// <param name="Known">The next request of those that are synchronised, as it was known.
    /// </param>
    /// <param name="ChildSas">CHILD SAs that may not send before a rekey.</param>
    public sealed record Waiting(
        Items<ulong> IkeSas, Items<ulong> Anew, Items<KnownRequest> Known, Items<uint> ChildSas);

    /// <summary>The next request of an IKE SA, as it was known.</summary>
    /// <param name="Sa">The id of its keys.</param>
    /// <param name="Next">The message ID.</param>
    public readonly record struct KnownRequest(ulong Sa, uint Next);

    /// <summary>Nothing was seen.</summary>
    public static State Initial { get; } = new(
        new(
            null, null, null, 0, false, null, 0, false, 0, FailoverCause.Start, default, null, [],
            0, 0),
        null, null, null, null);

    /// <summary>What is known behind one more step.</summary>
    /// <param name="config">The configuration of the member.</param>
    /// <param name="state">What was known before.</param>
    /// <param name="step">The step.</param>
    public static State After(ClusterMemberConfig config, State state, MemberStep step)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(step);
        var (atReign, after) = Look(state.Seen, step);
        state = state with { Seen = after };
        foreach (var output in step.Outputs)
        {
            state = output is ClusterMember.Output.OfReplication(SaReplication.Output.Reign reign)
                ? Begin(config, state, step, reign.Takeover, atReign ?? after)
                : Take(config, state, step, output);
        }

        return state.Open is null ? state : Settle(state, step);
    }

    /// <summary>The report that a step has completed, or ended; null: it did neither.</summary>
    public static FailoverReport? Closed(State before, State after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return after.Open is null && after.Report is { } report
            && (before.Open is not null || before.Report?.Epoch != report.Epoch)
            ? report
            : null;
    }

    /// <summary>
    /// What is seen when a reign begins in the step, and at its end: whatever the step does behind
    /// that (it may lose the first hop again) is nothing that the takeover began with.
    /// </summary>
    private static (Evidence? AtReign, Evidence After) Look(Evidence seen, MemberStep step)
    {
        // Time acts first: what comes now is no sign of what was overdue.
        var isBefore = step.Input is not ClusterMember.Input.Tick && step.Hops.Count > 0
            && step.Hops[0] is
            {
                Part: ClusterMember.Part.Replication,
                Input: SaReplication.Input.Tick,
            };
        seen = isBefore ? seen : Hear(seen, step);
        Evidence? atReign = null;
        for (var at = 0; at < step.Hops.Count; at++)
        {
            var hop = step.Hops[at];
            if (isBefore && at > 0 && hop.Stage == 1)
            {
                isBefore = false;
                seen = Hear(seen, step);
            }

            atReign ??= hop.Cause is SaReplication.Output.Reign ? seen : null;
            seen = Follow(seen, step, hop);
        }

        return (atReign, isBefore ? Hear(seen, step) : seen);
    }

    private static State Take(
        ClusterMemberConfig config, State state, MemberStep step, ClusterMember.Output output) =>
        output switch
        {
            ClusterMember.Output.OfFirstHop(var side, var said) =>
                OnAddress(state, step, side, said),
            ClusterMember.Output.OfReplication(var said) =>
                OnReplication(config, state, step, said),
            ClusterMember.Output.OfDrain(var said) => OnDrain(state, said),
            ClusterMember.Output.OfRoutes(Rri.ReverseRouteInjection.Output.Add) => OnRoute(state),
            ClusterMember.Output.OfRoutes or ClusterMember.Output.OpenTraffic
                or ClusterMember.Output.CloseTraffic or ClusterMember.Output.OfLinks
                or ClusterMember.Output.OfLiveness or ClusterMember.Output.OfDpd
                or ClusterMember.Output.OfMessageIds or ClusterMember.Output.SealCheck
                or ClusterMember.Output.SealCounters
                or ClusterMember.Output.OfMessageIdSync or ClusterMember.Output.BeginWork
                or ClusterMember.Output.WorkGivenUp or ClusterMember.Output.OfForeign
                or ClusterMember.Output.OfTokenMaker
                or ClusterMember.Output.AskAgain
                or ClusterMember.Output.OfTokenTaker
                or ClusterMember.Output.OfRedirection
                or ClusterMember.Output.OfHub
                or ClusterMember.Output.OfRegistration
                or ClusterMember.Output.OfShortcut => state,
        };

    private static State OnReplication(
        ClusterMemberConfig config, State state, MemberStep step, SaReplication.Output said) =>
        said switch
        {
            SaReplication.Output.Resume(var epoch, _, _) => state with { Reign = epoch },
            SaReplication.Output.Stop(var why) => Stop(config, state, step, why),
            SaReplication.Output.Send or SaReplication.Output.PersistEpoch
                or SaReplication.Output.Seal or SaReplication.Output.Transmit
                or SaReplication.Output.SendThrough or SaReplication.Output.AcceptThrough
                or SaReplication.Output.ChildEnded
                or SaReplication.Output.Committed or SaReplication.Output.Refused
                or SaReplication.Output.Forget or SaReplication.Output.Stands
                or SaReplication.Output.Solo or SaReplication.Output.DeleteAtPeer
                or SaReplication.Output.Contested or SaReplication.Output.Diverged
                or SaReplication.Output.CannotFollow or SaReplication.Output.StoreDoubted
                or SaReplication.Output.Reign => state,
        };

    private static State OnDrain(State state, MemberDrain.Output said) => said switch
    {
        MemberDrain.Output.Yield => state with { Seen = state.Seen with { IsYielding = true } },
        MemberDrain.Output.OpenDoors or MemberDrain.Output.TakeBack =>
            state with { Seen = state.Seen with { IsYielding = false } },
        MemberDrain.Output.CloseDoors or MemberDrain.Output.RedirectPeers
            or MemberDrain.Output.StopRedirects or MemberDrain.Output.PushState => state,
    };
}
