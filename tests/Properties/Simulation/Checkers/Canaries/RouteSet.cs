using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.Simulation.Scenarios.StatefulPair;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Simulation.Scenarios;
using Holdfast.Tests.Properties.StateMachines;
using Holdfast.Tests.Properties.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;
using Instant = Holdfast.StateMachines.Instant;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Rri.ReverseRouteInjection.State,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Output>;
using RouteMachine = Holdfast.StateMachines.Machine<
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Config,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.State,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Input,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Output>;

namespace Holdfast.Tests.Properties.Simulation.Checkers.Canaries;

/// <summary>Mistakes of reverse route injection.</summary>
internal static class RouteSet
{
    public static NamedMutant[] All =>
    [
        Tunnel("delete before add on rekey", TunnelFlaw.DeletedBeforeAdded, "I15",
            "a rekey is an SA that goes, and then one that comes"),
        Tunnel("route kept after SA delete", TunnelFlaw.RouteKept, "I14",
            "a route is never taken away"),
        new("RRI", "route on standby", "a member that gives its place up keeps its routes", "I14",
            nameof(Drains),
            isWrong => Broken.By(Drains.Explore(nameof(PairFlaw.StandbyWithRoutes), isWrong))),
        Law("refcount leak with two SAs, same selector",
            "of two SAs for one prefix the one that goes is counted still", "I14",
            nameof(RoutesOfOnePrefix
                .A_route_stands_only_where_an_SA_of_its_is_usable_and_this_member_is_active),
            ReferenceLeaks, RoutesOfOnePrefix.StandsWhereItMay),
        Tunnel("old-epoch withdraw removes new route", TunnelFlaw.OldWithdrawalTakesNewRoute,
            "I15", "what withdraws the old route takes whichever is there"),
        Law("role change before route order",
            "the virtual address is given up before the route is withdrawn", "I14",
            nameof(RoutesOfOnePrefix
                .Whoever_gives_the_address_up_has_withdrawn_the_route_before),
            YieldsFirst, RoutesOfOnePrefix.IsWithdrawnFirst),
        Law("overlap silently overwritten",
            "another peer that claims the prefix takes it, and nobody is told", "Conflict",
            nameof(RoutesOfOnePrefix.That_two_peers_claim_one_prefix_is_told_while_they_do),
            OverwritesSilently, RoutesOfOnePrefix.TellsOfConflicts),
    ];

    private static Next ReferenceLeaks(Config config, State state, Instant now, Input input) =>
        input is Input.SaDown(var sa) && FactsOf(state).Claims is { Count: > 1 } claims
            && claims.Any(claim => claim.Sa == sa)
            ? new(state, [new Output.Release(sa)], default)
            : ReverseRouteInjection.Step(config, state, now, input);

    private static Next YieldsFirst(Config config, State state, Instant now, Input input)
    {
        var next = ReverseRouteInjection.Step(config, state, now, input);
        return next with { Outputs = [.. next.Outputs.AsEnumerable().Reverse()] };
    }

    private static Next OverwritesSilently(Config config, State state, Instant now, Input input)
    {
        var next = ReverseRouteInjection.Step(config, state, now, input);
        return next with
        {
            Outputs =
            [
                .. next.Outputs.AsEnumerable().Where(output => output is not Output.Conflict),
            ],
        };
    }

    private static NamedMutant Tunnel(
        string row, TunnelFlaw flaw, string killer, string changed) => new(
        "RRI", row, changed, killer, nameof(RriOrders),
        isWrong => Broken.By(RriOrders.Explore($"{flaw}", isWrong)));

    private static NamedMutant Law(
        string row, string changed, string killer, string test,
        Func<Config, State, Instant, Input, Next> step,
        Action<RouteMachine, (Config Config, Moment[] History)> law) => new(
        "RRI", row, changed, killer, test,
        isWrong => Broken.By(
            killer, RoutesOfOnePrefix.Draw,
            drawn => law(isWrong ? Machine with { Step = step } : Machine, drawn)));
}
