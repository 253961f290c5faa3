using Holdfast.Codec;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

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
    public static State Normalize(ClusterMemberConfig config, State state) =>
        Normalize(config, null, state);

    /// <summary>
    /// The same, of a state that a step has made of a normal one: most steps leave most machines as
    /// they were.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="normal">The normal state; null: none is known.</param>
    /// <param name="state">What was made of it.</param>
    public static State Normalize(ClusterMemberConfig config, State? normal, State state)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        var areSasNormal = normal is not null && state.Sas.IsSame(normal.Sas);
        var sas = areSasNormal ? state.Sas : NormalSas(config, normal, state.Sas);
        return Anew(
            state,
            Kept(normal?.Links, state.Links)
                ?? LinkSelection.Normalize(config.Links, state.Links),
            Kept(normal?.FirstHop, state.FirstHop)
                ?? HsrpPair.Normalize(config.Hsrp, state.FirstHop),
            Kept(normal?.Replication, state.Replication)
                ?? SaReplication.Normalize(config.Replication, state.Replication),
            Kept(normal?.Drain, state.Drain)
                ?? MemberDrain.Normalize(config.Drain, state.Drain),
            sas,
            areSasNormal ? normal!.Due : DueOf(config, sas),
            Kept(normal?.Checks, state.Checks) ?? state.Checks.Normalize(),
            Kept(normal?.Rekeys, state.Rekeys)
                ?? PacedWork.Normalize(config.Rekey, state.Rekeys),
            Kept(normal?.Reestablishments, state.Reestablishments)
                ?? PacedWork.Normalize(config.Reestablish, state.Reestablishments),
            Kept(normal?.Redirects, state.Redirects)
                ?? PacedWork.Normalize(config.Redirect, state.Redirects),
            Kept(normal?.Routes, state.Routes) ?? state.Routes.Normalize(),
            Kept(normal?.Foreign, state.Foreign)
                ?? AsymmetricTraffic.Normalize(config.Foreign, state.Foreign),
            Kept(normal?.Tokens, state.Tokens) ?? state.Tokens?.Normalize(config),
            Kept(normal?.Nhrp, state.Nhrp) ?? state.Nhrp?.Normalize(config),
            state.Held,
            state.IsOpen);
    }

    /// <summary>A state of these machines; the one before, where nothing has changed.</summary>
    private static State Anew(
        State before, LinkSelection.State links, HsrpPair.State firstHop,
        SaReplication.State replication, MemberDrain.State drain, Table<IkeSaParts> sas,
        Table<DueAt> due, CheckSchedule checks, PacedWork.State rekeys,
        PacedWork.State reestablishments, PacedWork.State redirects, RouteTable routes,
        AsymmetricTraffic.State foreign, MakerParts? tokens, NhrpMachines? nhrp,
        Items<HeldFact> held, bool isOpen)
    {
        var isSame = ReferenceEquals(links, before.Links)
            && ReferenceEquals(firstHop, before.FirstHop)
            && ReferenceEquals(replication, before.Replication)
            && ReferenceEquals(drain, before.Drain)
            && sas == before.Sas
            && ReferenceEquals(checks, before.Checks)
            && ReferenceEquals(rekeys, before.Rekeys)
            && ReferenceEquals(reestablishments, before.Reestablishments)
            && ReferenceEquals(redirects, before.Redirects)
            && ReferenceEquals(routes, before.Routes)
            && ReferenceEquals(foreign, before.Foreign)
            && ReferenceEquals(tokens, before.Tokens)
            && ReferenceEquals(nhrp, before.Nhrp)
            && held == before.Held
            && isOpen == before.IsOpen;
        return isSame
            ? before
            : new(
                links, firstHop, replication, drain, sas, due, checks, rekeys, reestablishments,
                redirects, routes, foreign, tokens, nhrp, held, isOpen);
    }

    private static Table<IkeSaParts> NormalSas(
        ClusterMemberConfig config, State? normal, Table<IkeSaParts> sas) =>
        Each(sas, sa => normal?.Sas.Find(sa.Key) is { } same && ReferenceEquals(same, sa)
            ? sa
            : SaMachines.Normalize(config, sa));

    /// <summary>What is the very state that is normal; null: it may not be.</summary>
    private static TState? Kept<TState>(TState? normal, TState? state)
        where TState : class => ReferenceEquals(normal, state) ? state : null;

    private static Table<IkeSaParts> Each(
        Table<IkeSaParts> sas, Func<IkeSaParts, IkeSaParts> change) =>
        sas.Aggregate(sas, (table, sa) => change(sa) is var anew && ReferenceEquals(anew, sa)
            ? table
            : table.With(anew));

    /// <summary>When each IKE SA is due, from the beginning.</summary>
    private static Table<DueAt> DueOf(ClusterMemberConfig config, Table<IkeSaParts> sas) =>
        sas.Aggregate(
            default(Table<DueAt>),
            (index, sa) => DueAt.Moved(index, sa.Sa, null, DeadlineOf(config, sa)));

    /// <summary>Whether a machine of the member is due; those of IKE SAs are not asked for.
    /// </summary>
    public static bool IsDue(
        ClusterMemberConfig config, State state, Instant now, Part part)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        return DeadlineOf(config, state, part) <= now;
    }

    /// <summary>Whether each IKE SA has such a machine; they are due by the index.</summary>
    private static bool IsOfSa(Part part) => part is >= Part.Liveness and <= Part.TokenTaker;

    /// <summary>When a machine of the member is due; those of IKE SAs are in the index.</summary>
    private static Instant? DeadlineOf(ClusterMemberConfig config, State state, Part part) =>
        part switch
        {
            Part.Links => LinkSelection.Deadline(config.Links, state.Links),
            // Whoever has slept is active in its own memory alone, until it is told.
            Part.FirstHop => state.Replication.Role is SaReplication.Role.Proving
                ? null
                : HsrpPair.Deadline(config.Hsrp, state.FirstHop),
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
