using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Bfd;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members whose sessions of BFD are wrong.</content>
public static partial class PlayedCanaries
{
    // Three packets of a session that is not up, and what is under way.
    private static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(4);

    private static PlayedShell? OfSessions(string canary) => canary switch
    {
        "HeardForLonger" => Session(BfdCanaries.HeardForLonger),
        "DownUnheeded" => Session(BfdCanaries.DownUnheeded),
        "UpUnproven" => Session(BfdCanaries.UpUnproven),
        "InitUnheeded" => Session(BfdCanaries.InitUnheeded),
        _ => null,
    };

    private static PlayedShell Session(BfdStep step) => new()
    {
        Options = new() { Bfd = step },
        Beside = static () => new BfdWitness(),
        Finds = SeenOfSessions,
    };

    /// <summary>What both ends of a session make of what breaks, and of what is mended.</summary>
    private static IEnumerable<string> SeenOfSessions(RunResult run)
    {
        HashSet<string> up = [];
        HashSet<string> seen = [];
        Instant? broken = null;
        foreach (var one in run.Timeline)
        {
            if (broken is { } since && one.At - since > NoticedWithin && up.Count > 0)
            {
                seen.Add(NoticedBreaks.Card.Invariant);
            }

            if (one.Kind == MomentKind.Fault)
            {
                broken = IsBreak(one) ? one.At : null;
            }
            else if (one.Kind == MomentKind.Life)
            {
                up.Remove(one.Who);
            }
            else if (one.Says == MomentWords.Session(Other(one.Who), BfdSession.Verdict.Works))
            {
                up.Add(one.Who);
            }
            else if (one.Says == MomentWords.Session(Other(one.Who), BfdSession.Verdict.Fails))
            {
                up.Remove(one.Who);
            }
        }

        return up.Count == 2 ? seen : seen.Append(ReturnedSessions.Card.Invariant);
    }

    private static string Other(string end) =>
        end == TraceWorlds.SessionLink.Who ? TraceWorlds.SessionLink.Segment
        : end == TraceWorlds.SessionLink.Segment ? TraceWorlds.SessionLink.Who
        : "nobody";

    private static bool IsBreak(Moment fault) =>
        fault.Says.Contains("loses", StringComparison.Ordinal)
        || fault.Says.Contains("crashes", StringComparison.Ordinal);
}
