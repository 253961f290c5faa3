using Holdfast.Simulation.Scenarios.DpdVersusRouting;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines.Composition;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members that ask too rarely or too often, and routes that need too long.</content>
public static partial class PlayedCanaries
{
    // Three seconds of silence, and four questions that wait 4 s and 1.8 times as long each.
    private static readonly TimeSpan DeadWithin = TimeSpan.FromSeconds(51);
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(14);

    /// <summary>Members as they are shipped, and routes that go around a path that failed once all
    /// questions are asked.</summary>
    internal static PlayedShell SlowRoutes => Asking(0) with
    {
        Options = new() { ConvergesLater = TooLate },
    };

    private static PlayedShell? OfPaths(string canary) => canary switch
    {
        nameof(PathFlaw.OneQueryFewer) => Asking(-1),
        nameof(PathFlaw.OneQueryMore) => Asking(1) with
        {
            Finds = static run => IsFoundDeadLate(run) ? ["I17"] : [],
        },
        nameof(PathFlaw.ConvergesTooLate) => SlowRoutes,
        _ => null,
    };

    /// <summary>A member asks a peer so many times more than it is configured to.</summary>
    private static PlayedShell Asking(int more) => new()
    {
        Options = new()
        {
            Settings = settings => settings with
            {
                Liveness = settings.Liveness with
                {
                    SendsMax = settings.Liveness.SendsMax + more,
                },
            },
        },
        Finds = static run => IsTakenForDead(run) ? ["I16"] : [],
    };

    private static bool IsFoundDeadLate(RunResult run)
    {
        Instant? died = run.Timeline.FirstOrDefault(
            one => one.Kind == MomentKind.Life && one.Who == "carol")?.At;
        Instant? found = run.Timeline.FirstOrDefault(IsTakingForDead)?.At;
        return died is { } from && !(found is { } then && then - from <= DeadWithin);
    }
}
