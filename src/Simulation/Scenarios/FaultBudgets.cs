using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Scenarios;

/// <summary>How often each kind of fault may happen.</summary>
/// <param name="All">The kinds, in the order of the scenario.</param>
public readonly record struct FaultBudgets(Items<Budget> All)
{
    /// <summary>How often a kind may happen; a kind that is not there never does.</summary>
    public int this[string name] => All.FirstOrDefault(one => one.Name == name)?.Max ?? 0;
}
