using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Worlds;

/// <summary>A world, and what breaks in it: all that a run is made of but its seed.</summary>
/// <param name="World">The world.</param>
/// <param name="Faults">What breaks, and when.</param>
public sealed record WorldScenario(WorldPlan World, FaultPlan Faults);
