using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>The laws of machines for SA replication, under each policy.</summary>
public sealed class SaReplicationLaws()
    : MachineLaws<
        SaReplication.Config, SaReplication.State, SaReplication.Input, SaReplication.Output>(
        SaReplication.Machine,
        SaReplication.Config.Create(new()),
        SaReplication.Config.Create(new() { Member = 2, Solo = SoloPolicy.SafetyFirst }),
        SaReplication.Config.Create(new()
        {
            Members = [1, 2, 3],
            Commit = CommitRule.Majority,
            Replay = ReplayPolicy.PeerSync,
            DigestEvery = 1,
            OpenMax = 2,
            TailMax = 2,
        }),
        SaReplication.Config.Create(new()
        {
            Member = 3,
            Members = [1, 2, 3, 4, 5],
            Commit = CommitRule.One,
            PartMax = 1,
            Replay = ReplayPolicy.RekeyFirst,
        }),
        SaReplication.Config.Create(new()
        {
            Heartbeat = TimeSpan.FromTicks(1),
            SilentAfter = TimeSpan.FromTicks(2),
            DetectWithin = TimeSpan.FromTicks(1),
            SyncedFor = TimeSpan.FromTicks(6),
            HoldTime = TimeSpan.FromTicks(2),
            StaleFor = TimeSpan.FromTicks(9),
            GatherFor = TimeSpan.FromTicks(1),
            Replay = ReplayPolicy.Bounded,
            DigestEvery = 1,
        }));
