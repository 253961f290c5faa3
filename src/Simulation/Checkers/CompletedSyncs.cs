using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I8: a synchronisation completes, though some of its messages are lost: both sides agree on the
/// next message ID of each direction (RFC 6311 §5.1).
/// </summary>
public static class CompletedSyncs
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I8", nameof(CompletedSyncs),
        "a synchronisation completes, though requests and answers of it are lost",
        "units of time until it has", ["SameMarkAgain"])
    {
        IsTime = true,
    };

    /// <summary>Whether what the cluster and the peer know fits.</summary>
    public static bool Agree(MessageIdSync.Numbers cluster, MessageIdSync.Numbers peer) =>
        cluster.Send == peer.Receive && cluster.Receive == peer.Send;
}
