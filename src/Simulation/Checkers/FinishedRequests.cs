using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I6b: a request that was sent or received when its member died completes at the next one: the
/// same octets are sent again, or the same answer (RFC 6027 §3.6, RFC 7296 §2.1).
/// </summary>
public static class FinishedRequests
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I6b", nameof(FinishedRequests),
        "a request that was open when its member died completes at the next one",
        "units of time until it does", ["RequestForgotten", "AnswerForgotten"])
    {
        IsTime = true,
    };

    /// <summary>Whether a side waits for nothing, and has not given its IKE SA up.</summary>
    public static bool Are(MessageIds.State side) => side switch
    {
        MessageIds.State.Open open => open.Ours.Requests.Count == 0
            && open.Theirs.Taken.Count == 0,
        MessageIds.State.Standby or MessageIds.State.Failed => false,
    };
}
