using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I18: what somebody on the way can send proves neither life nor death: an answer with a wrong
/// number, a number that was used, a packet without protection (RFC 3706 §6, RFC 7296 §2.4).
/// </summary>
public static class ProvenLife
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I18", nameof(ProvenLife), "what anybody can send proves neither life nor death",
        "proofs by what anybody can send",
        ["AnyAckProves", "OldNumberProves", "UnprotectedIsHeard", "HintIsDeath"]);

    /// <summary>What a side of DPD knows of the other one; its numbers do not count.</summary>
    public static (Type Phase, Instant? Heard, int Sent) Of(DeadPeerDetection.State state) =>
        (state.GetType(), state switch
        {
            DeadPeerDetection.State.Fresh fresh => fresh.LastHeard,
            DeadPeerDetection.State.Probing probing => probing.RetryAt,
            DeadPeerDetection.State.Dead dead => dead.Since,
            DeadPeerDetection.State.Unsupported or DeadPeerDetection.State.Worried
                or DeadPeerDetection.State.Paused => null,
        }, state is DeadPeerDetection.State.Probing { Sent: var sent } ? sent : 0);

    /// <summary>
    /// Whether a step that something unproven caused proves nothing: a check may begin by it, but
    /// none ends, nobody counts as heard later, and nobody fails.
    /// </summary>
    public static bool IsUnmoved(LivenessCheck.State before, LivenessCheck.State after) =>
        after switch
        {
            LivenessCheck.State.Alive alive =>
                before is LivenessCheck.State.Alive was && alive.LastProof <= was.LastProof,

            // A hint may ask for a check; what was proven stays as old as it was.
            LivenessCheck.State.Waiting waiting => before == after || before switch
            {
                LivenessCheck.State.Alive was => waiting.LastProof <= was.LastProof,
                LivenessCheck.State.Idle => waiting.LastProof is null,
                LivenessCheck.State.Waiting or LivenessCheck.State.Sealing
                    or LivenessCheck.State.Checking or LivenessCheck.State.Syncing
                    or LivenessCheck.State.Paused or LivenessCheck.State.Failed => false,
            },
            LivenessCheck.State.Idle or LivenessCheck.State.Sealing
                or LivenessCheck.State.Checking or LivenessCheck.State.Syncing
                or LivenessCheck.State.Paused or LivenessCheck.State.Failed => before == after,
        };
}
