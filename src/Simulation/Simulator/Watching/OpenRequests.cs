using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I6b: by the end no message of IKE waits to be sealed for good. A request of ours has its
/// message ID and leaves, and a request of the peer that was taken has its answer: what a member
/// loses on the way to the log keeps its window shut (RFC 7296 §2.3).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class OpenRequests(Verdicts verdicts, Stage stage)
{
    /// <summary>A fact becomes one in less, once everything is mended.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private HashSet<(string Member, IkeSaId Ike, bool IsOurs, uint Id)> _before = [];

    /// <summary>What waits shortly before the end.</summary>
    public void Note() => _before = [.. All()];

    /// <summary>What was there before is there still.</summary>
    public void Look()
    {
        foreach (var (member, ike, isOurs, id) in All().Where(_before.Contains))
        {
            verdicts.Broken(
                "I6b",
                $"{member} never {(isOurs ? "sends request" : "answers request")} {id} of {ike}");
        }
    }

    private IEnumerable<(string, IkeSaId, bool, uint)> All()
    {
        foreach (var box in stage.Members.Values)
        {
            if (box is not { MayServe: true, Life: { } life })
            {
                continue;
            }

            foreach (var sa in life.State.Sas)
            {
                if (sa.MessageIds is not MessageIds.State.Open(var ours, var theirs))
                {
                    continue;
                }

                foreach (var request in ours.Requests.Where(one => one.Sent == 0))
                {
                    yield return (box.Plan.Name, sa.Ike, true, request.Id);
                }

                foreach (var id in theirs.Taken)
                {
                    yield return (box.Plan.Name, sa.Ike, false, id);
                }
            }
        }
    }
}
