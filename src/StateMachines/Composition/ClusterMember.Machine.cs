using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class ClusterMember
{
    /// <summary>The machine as a value.</summary>
    public static Machine<ClusterMemberConfig, State, Input, Output> Machine =>
        Of(Machines.Shipped);

    /// <summary>The same with other machines in the place of the shipped ones.</summary>
    public static Machine<ClusterMemberConfig, State, Input, Output> Of(Machines machines) =>
        new(nameof(ClusterMember))
        {
            Initial = Initial,
            Step = (config, state, now, input) => Step(machines, config, state, now, input),
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            PhaseOf = PhaseOf,
            Alphabet = ClusterMemberLetters.All,
        };

    /// <summary>A member that has just started: no group runs, and it knows no SA.</summary>
    public static State Initial(ClusterMemberConfig config, Instant now)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            LinkSelection.Initial(config.Links, now),
            HsrpPair.Initial(config.Hsrp, now),
            SaReplication.Initial(config.Replication, now),
            MemberDrain.Initial(config.Drain, now),
            default,
            CheckSchedule.Empty,
            PacedWork.Empty,
            PacedWork.Empty,
            PacedWork.Empty,
            RouteTable.Empty(config.Routes, config.Set.PrefixesMax),
            AsymmetricTraffic.Initial(config.Foreign, now),
            [],
            IsOpen: false);
    }

    /// <summary>Where it stands at the first hop, and what it is to the cluster.</summary>
    public static string PhaseOf(State state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return $"{HsrpPair.PlaceOf(state.FirstHop)}{SaReplication.PhaseOf(state.Replication)}"
            + (state.Drain is MemberDrain.State.Serving or MemberDrain.State.Drained
                ? ""
                : state.Drain.GetType().Name);
    }

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state with
        {
            Links = LinkSelection.Rebase(state.Links, by),
            FirstHop = HsrpPair.Rebase(state.FirstHop, by),
            Replication = SaReplication.Rebase(state.Replication, by),
            Drain = MemberDrain.Rebase(state.Drain, by),
            Sas = Each(state.Sas, sa => sa with
            {
                Liveness = sa.Liveness is { } liveness
                    ? LivenessCheck.Rebase(liveness, by)
                    : null,
                Dpd = sa.Dpd is { } dpd ? DeadPeerDetection.Rebase(dpd, by) : null,
                MessageIds = sa.MessageIds is { } ids ? MessageIds.Rebase(ids, by) : null,
                Sync = sa.Sync is { } sync ? MessageIdSync.Rebase(sync, by) : null,
            }),
            Checks = state.Checks.Rebase(by),
            Rekeys = PacedWork.Rebase(state.Rekeys, by),
            Reestablishments = PacedWork.Rebase(state.Reestablishments, by),
            Redirects = PacedWork.Rebase(state.Redirects, by),
            Routes = state.Routes.Rebase(by),
            Foreign = AsymmetricTraffic.Rebase(state.Foreign, by),
        };
    }

    /// <summary>With the origin as now: each machine's own.</summary>
    public static State Normalize(ClusterMemberConfig config, State state)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        return state with
        {
            Links = LinkSelection.Normalize(config.Links, state.Links),
            FirstHop = HsrpPair.Normalize(config.Hsrp, state.FirstHop),
            Replication = SaReplication.Normalize(config.Replication, state.Replication),
            Drain = MemberDrain.Normalize(config.Drain, state.Drain),
            Sas = Each(state.Sas, sa => sa with
            {
                Liveness = sa.Liveness is { } liveness
                    ? LivenessCheck.Normalize(config.LivenessOf(sa.PeerAt), liveness)
                    : null,
                Dpd = sa.Dpd is { } dpd
                    ? DeadPeerDetection.Normalize(config.DpdOf(sa.PeerAt), dpd)
                    : null,
                MessageIds = sa.MessageIds is { } ids
                    ? MessageIds.Normalize(config.MessageIds, ids)
                    : null,
                Sync = sa.Sync is { } sync
                    ? MessageIdSync.Normalize(config.MessageIdSync, sync)
                    : null,
            }),
            Checks = state.Checks.Normalize(),
            Rekeys = PacedWork.Normalize(config.Rekey, state.Rekeys),
            Reestablishments = PacedWork.Normalize(config.Reestablish, state.Reestablishments),
            Redirects = PacedWork.Normalize(config.Redirect, state.Redirects),
            Routes = state.Routes.Normalize(),
            Foreign = AsymmetricTraffic.Normalize(config.Foreign, state.Foreign),
        };
    }

    private static Table<IkeSaParts> Each(
        Table<IkeSaParts> sas, Func<IkeSaParts, IkeSaParts> change) =>
        sas.Aggregate(sas, (table, sa) => table.With(change(sa)));

    /// <summary>When a machine is due; of those of IKE SAs the earliest.</summary>
    private static Instant? DeadlineOf(ClusterMemberConfig config, State state, Part part) =>
        part switch
        {
            Part.Links => LinkSelection.Deadline(config.Links, state.Links),
            Part.FirstHop => HsrpPair.Deadline(config.Hsrp, state.FirstHop),
            Part.Replication => SaReplication.Deadline(config.Replication, state.Replication),
            Part.Drain => MemberDrain.Deadline(config.Drain, state.Drain),
            Part.Liveness or Part.Dpd or Part.MessageIds or Part.MessageIdSync =>
                DeadlineOf(config, state.Sas, part),
            Part.Checks => state.Checks.Deadline(config.Checks),
            Part.Rekeys => PacedWork.Deadline(config.Rekey, state.Rekeys),
            Part.Reestablishments =>
                PacedWork.Deadline(config.Reestablish, state.Reestablishments),
            Part.Redirects => PacedWork.Deadline(config.Redirect, state.Redirects),
            Part.Routes => state.Routes.Deadline(),
            Part.Foreign => AsymmetricTraffic.Deadline(config.Foreign, state.Foreign),
        };

    private static Instant? DeadlineOf(
        ClusterMemberConfig config, Table<IkeSaParts> sas, Part part)
    {
        if (sas.Count == 0)
        {
            return null;
        }

        Instant? due = null;
        foreach (var sa in sas)
        {
            due = Instant.Earliest(due, DeadlineOf(config, sa, part));
        }

        return due;
    }

    private static Instant? DeadlineOf(ClusterMemberConfig config, IkeSaParts sa, Part part) =>
        part switch
        {
            Part.Liveness => sa.Liveness is { } liveness
                ? LivenessCheck.Deadline(config.LivenessOf(sa.PeerAt), liveness)
                : null,
            Part.Dpd => sa.Dpd is { } dpd
                ? DeadPeerDetection.Deadline(config.DpdOf(sa.PeerAt), dpd)
                : null,
            Part.MessageIds => sa.MessageIds is { } ids
                ? MessageIds.Deadline(config.MessageIds, ids)
                : null,
            Part.MessageIdSync => sa.Sync is { } sync
                ? MessageIdSync.Deadline(config.MessageIdSync, sync)
                : null,
            Part.Links or Part.FirstHop or Part.Replication or Part.Drain or Part.Checks
                or Part.Rekeys or Part.Reestablishments or Part.Redirects or Part.Routes
                or Part.Foreign => null,
        };
}
