using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>
/// The times of replication that a text leaves out: they fit the hold time of the first hop. With
/// those of a slow first hop a fast one would notice a death at once, and the loss of a standby
/// would hold everything for seconds all the same.
/// </summary>
internal static class FittedTimes
{
    private static readonly TimeSpan None = TimeSpan.FromTicks(-1);
    private static readonly TimeSpan HeartbeatMost = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SilenceMost = TimeSpan.FromMilliseconds(250);

    /// <summary>Replication without those times.</summary>
    public static SaReplication.Settings Unset { get; } = new()
    {
        Heartbeat = None,
        SilentAfter = None,
        SyncedFor = None,
        DetectWithin = None,
        HoldTime = None,
    };

    /// <summary>A time that is set.</summary>
    public static TimeSpan? Set(TimeSpan time) => time == None ? null : time;

    /// <summary>The settings with all times.</summary>
    public static ClusterMemberConfig.Settings Fit(ClusterMemberConfig.Settings settings)
    {
        var set = settings.Replication;
        var detect = Set(set.DetectWithin)
            ?? Longer(HoldOf(settings.Hsrp.Front), HoldOf(settings.Hsrp.Back));
        var heartbeat = Set(set.Heartbeat) ?? Shorter(HeartbeatMost, detect / 3);
        var silent = Set(set.SilentAfter) ?? Longer(2 * heartbeat, Shorter(detect, SilenceMost));
        var synced = Set(set.SyncedFor)
            ?? detect + Longer(detect / 5, silent + (4 * heartbeat));
        return settings with
        {
            Replication = set with
            {
                Heartbeat = heartbeat,
                DetectWithin = detect,
                SilentAfter = silent,
                SyncedFor = synced,
                HoldTime = Set(set.HoldTime) ?? Longer(detect, synced / 2),
            },
        };
    }

    /// <summary>Its hold time; that of RFC 2281 §5.1 where it is to be learned.</summary>
    private static TimeSpan HoldOf(HsrpGroup.Settings group) =>
        group.HoldTime ?? TimeSpan.FromSeconds(10);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
