using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members whose routes go or stay when they should not.</content>
public static partial class PlayedCanaries
{
    // Longer than a way there and back.
    private static readonly TimeSpan UnderWay = TimeSpan.FromMilliseconds(200);

    private static PlayedShell? OfRoutes(string canary) => canary switch
    {
        nameof(TunnelFlaw.DeathUnheeded) => Machine(new() { Liveness = DeathUnheeded }) with
        {
            In = Worrying,
            Finds = static run => IsRouteKeptToDead(run) ? ["Hole"] : [],
        },
        nameof(TunnelFlaw.DeletedBeforeAdded) => Exchanges(DeletedBeforeAdded) with
        {
            Finds = static run => IsRouteMissed(run) ? ["I15"] : [],
        },
        nameof(TunnelFlaw.RouteWithdrawnAfterSa) => Tunnel(TunnelFlaw.RouteWithdrawnAfterSa),
        nameof(TunnelFlaw.SasFlushedFirst) => Tunnel(TunnelFlaw.SasFlushedFirst) with
        {
            FindsWhatItLeft = true,
        },
        nameof(TunnelFlaw.ReceiverLeavesFirst) => Tunnel(TunnelFlaw.ReceiverLeavesFirst) with
        {
            In = static _ => TraceWorlds.Asking,

            // Whoever deletes is wrong.
            Peer = "alice",
        },
        nameof(TunnelFlaw.SentUnproven) => Tunnel(TunnelFlaw.SentUnproven) with
        {
            // Before the first SA there is none to go on with: what is rekeyed has one.
            Before =
            [
                At(30, new Fault.Delay(
                    new() { Kind = MessageKind.IkeChild, To = "carol" }, UnderWay, UnderWay)),
                At(30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true)),
            ],
            In = static _ => TraceWorlds.Asking,
        },
        nameof(TunnelFlaw.AnsweredBeforeDone) => Tunnel(TunnelFlaw.AnsweredBeforeDone) with
        {
            Before = [At(30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))],
            In = static _ => TraceWorlds.Asking,
        },
        nameof(TunnelFlaw.ReplacedInTwoSteps) => EachBehindItsOwn(TunnelFlaw.ReplacedInTwoSteps),
        nameof(TunnelFlaw.OldWithdrawalTakesNewRoute) =>
            EachBehindItsOwn(TunnelFlaw.OldWithdrawalTakesNewRoute),
        _ => null,
    };

    /// <summary>Members that do in another order what is wanted of routes and SAs.</summary>
    internal static PlayedShell Tunnel(TunnelFlaw flaw) => new()
    {
        // A CHILD SA ends where another one takes its place.
        EndsChildren = true,
        In = Worrying,
        Options = new() { Tunnel = flaw },
        Beside = static () => new KernelWitness(),
    };

    /// <summary>The same, where each SA has an interface of its own: a rekey replaces the route.
    /// </summary>
    private static PlayedShell EachBehindItsOwn(TunnelFlaw flaw)
    {
        var right = new RunOptions
        {
            Machines = new()
            {
                RoutesOf = static (config, ike, child) =>
                {
                    var routes = ChildRoutes.Of(config, ike, child);
                    return routes with
                    {
                        Via = routes.Via with { Interface = (int)(child.Inbound.Value >> 1) },
                    };
                },
            },
        };
        return Tunnel(flaw) with { Options = right with { Tunnel = flaw }, Right = right };
    }

    /// <summary>That a peer is dead is known before all is mended.</summary>
    private static WorldPlan Worrying(WorldPlan world) => world with
    {
        Policy = world.Policy with { WorryAfter = TimeSpan.FromSeconds(3), SendsMax = 2 },
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
