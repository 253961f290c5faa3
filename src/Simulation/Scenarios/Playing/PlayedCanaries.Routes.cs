using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members whose routes go or stay when they should not.</content>
public static partial class PlayedCanaries
{
    private static PlayedShell? OfRoutes(string canary) => canary switch
    {
        nameof(TunnelFlaw.DeathUnheeded) => Machine(new() { Liveness = DeathUnheeded }) with
        {
            // It is known before all is mended.
            In = static world => world with
            {
                Policy = world.Policy with { WorryAfter = TimeSpan.FromSeconds(3), SendsMax = 2 },
            },
            Finds = static run => IsRouteKeptToDead(run) ? ["Hole"] : [],
        },
        nameof(TunnelFlaw.DeletedBeforeAdded) => Exchanges(DeletedBeforeAdded) with
        {
            Finds = static run => IsRouteMissed(run) ? ["I15"] : [],
        },
        _ => null,
    };

    /// <summary>That a peer is dead changes nothing.</summary>
    private static Next<LivenessCheck.State, LivenessCheck.Output> DeathUnheeded(
        LivenessCheck.Config config, LivenessCheck.State state, Instant now,
        LivenessCheck.Input input)
    {
        var next = LivenessCheck.Step(config, state, now, input);
        return next with
        {
            Outputs = [.. next.Outputs.Where(
                output => output is not LivenessCheck.Output.PeerFailed)],
        };
    }

    /// <summary>A rekey is an SA that goes, and then one that comes.</summary>
    private static Next<IkeExchanges.State, IkeExchanges.Output> DeletedBeforeAdded(
        IkeExchanges.Config config, IkeExchanges.State state, Instant now,
        IkeExchanges.Input input)
    {
        var next = IkeExchanges.Step(config, state, now, input);
        return next with
        {
            Outputs =
            [
                .. next.Outputs.Select(output =>
                    output is IkeExchanges.Output.Commit commit
                        ? commit with { Facts = Parted(commit.Facts) }
                    : output is IkeExchanges.Output.Answer answer
                        ? answer with { Facts = Parted(answer.Facts) }
                    : output),
            ],
        };
    }

    private static Items<SaFact> Parted(Items<SaFact> facts) =>
    [
        .. facts.SelectMany(fact => fact is SaFact.ChildMade { Replaces: { } old } made
            ? (SaFact[])[new SaFact.ChildrenEnded([old]), made with { Replaces = null }]
            : [fact]),
    ];

    /// <summary>Whether packets are led to a peer that is dead, until it is there again.</summary>
    private static bool IsRouteKeptToDead(RunResult run)
    {
        var lives = run.Timeline.Where(
            one => one.Kind == MomentKind.Life && one.Who == "carol").Take(2).ToList();
        return lives is [var dies, var starts]
            && !run.Timeline.Any(one => IsWithdrawal(one)
                && one.At > dies.At && one.At < starts.At);
    }

    /// <summary>Whether a route goes though nothing is broken.</summary>
    private static bool IsRouteMissed(RunResult run) => run.Timeline.Any(IsWithdrawal);

    private static bool IsWithdrawal(Moment one) => one.Kind == MomentKind.Route
        && one.Says.StartsWith("withdraws ", StringComparison.Ordinal);
}
