using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Reports;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>What timelines show of members that replicate.</summary>
internal static class ReplicationTracks
{
    /// <summary>A member, or the observer at the peer.</summary>
    public static Items<TrackFact> Of(NodeState state) => state switch
    {
        NodeState.Member { Is: { } one, Path: var path } =>
        [
            Role("replication", one),
            TrackFact.Of("SAs", one.Replica.Sas.Children.Count > 0, "known", Tone.Ready),
            TrackFact.Of("traffic", path.Acts, "sends and receives", Tone.Serving),
            TrackFact.Of("message IDs", path.UsesIds, "in use", Tone.Serving),
        ],
        NodeState.Member => [],
        NodeState.Observer observer =>
        [
            TrackFact.Of(
                "sees", observer.WereTwo, "two members acted while cut off", Tone.Trouble),
        ],
    };

    /// <summary>The role of a member in replication.</summary>
    public static TrackFact Role(string track, SaReplication.State state) => new(
        track, SaReplication.PhaseOf(state), state.Role switch
        {
            SaReplication.Role.Active => Tone.Serving,
            SaReplication.Role.Promoting or SaReplication.Role.Proving => Tone.Changing,
            SaReplication.Role.Standby { Standing: SaReplication.Standing.Synced } => Tone.Ready,
            SaReplication.Role.Standby => Tone.Idle,
        });
}
