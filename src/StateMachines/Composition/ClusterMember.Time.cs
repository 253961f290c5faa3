using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>Instants inside a state, and when its machines are due.</content>
public static partial class ClusterMember
{
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
            Sas = Each(state.Sas, sa => SaMachines.Rebase(sa, by)),
            Due = state.Due.Aggregate(
                default(Table<DueAt>),
                (index, due) => index.With(due with { At = due.At + by })),
            Checks = state.Checks.Rebase(by),
            Rekeys = PacedWork.Rebase(state.Rekeys, by),
            Reestablishments = PacedWork.Rebase(state.Reestablishments, by),
            Redirects = PacedWork.Rebase(state.Redirects, by),
            Routes = state.Routes.Rebase(by),
            Foreign = AsymmetricTraffic.Rebase(state.Foreign, by),
            Tokens = state.Tokens?.Rebase(by),
            Nhrp = state.Nhrp?.Rebase(by),
        };
    }

    /// <summary>With the origin as now: each machine's own.</summary>
    public static State Normalize(ClusterMemberConfig config, State state)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        var sas = Each(state.Sas, sa => SaMachines.Normalize(config, sa));
        return state with
        {
            Links = LinkSelection.Normalize(config.Links, state.Links),
            FirstHop = HsrpPair.Normalize(config.Hsrp, state.FirstHop),
            Replication = SaReplication.Normalize(config.Replication, state.Replication),
            Drain = MemberDrain.Normalize(config.Drain, state.Drain),
            Sas = sas,
            Due = DueOf(config, sas),
            Checks = state.Checks.Normalize(),
            Rekeys = PacedWork.Normalize(config.Rekey, state.Rekeys),
            Reestablishments = PacedWork.Normalize(config.Reestablish, state.Reestablishments),
            Redirects = PacedWork.Normalize(config.Redirect, state.Redirects),
            Routes = state.Routes.Normalize(),
            Foreign = AsymmetricTraffic.Normalize(config.Foreign, state.Foreign),
            Tokens = state.Tokens?.Normalize(config),
            Nhrp = state.Nhrp?.Normalize(config),
        };
    }

    private static Table<IkeSaParts> Each(
        Table<IkeSaParts> sas, Func<IkeSaParts, IkeSaParts> change) =>
        sas.Aggregate(sas, (table, sa) => table.With(change(sa)));

    /// <summary>When each IKE SA is due, from the beginning.</summary>
    private static Table<DueAt> DueOf(ClusterMemberConfig config, Table<IkeSaParts> sas) =>
        sas.Aggregate(
            default(Table<DueAt>),
            (index, sa) => DueAt.Moved(index, sa.Sa, null, DeadlineOf(config, sa)));

    /// <summary>Whether each IKE SA has such a machine; they are due by the index.</summary>
    private static bool IsOfSa(Part part) => part is >= Part.Liveness and <= Part.TokenTaker;

    /// <summary>When a machine of the member is due; those of IKE SAs are in the index.</summary>
    private static Instant? DeadlineOf(ClusterMemberConfig config, State state, Part part) =>
        part switch
        {
            Part.Links => LinkSelection.Deadline(config.Links, state.Links),
            Part.FirstHop => HsrpPair.Deadline(config.Hsrp, state.FirstHop),
            Part.Replication => SaReplication.Deadline(config.Replication, state.Replication),
            Part.Drain => MemberDrain.Deadline(config.Drain, state.Drain),
            Part.Checks => state.Checks.Deadline(config.Checks),
            Part.Rekeys => PacedWork.Deadline(config.Rekey, state.Rekeys),
            Part.Reestablishments =>
                PacedWork.Deadline(config.Reestablish, state.Reestablishments),
            Part.Redirects => PacedWork.Deadline(config.Redirect, state.Redirects),
            Part.Routes => state.Routes.Deadline(),
            Part.Foreign => AsymmetricTraffic.Deadline(config.Foreign, state.Foreign),
            Part.TokenMaker => state.Tokens is { } tokens
                ? TokenMaker.Deadline(config.TokenMaker!, tokens.Maker)
                : null,
            Part.NhrpServer => state.Nhrp?.Hub is { } hub
                ? NhrpServer.Deadline(config.NhrpServer!, hub)
                : null,
            Part.NhrpRegistration => state.Nhrp?.RegistrationsDue(config.NhrpRegistration),
            Part.NhrpShortcut => state.Nhrp?.Due.First?.At,
            Part.Liveness or Part.Dpd or Part.MessageIds or Part.MessageIdSync
                or Part.Redirection or Part.TokenTaker => null,
        };

    /// <summary>When an IKE SA is due: at the earliest deadline of its machines.</summary>
    private static Instant? DeadlineOf(ClusterMemberConfig config, IkeSaParts sa)
    {
        Instant? due = null;
        for (var part = Part.Liveness; part <= Part.TokenTaker; part++)
        {
            due = Instant.Earliest(due, DeadlineOf(config, sa, part));
        }

        return due;
    }

    /// <summary>The first machine of an IKE SA that is due.</summary>
    private static Part DueOf(ClusterMemberConfig config, IkeSaParts sa, Instant now)
    {
        var part = Part.Liveness;
        while (part < Part.TokenTaker && !(DeadlineOf(config, sa, part) <= now))
        {
            part++;
        }

        return part;
    }

    private static Instant? DeadlineOf(ClusterMemberConfig config, IkeSaParts sa, Part part) =>
        part switch
        {
            Part.Liveness => SaMachines.Liveness.DeadlineOf(config, sa),
            Part.Dpd => SaMachines.Dpd.DeadlineOf(config, sa),
            Part.MessageIds => SaMachines.Requests.DeadlineOf(config, sa),
            Part.MessageIdSync => SaMachines.Sync.DeadlineOf(config, sa),
            Part.Redirection => SaMachines.Client.DeadlineOf(config, sa),
            Part.TokenTaker => SaMachines.Taker.DeadlineOf(config, sa),
            Part.Links or Part.FirstHop or Part.Replication or Part.Drain or Part.Checks
                or Part.Rekeys or Part.Reestablishments or Part.Redirects or Part.Routes
                or Part.Foreign or Part.TokenMaker or Part.NhrpServer or Part.NhrpRegistration
                or Part.NhrpShortcut => null,
        };
}
