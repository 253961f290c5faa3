namespace Holdfast.StateMachines.Replication;

/// <summary>How far a standby lies behind the active member, for people who watch.</summary>
/// <param name="Member">The standby.</param>
/// <param name="IsWaitedFor">Whether facts wait for it.</param>
/// <param name="Records">Facts that it has not acknowledged.</param>
/// <param name="Silence">How long ago its last probe was heard.</param>
/// <param name="UntilSolo">
/// How long until facts stop waiting for it; null where they do not wait, or never stop.
/// </param>
public readonly record struct ReplicationLag(
    byte Member, bool IsWaitedFor, ulong Records, TimeSpan Silence, TimeSpan? UntilSolo)
{
    /// <summary>The lag of each standby; none where this member is not active.</summary>
    public static IEnumerable<ReplicationLag> Of(
        SaReplication.Config config, SaReplication.State state, Instant now)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Role is not SaReplication.Role.Active active)
        {
            yield break;
        }

        foreach (var view in active.Views)
        {
            var silence = now - view.AckedAt;
            yield return new(
                view.Member, view.Counts, state.Replica.Index - view.Match, silence,
                view.Counts && !config.IsSafetyFirst ? config.SoloAfter - silence : null);
        }
    }
}
