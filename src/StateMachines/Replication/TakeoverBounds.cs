namespace Holdfast.StateMachines.Replication;

/// <summary>
/// What a takeover costs at most in one SA, computed from the configuration (RFC 6027 §3.4, §3.5):
/// a simulation measures the same numbers, and no run may exceed them.
/// </summary>
/// <param name="SequenceSkipped">Outbound numbers that are never sent.</param>
/// <param name="AcceptedTwice">Inbound packets that are accepted twice, if somebody replays all.
/// </param>
/// <param name="InboundLost">
/// Inbound packets that are refused though they are new, besides those that come while nobody is
/// active, or before a rekey or a synchronisation is done, and those that the takeover before this
/// one refused already: over takeovers that follow each other it is the sum.
/// </param>
/// <param name="WaitsForPeer">
/// Whether all that comes before a rekey or a synchronisation is done is lost as well.
/// </param>
public readonly record struct TakeoverBounds(
    ulong SequenceSkipped, ulong AcceptedTwice, ulong InboundLost, bool WaitsForPeer)
{
    /// <summary>The bounds of a takeover.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="age">How old the knowledge of whoever takes over is.</param>
    /// <param name="isSynced">Whether it is everything.</param>
    public static TakeoverBounds Of(
        SaReplication.Settings settings, TimeSpan age, bool isSynced)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var jump = isSynced ? 0 : TakeoverPlan.Jump(settings, age);
        var skipped = (ulong)settings.LeaseBlock + jump;
        var ahead = InboundFloor.Ahead(settings.PacketsPerSecondMax, settings.FloorBlock);
        return settings.Replay switch
        {
            ReplayPolicy.Strict => new(skipped, 0, ahead + jump, false),
            // Stale, the jump covers what a member alone has accepted as well.
            ReplayPolicy.Bounded when isSynced => new(skipped, settings.Exposed, ahead, false),
            ReplayPolicy.Bounded => new(skipped, 0, ahead + jump + settings.Exposed, false),
            ReplayPolicy.PeerSync => new(skipped, 0, 0, true),
            ReplayPolicy.RekeyFirst => new(skipped, 0, 0, true),
        };
    }
}
