using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Qcd;

/// <summary>What a cluster knows of the IKE SA that two SPIs name, RFC 6290 §9.2.</summary>
public enum SpiKnowledge
{
    /// <summary>A member may have it that nobody here has asked, or what is known here is old.
    /// </summary>
    Uncertain,

    /// <summary>A member has it, be it half-open.</summary>
    Live,

    /// <summary>No member has it, and that is certain.</summary>
    Dead,
}

/// <summary>
/// Whether an IKE SA lives anywhere in the cluster. Law: dead is said only where every member that
/// could have the SA has followed this one since the question, or is known to be off.
/// </summary>
public static class LiveSpis
{
    /// <summary>
    /// A place in the log that comes behind a question. Whoever acknowledges it has followed this
    /// member since; what it acknowledged before may have been on its way for long.
    /// </summary>
    /// <param name="Index">The entry that comes next when the question does.</param>
    /// <param name="At">When the question came.</param>
    public readonly record struct Barrier(ulong Index, Instant At)
    {
        /// <summary>
        /// For a question that comes now: propose a fact, be it without changes, and ask
        /// <see cref="Of(SaReplication.Config, SaReplication.State, Instant, IkeSaId, bool,
        /// Barrier?, Items{byte})"/> once it has taken effect. One serves all questions before it.
        /// </summary>
        public static Barrier After(SaReplication.State state, Instant now)
        {
            ArgumentNullException.ThrowIfNull(state);
            return new(state.Replica.Index + 1, now);
        }
    }

    /// <summary>What a member knows of an IKE SA by what is replicated.</summary>
    /// <param name="config">The configuration of its replication.</param>
    /// <param name="state">Its replication.</param>
    /// <param name="now">Now.</param>
    /// <param name="sa">The SPIs.</param>
    /// <param name="isHere">
    /// Whether this member itself has such an SA: those that are not authenticated yet are
    /// replicated to nobody, and have their token soon.
    /// </param>
    /// <param name="barrier">What the others may have acknowledged since; null: nothing.</param>
    /// <param name="down">Members that are off or fenced for certain.</param>
    public static SpiKnowledge Of(
        SaReplication.Config config, SaReplication.State state, Instant now, IkeSaId sa,
        bool isHere, Barrier? barrier, Items<byte> down = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        if (isHere || state.Replica.Sas.Ikes.TryFind(sa.Key, out _))
        {
            return SpiKnowledge.Live;
        }

        var isCertain = state.Role switch
        {
            SaReplication.Role.Active active =>
                state.HasAuthority && AllFollow(config, active, now, barrier, down),
            SaReplication.Role.Standby { Standing: SaReplication.Standing.Synced synced } =>
                now - synced.From < config.Settings.SyncedFor && NobodyChose(config, sa, down),
            SaReplication.Role.Standby or SaReplication.Role.Promoting
                or SaReplication.Role.Proving => false,
        };
        return isCertain ? SpiKnowledge.Dead : SpiKnowledge.Uncertain;
    }

    /// <summary>
    /// What a member knows that takes part in several groups, as one of load sharing does.
    /// </summary>
    public static SpiKnowledge Of(Items<SpiKnowledge> groups)
    {
        var isDead = groups.Count > 0;
        foreach (var group in groups.Span)
        {
            if (group == SpiKnowledge.Live)
            {
                return SpiKnowledge.Live;
            }

            isDead &= group == SpiKnowledge.Dead;
        }

        return isDead ? SpiKnowledge.Dead : SpiKnowledge.Uncertain;
    }

    /// <summary>
    /// Whether all others follow the active member: they have no SA of their own, and did not take
    /// over since, because too short a time has passed since they heard of it.
    /// </summary>
    private static bool AllFollow(
        SaReplication.Config config, SaReplication.Role.Active active, Instant now,
        Barrier? barrier, Items<byte> down)
    {
        foreach (var member in config.Others.Span)
        {
            if (!down.Span.Contains(member)
                && !(barrier is { } since
                    && now - since.At < config.Settings.SilentAfter
                    && Follows(active, member, since.Index)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Follows(SaReplication.Role.Active active, byte member, ulong index)
    {
        foreach (var view in active.Views.Span)
        {
            if (view.Member == member)
            {
                return view.Place == SaReplication.Place.InSync && view.Match >= index;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether no other member chose one of the SPIs: of an SA that stands it would have told this
    /// synced standby, and of a half-open one it tells nobody.
    /// </summary>
    private static bool NobodyChose(
        SaReplication.Config config, IkeSaId sa, Items<byte> down)
    {
        foreach (var member in config.Others.Span)
        {
            var spis = new SpiPartition(member);
            if (!down.Span.Contains(member)
                && (spis.Owns(sa.Initiator) || spis.Owns(sa.Responder)))
            {
                return false;
            }
        }

        return true;
    }
}
