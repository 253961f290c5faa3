using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Tests.Properties.StateMachines.Rri;

/// <summary>The laws of machines for reverse route injection.</summary>
public sealed class ReverseRouteInjectionLaws() : MachineLaws<Config, State, Input, Output>(
    ReverseRouteInjection.Machine,
    RouteWorld.Checked(new()),
    RouteWorld.Checked(new() { DrainFor = TimeSpan.FromTicks(3), ClaimsMax = 2 }),
    RouteWorld.Checked(new()
    {
        DrainFor = TimeSpan.FromSeconds(3),
        WhenContested = ConflictRule.NewestWins,
    }),
    RouteWorld.Checked(new()
    {
        Mode = Mode.Static,
        Guard = GuardBy.Policy,
        StaticVia = new(null, 3),
    }));
